package io.github.dilm4j.export;

import io.github.dilm4j.base.InputException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the cards say that the run does not know.
 *
 * @param address where Python opens the folder: {@code org/name}
 * @param languages of the texts by their ISO 639 codes, such as {@code en}; may be empty
 * @param licence by the hub's identifier, such as {@code cc-by-4.0}; empty to name none
 */
public record Publication(String address, List<String> languages, Optional<String> licence) {
    private static final String FOLDER = "path/to/this/folder";
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern LICENCE = Pattern.compile("[a-z0-9][a-z0-9.-]*");

    /** @throws InputException if a code cannot be one of a language or a licence */
    public Publication {
        languages = List.copyOf(languages);
        for (String language : languages) {
            if (!LANGUAGE.matcher(language).matches()) {
                throw InputException.at(
                        "--language", "'" + language + "' is not the code of a language; write en for English");
            }
        }
        licence.filter(name -> !LICENCE.matcher(name).matches()).ifPresent(name -> {
            throw InputException.at(
                    "--license", "'" + name + "' is not the hub's name of a licence; write it like cc-by-4.0");
        });
    }

    /** A publication in a local folder. */
    public static Publication local(List<String> languages, Optional<String> licence) {
        return new Publication(FOLDER, languages, licence);
    }
}
