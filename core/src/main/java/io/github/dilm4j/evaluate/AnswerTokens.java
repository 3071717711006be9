package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens that distinguish a model's answers: the first token of each label's name where these differ, else
 * the whole names and the token after them, so that no name is the beginning of another. Names are not encoded
 * alone, since some tokenizers put a space's token before every text.
 */
final class AnswerTokens {
    private AnswerTokens() {}

    /**
     * @param place names the model in errors
     * @return [labels], token ids, all different
     * @throws InputException if two labels have the same tokens, or a name has none
     */
    static List<int[]> of(Tokenizer tokenizer, InContextPrompt prompt, List<String> labels, Object place) {
        List<int[]> whole = new ArrayList<>();
        int[] asked = tokenizer.encode(prompt.question());
        for (int label = 0; label < labels.size(); label++) {
            int[] ids = tokenizer.encode(prompt.question() + prompt.answer(label));
            int first = Arrays.mismatch(asked, ids);
            if (first < 0 || first == ids.length) {
                throw InputException.at(place, "has no token for the label '" + labels.get(label) + "'");
            }
            int[] followed = tokenizer.encode(
                    prompt.question() + prompt.answer(label) + InContextPrompt.after(prompt.question()));
            whole.add(Arrays.copyOfRange(followed, first, ids.length + 1));
            for (int other = 0; other < label; other++) {
                if (Arrays.equals(whole.get(other), whole.get(label))) {
                    throw InputException.at(
                            place,
                            "reads the labels '" + labels.get(other) + "' and '" + labels.get(label)
                                    + "' as the same tokens, so answers cannot be told apart; give the labels other"
                                    + " names");
                }
            }
        }
        boolean firstsDiffer = whole.stream().mapToInt(ids -> ids[0]).distinct().count() == whole.size();
        return firstsDiffer ? whole.stream().map(ids -> new int[] {ids[0]}).toList() : whole;
    }
}
