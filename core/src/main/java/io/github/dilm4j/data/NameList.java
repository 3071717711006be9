package io.github.dilm4j.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.github.dilm4j.base.InputException;
import java.util.ArrayList;
import java.util.List;

/** Names in arguments: with commas between them, quoted as in CSV where they hold commas themselves. */
public final class NameList {
    private NameList() {}

    /**
     * The names of all arguments, one after the other.
     *
     * @param option that the arguments are of
     * @throws InputException if a quote does not close
     */
    public static List<String> of(String option, List<String> arguments) {
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.isEmpty()) {
                names.add(argument); // CSV takes it as no record
            }
            try {
                CsvReader.builder()
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(argument)
                        .forEach(csv -> names.addAll(csv.getFields()));
            } catch (CsvParseException e) {
                throw new InputException(
                        option + ": " + Shown.quoted(argument)
                                + " has a quote that does not close, or text after one that does; write '\"a, b\",c'"
                                + " for the names 'a, b' and 'c'",
                        e);
            }
        }
        return names;
    }
}
