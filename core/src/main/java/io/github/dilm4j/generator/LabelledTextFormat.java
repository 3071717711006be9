package io.github.dilm4j.generator;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.tokenize.AddedToken;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The sequence of an example for the generator: {@code <bos_label> text <eos>}, or {@code <bos_label> first <sep>
 * second <eos>} for pairs. DiLM (arXiv:2404.00264), section 3.1. With a {@link LabelPrompt}, {@code <eos> prompt}
 * stands before the label's token.
 */
public final class LabelledTextFormat {
    /** Whether a space stands before {@code <sep>} and {@code <eos>}. */
    public enum Spacing {
        /** No space, which saves a token. */
        COMPACT,
        /** A space, which most tokenizers encode as a separate token, as in the reference implementation. */
        REFERENCE
    }

    private static final String PAD = "<pad>";
    private static final String SEPARATOR = "<sep>";

    private final Tokenizer tokenizer;
    private final boolean pairs;
    private final int maxTokens;
    private final Spacing spacing;
    private final Optional<LabelPrompt> prompt;
    private final int[] labelIds;
    private final int[][] prefixes; // [label][tokens], the last of which is the label's
    private final int endId;
    private final int padId;
    private final int separatorId;
    private static final int LEAST_ROOM = 4; // a label, a token of each of two texts, an end

    private final Set<Integer> controlIds = new LinkedHashSet<>();

    /** Without a prompt. */
    public LabelledTextFormat(Tokenizer tokenizer, int labels, boolean pairs, int maxTokens, Spacing spacing) {
        this(tokenizer, labels, pairs, maxTokens, spacing, Optional.empty());
    }

    /**
     * @param tokenizer one that {@link #addTokens} prepared
     * @param pairs whether examples have two texts
     * @param maxTokens of the label, the text and the end; a longer text is cut and has no end token, so that the model
     *     learns no false end; of a pair the longer text is cut first
     * @param prompt precedes the label's token; its tokens are not part of {@code maxTokens}
     * @throws InputException if the tokenizer lacks a token that is needed, or the prompt names another number of
     *     labels
     */
    public LabelledTextFormat(
            Tokenizer tokenizer,
            int labels,
            boolean pairs,
            int maxTokens,
            Spacing spacing,
            Optional<LabelPrompt> prompt) {
        this.tokenizer = tokenizer;
        this.prompt = prompt;
        this.pairs = pairs;
        this.maxTokens = maxTokens;
        this.spacing = spacing;
        labelIds = new int[labels];
        for (int label = 0; label < labels; label++) {
            labelIds[label] = required(tokenizer, labelToken(label));
            controlIds.add(labelIds[label]);
        }
        endId = endId(tokenizer);
        padId = required(tokenizer, PAD);
        separatorId = required(tokenizer, SEPARATOR);
        controlIds.addAll(List.of(endId, padId, separatorId));
        prefixes = prefixes();
    }

    private int[][] prefixes() {
        if (prompt.isEmpty()) {
            return Arrays.stream(labelIds).mapToObj(id -> new int[] {id}).toArray(int[][]::new);
        }
        int named = prompt.get().labelNames().size();
        if (named != labelIds.length) {
            throw new InputException("the generator's prompt names " + named + " labels, " + labelIds.length
                    + " are expected; name each label of the task, in the same order");
        }
        int[][] prefixes = new int[named][];
        for (int label = 0; label < named; label++) {
            prefixes[label] = IntStream.concat(
                            IntStream.concat(
                                    IntStream.of(endId),
                                    Arrays.stream(withoutControls(
                                            tokenizer.encode(prompt.get().words(label))))),
                            IntStream.of(labelIds[label]))
                    .toArray();
        }
        return prefixes;
    }

    /**
     * Returns the tokenizer with a beginning token for every label, a separator and padding; existing ones are kept.
     */
    public static Tokenizer addTokens(Tokenizer tokenizer, int labels) {
        List<AddedToken> tokens = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            tokens.add(AddedToken.special(labelToken(label)));
        }
        tokens.add(AddedToken.special(PAD));
        tokens.add(AddedToken.ordinary(SEPARATOR));
        try (Tokenizer added = tokenizer.withAddedTokens(tokens)) {
            return added.withPadToken(PAD);
        }
    }

    /** Whether a tokenizer has tokens of labels already. */
    public static boolean knowsLabels(Tokenizer tokenizer) {
        return labels(tokenizer) > 0;
    }

    /** Returns the number of labels that a tokenizer has tokens for. */
    static int labels(Tokenizer tokenizer) {
        int labels = 0;
        while (tokenizer.id(labelToken(labels)).isPresent()) {
            labels++;
        }
        return labels;
    }

    public int labels() {
        return labelIds.length;
    }

    public int padId() {
        return padId;
    }

    public int endId() {
        return endId;
    }

    /** The token that texts of a label begin with. */
    public int labelId(int label) {
        return labelIds[label];
    }

    /** The tokens before a text: those of the prompt, if there is one, and the label's. */
    int[] prefix(int label) {
        return prefixes[label];
    }

    /** Tokens that the longest prompt adds to a sequence; 0 without one. */
    public int promptTokens() {
        return Arrays.stream(prefixes)
                .mapToInt(prefix -> prefix.length - 1)
                .max()
                .orElse(0);
    }

    /**
     * This format with a limit on the tokens of a sequence, including the prompt's.
     *
     * @throws InputException if they leave no room for a text
     */
    public LabelledTextFormat within(int sequenceTokens) {
        int room = sequenceTokens - promptTokens();
        if (room < LEAST_ROOM) {
            throw new InputException("the model reads " + sequenceTokens
                    + " tokens at most, of which the generator's prompt takes " + promptTokens()
                    + "; that leaves no room for a text, so take a shorter prompt or another model");
        }
        return room >= maxTokens ? this : new LabelledTextFormat(tokenizer, labels(), pairs, room, spacing, prompt);
    }

    /** Where the text of an encoded example begins: after the label's token. */
    int textStart(TokenSequence sequence) {
        int[] ids = sequence.ids();
        for (int[] prefix : prefixes) {
            if (ids.length >= prefix.length && ids[prefix.length - 1] == prefix[prefix.length - 1]) {
                return prefix.length;
            }
        }
        throw new IllegalArgumentException("a sequence holds no label's token");
    }

    /** The prompt before the label's token. */
    Optional<LabelPrompt> prompt() {
        return prompt;
    }

    /** The tokens that {@link #addTokens} adds if they are missing. */
    public int[] addedIds() {
        return IntStream.concat(Arrays.stream(labelIds), IntStream.of(padId, separatorId))
                .toArray();
    }

    /** Tokens that must not occur in a text: beginnings of texts and padding. */
    public int[] forbiddenIds() {
        List<Integer> forbidden = new ArrayList<>();
        Arrays.stream(labelIds).forEach(forbidden::add);
        forbidden.add(padId);
        if (!pairs) {
            forbidden.add(separatorId);
        }
        return forbidden.stream().mapToInt(Integer::intValue).toArray();
    }

    /** All examples' token ids, prompt, label and end tokens included. */
    public List<TokenSequence> encode(List<Example> examples) {
        List<String> pieces = new ArrayList<>();
        for (Example example : examples) {
            if (example.texts().size() != (pairs ? 2 : 1)) {
                throw new IllegalArgumentException(
                        "an example has " + example.texts().size() + " texts");
            }
            example.texts().forEach(text -> pieces.add(" " + text + (spacing == Spacing.REFERENCE ? " " : "")));
        }
        List<int[]> encoded = tokenizer.encodeAll(pieces);
        List<TokenSequence> sequences = new ArrayList<>(examples.size());
        int piece = 0;
        for (Example example : examples) {
            int[] first = withoutControls(encoded.get(piece++));
            int[] second = pairs ? withoutControls(encoded.get(piece++)) : new int[0];
            sequences.add(TokenSequence.of(sequence(prefixes[example.label()], first, second)));
        }
        return sequences;
    }

    /** Counts the examples that {@link #encode} cuts; their tokens are those of label, text and end. */
    public CutTexts cut(List<Example> examples) {
        LabelledTextFormat whole =
                new LabelledTextFormat(tokenizer, labels(), pairs, Integer.MAX_VALUE, spacing, Optional.empty());
        return CutTexts.of(whole.encode(examples), maxTokens);
    }

    private int[] sequence(int[] prefix, int[] first, int[] second) {
        int room = maxTokens - (pairs ? 2 : 1); // besides the label's token and the separator
        boolean whole = first.length + second.length < room;
        int half = pairs ? room - room / 2 : room;
        int ofFirst = Math.min(first.length, Math.max(half, room - second.length));
        int ofSecond = Math.min(second.length, room - ofFirst);
        IntStream ids = IntStream.concat(Arrays.stream(prefix), Arrays.stream(first, 0, ofFirst));
        if (pairs) {
            ids = IntStream.concat(
                    ids, IntStream.concat(IntStream.of(separatorId), Arrays.stream(second, 0, ofSecond)));
        }
        return (whole ? IntStream.concat(ids, IntStream.of(endId)) : ids).toArray();
    }

    /**
     * Decodes generated tokens to an example.
     *
     * @param drawn the tokens after the label's, with the end token last if there is one
     */
    GeneratedText parse(int label, int[] drawn, double logProbability) {
        boolean complete = drawn.length > 0 && drawn[drawn.length - 1] == endId;
        int[] body = complete ? Arrays.copyOf(drawn, drawn.length - 1) : drawn;
        List<int[]> parts = split(body);
        List<String> texts = new ArrayList<>();
        for (int[] part : parts) {
            texts.add(tokenizer.decode(part).strip());
        }
        Outcome outcome = complete ? outcome(texts) : Outcome.CUT_OFF;
        while (texts.size() > 2) {
            texts.remove(texts.size() - 1);
        }
        return new GeneratedText(new Example(texts, label), outcome, logProbability, drawn.length);
    }

    /** The tokenizer of the format. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Whether the parts between the separators of a finished text are usable. */
    private Outcome outcome(List<String> parts) {
        if (parts.stream().allMatch(LabelledTextFormat::invisible)) {
            return Outcome.EMPTY;
        }
        if (parts.size() != (pairs ? 2 : 1)) {
            return Outcome.NO_SEPARATOR;
        }
        if (parts.stream().anyMatch(LabelledTextFormat::invisible)) {
            return Outcome.EMPTY;
        }
        return pairs && parts.get(0).equals(parts.get(1)) ? Outcome.IDENTICAL_PAIR : Outcome.COMPLETE;
    }

    private List<int[]> split(int[] ids) {
        List<int[]> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= ids.length; i++) {
            if (i == ids.length || ids[i] == separatorId) {
                parts.add(Arrays.copyOfRange(ids, begin, i));
                begin = i + 1;
            }
        }
        return parts;
    }

    /** Encodes a text; one that spells a control token does not become one. */
    private int[] withoutControls(int[] text) {
        return Arrays.stream(text).filter(id -> !controlIds.contains(id)).toArray();
    }

    private static boolean invisible(String text) {
        return text.codePoints().noneMatch(c -> !Character.isWhitespace(c) && !Character.isISOControl(c));
    }

    private static String labelToken(int label) {
        return "<bos_" + label + ">";
    }

    private static int endId(Tokenizer tokenizer) {
        return tokenizer
                .specialTokens()
                .eos()
                .orElseThrow(() -> new InputException(
                        "the generator's tokenizer has no end token; name one as eos_token in tokenizer_config.json"));
    }

    private static int required(Tokenizer tokenizer, String token) {
        return tokenizer
                .id(token)
                .orElseThrow(() -> new InputException(
                        "the generator's tokenizer has no token '" + token + "'; give a generator that a run trained"));
    }
}
