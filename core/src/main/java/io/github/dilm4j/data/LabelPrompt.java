package io.github.dilm4j.data;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Words that stand before a label's token and name the label. A pretrained model knows the names. It makes little use
 * of the first token of a sequence, which serves as an attention sink (Xiao et al. 2024, arXiv:2309.17453), so a prompt
 * follows an end token.
 *
 * @param template the words, with {@link #LABEL} in place of the label's name
 * @param labelNames in index order
 */
public record LabelPrompt(String template, List<String> labelNames) {
    /** Stands for the label's name. */
    public static final String LABEL = "{label}";

    private static final String FILE = "label_prompt.json";

    /** @throws InputException if the template does not name the label */
    public LabelPrompt {
        labelNames = List.copyOf(labelNames);
        if (!template.contains(LABEL)) {
            throw new InputException("the generator's prompt '" + template + "' does not contain " + LABEL
                    + ", which stands for the label's name; add it");
        }
    }

    /** The words before the token of a label. */
    public String words(int label) {
        return template.replace(LABEL, labelNames.get(label));
    }

    /** Writes the file that {@link #of} reads beside the model. Without a prompt, deletes an older file. */
    public static void save(Optional<LabelPrompt> prompt, Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        prompt.ifPresent(words -> AtomicFiles.writeString(file, Json.pretty(words)));
    }

    /**
     * The prompt that the model of a folder was trained with, if any.
     *
     * @throws InputException if the folder's file cannot be read
     */
    public static Optional<LabelPrompt> of(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? Optional.of(Json.read(file, LabelPrompt.class)) : Optional.empty();
    }
}
