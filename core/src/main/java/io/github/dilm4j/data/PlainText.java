package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of plain text, a text on each line; {@code .gz} is decompressed. */
public final class PlainText {
    private PlainText() {}

    /**
     * The lines that are not blank, of one file after the other.
     *
     * @throws InputException if a file is missing, a folder, without text, damaged, or not UTF-8
     */
    public static List<String> lines(List<Path> files) {
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            int before = texts.size();
            try (TextLines lines = TextLines.open(file)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    if (!line.isBlank()) {
                        texts.add(line);
                    }
                }
            }
            if (texts.size() == before) {
                throw InputException.at(file, "holds no text; give a file with a text on each line");
            }
        }
        return texts;
    }
}
