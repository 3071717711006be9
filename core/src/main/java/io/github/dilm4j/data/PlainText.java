package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Files of plain text, a text on each line; {@code .gz} is unpacked. */
public final class PlainText {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PlainText() {}

    /**
     * The lines that are not blank, of one file after the other.
     *
     * @throws InputException if a file is missing, a folder, without text, or not UTF-8
     */
    public static List<String> lines(List<Path> files) {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            int before = lines.size();
            read(file, lines);
            if (lines.size() == before) {
                throw InputException.at(file, "holds no text; give a file with a text on each line");
            }
        }
        return lines;
    }

    private static void read(Path file, List<String> into) {
        if (Files.isDirectory(file)) {
            throw InputException.at(file, "is a folder; give a file of plain text");
        }
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = FileFormat.isGzipped(file) ? new GZIPInputStream(raw) : raw;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            boolean first = true;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String text = first && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                first = false;
                if (!text.isBlank()) {
                    into.add(text);
                }
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": there is no such file; check the path", e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text; convert it", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
