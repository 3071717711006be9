package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A token that is matched in the text before the model splits the rest, as in Hugging Face tokenizers.
 *
 * @param special whether {@link Tokenizer#decode} leaves it out
 * @param stripLeft whether it includes the white space before it (Hugging Face: {@code lstrip})
 * @param stripRight whether it includes the white space after it ({@code rstrip})
 * @param singleWord whether it matches only between word boundaries
 * @param normalized whether it is matched in the normalised (for instance lower-cased) text instead of the text as
 *     given
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

    /** A token like those of {@code add_special_tokens} of transformers. */
    public static AddedToken special(String content) {
        return new AddedToken(content, true, false, false, false, false);
    }

    /** A token like those of {@code add_tokens} of transformers. */
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
