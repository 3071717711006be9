package io.github.dilm4j.evaluate;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Examples as a causal language model reads them in its context: a line {@code field: text} for each text, then {@code
 * label: name}, blocks parted by an empty line. The last block ends after {@code label:}, and the model's continuation
 * is its answer. DiLM (arXiv:2404.00264).
 */
public final class InContextPrompt {
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");
    private static final String BETWEEN = "\n\n";

    private final Task task;

    public InContextPrompt(Task task) {
        this.task = task;
    }

    /** A block with its answer. */
    public String demonstration(Example example) {
        return query(example) + answer(example.label());
    }

    /** A block up to where its answer begins. Line breaks within texts are written as spaces. */
    public String query(Example example) {
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < task.textFields().size(); i++) {
            String text =
                    LINE_BREAKS.matcher(example.texts().get(i)).replaceAll(" ").strip();
            block.append(task.textFields().get(i)).append(": ").append(text).append('\n');
        }
        return block.append(question()).toString();
    }

    /** The end of a query. */
    String question() {
        return task.labelField() + ":";
    }

    /** The answer of that label to a query: a space and the label's name. */
    public String answer(int label) {
        return " " + task.labelNames().get(label);
    }

    /** The block when other blocks precede it. */
    static String after(String block) {
        return BETWEEN + block;
    }

    /** The whole text. */
    public String text(List<Example> demonstrations, Example query) {
        StringBuilder text = new StringBuilder();
        for (Example demonstration : demonstrations) {
            text.append(demonstration(demonstration)).append(BETWEEN);
        }
        return text.append(query(query)).toString();
    }
}
