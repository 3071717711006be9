package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * The first token of each label's name as an answer, from which a model's answer is read. Names are not encoded alone,
 * since some tokenizers put a space's token before every text.
 */
final class AnswerTokens {
    private AnswerTokens() {}

    /**
     * @param place names the model in errors
     * @return [labels], token ids, all different
     * @throws InputException if two labels begin with the same token, or a name has none
     */
    static int[] of(Tokenizer tokenizer, InContextPrompt prompt, List<String> labels, Object place) {
        int[] tokens = new int[labels.size()];
        int[] asked = tokenizer.encode(prompt.question());
        for (int label = 0; label < tokens.length; label++) {
            int[] ids = tokenizer.encode(prompt.question() + prompt.answer(label));
            int first = Arrays.mismatch(asked, ids);
            if (first < 0 || first == ids.length) {
                throw InputException.at(place, "has no token for the label '" + labels.get(label) + "'");
            }
            tokens[label] = ids[first];
            for (int other = 0; other < label; other++) {
                if (tokens[other] == tokens[label]) {
                    throw InputException.at(
                            place,
                            "reads the labels '" + labels.get(other) + "' and '" + labels.get(label)
                                    + "' as beginning with the same token, '"
                                    + tokenizer.decode(new int[] {tokens[label]})
                                    + "', by which answers are told apart; give the labels names that begin"
                                    + " differently");
                }
            }
        }
        return tokens;
    }
}
