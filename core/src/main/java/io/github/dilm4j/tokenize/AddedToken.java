package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A token that is found in the text before the model cuts the rest, as in Hugging Face tokenizers.
 *
 * @param special left out by {@link Tokenizer#decode}
 * @param stripLeft takes the white space before it too (Hugging Face: {@code lstrip})
 * @param stripRight takes the white space after it too ({@code rstrip})
 * @param singleWord found only between word borders
 * @param normalized looked for in the normalised (for instance lower-cased) text instead of the text as given
 */
public record AddedToken(
        String content,
        boolean special,
        boolean stripLeft,
        boolean stripRight,
        boolean singleWord,
        boolean normalized) {
    public AddedToken {
        if (content.isEmpty()) {
            throw new IllegalArgumentException("an added token cannot be empty");
        }
    }

    /** As {@code add_special_tokens} of transformers adds a string. */
    public static AddedToken special(String content) {
        return new AddedToken(content, true, false, false, false, false);
    }

    /** As {@code add_tokens} of transformers adds a string. */
    public static AddedToken ordinary(String content) {
        return new AddedToken(content, false, false, false, false, true);
    }

    /** The entry of {@code added_tokens} in tokenizer.json. */
    ObjectNode toJson(int id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", singleWord)
                .put("lstrip", stripLeft)
                .put("rstrip", stripRight)
                .put("normalized", normalized)
                .put("special", special);
    }
}
