package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A causal language model on this machine. Its answer is the label whose {@link AnswerTokens} are most likely: the first
 * token of the name as in DiLM (arXiv:2404.00264), or the whole name if first tokens are equal. If a prompt is too long,
 * the fewest possible demonstrations are dropped from its front; the reference implementation cuts the query instead.
 */
final class LocalInContextModel implements InContextModel {
    private static final String LEAD = "a"; // stands for the blocks before it

    private final NextTokens model;
    private final Tokenizer tokenizer;
    private final InContextPrompt prompt;
    private final int[] beginning; // special tokens that every prompt begins with
    private final int room; // for the others
    private final List<int[]> answers; // [labels], token ids

    /**
     * The caller keeps and closes both.
     *
     * @param place names the model in errors
     * @throws InputException if the model cannot read that much, or two labels have the same tokens
     */
    LocalInContextModel(NextTokens model, Tokenizer tokenizer, Task task, PromptLimit limit, Object place) {
        if (limit.tokens() > model.maxTokens()) {
            throw InputException.at(
                    place,
                    "reads at most " + model.maxTokens() + " tokens, prompts may have " + limit.tokens() + "; lower "
                            + limit.key());
        }
        this.model = model;
        this.tokenizer = tokenizer;
        beginning = tokenizer.leadingTokens();
        prompt = new InContextPrompt(task);
        answers = AnswerTokens.of(tokenizer, prompt, task.labelNames(), place);
        int longest = answers.stream().mapToInt(ids -> ids.length).max().orElse(1);
        room = limit.tokens() - beginning.length - (longest - 1); // an answer's last token is not read
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(model.warnings().stream(), tokenizer.warnings().stream())
                .toList();
    }

    @Override
    public String remedy() {
        return "hold the model's weights in bfloat16 or float32";
    }

    @Override
    public Answers answer(List<Example> demonstrations, List<Example> queried) {
        List<String> blocks = demonstrations.stream().map(prompt::demonstration).toList();
        List<int[]> first = tokenizer.encodeAll(blocks); // as the prompt's beginning
        List<int[]> further = after(blocks); // where other blocks precede it
        List<String> queries = queried.stream().map(prompt::query).toList();
        List<int[]> alone = tokenizer.encodeAll(queries);
        List<int[]> behind = after(queries);

        int cut = 0;
        long dropped = 0;
        SortedMap<Integer, List<Integer>> byDropped =
                new TreeMap<>(); // demonstrations dropped, to the queries of such prompts
        for (int i = 0; i < queries.size(); i++) {
            int lacking = lacking(first, further, behind.get(i).length);
            byDropped.computeIfAbsent(lacking, n -> new ArrayList<>()).add(i);
            dropped += lacking;
            cut += lacking == blocks.size() && alone.get(i).length > room ? 1 : 0;
        }
        float[][] logits = new float[queries.size()][];
        byDropped.forEach((lacking, texts) -> {
            boolean bare = lacking == blocks.size();
            int[] prefix = bare ? beginning : prefix(first, further, lacking);
            List<int[]> suffixes = texts.stream()
                    .map(text -> bare ? ending(alone.get(text)) : behind.get(text))
                    .toList();
            float[][] ofGroup = model.logLikelihoods(prefix, suffixes, answers);
            for (int i = 0; i < ofGroup.length; i++) {
                logits[texts.get(i)] = ofGroup[i];
            }
        });
        return new Answers(logits, (double) dropped / queries.size(), cut, 0);
    }

    @Override
    public Optional<String> shortfall(InContextLearning.Outcome outcome, int demonstrations, String set) {
        return outcome.dropped() == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "of the %d demonstrations of %s, prompts of at most %d tokens drop %.1f on average; %d test"
                                + " texts are too long even without any and lose their beginning",
                        demonstrations,
                        set,
                        beginning.length + room,
                        outcome.dropped(),
                        outcome.cutQueries()));
    }

    /**
     * Encodes blocks that follow other blocks. Some tokenizers would put a space's token before a block that is encoded
     * alone.
     */
    private List<int[]> after(List<String> blocks) {
        int lead = tokenizer.encode(LEAD).length;
        return tokenizer
                .encodeAll(blocks.stream()
                        .map(block -> LEAD + InContextPrompt.after(block))
                        .toList())
                .stream()
                .map(ids -> Arrays.copyOfRange(ids, lead, ids.length))
                .toList();
    }

    /** The number of demonstrations to drop until a query of this many tokens fits. */
    private int lacking(List<int[]> first, List<int[]> further, int query) {
        int after = further.stream().mapToInt(ids -> ids.length).sum();
        for (int begin = 0; begin < first.size(); begin++) {
            after -= further.get(begin).length;
            if (first.get(begin).length + after + query <= room) {
                return begin;
            }
        }
        return first.size();
    }

    private int[] prefix(List<int[]> first, List<int[]> further, int lacking) {
        IntStream start = IntStream.concat(Arrays.stream(beginning), Arrays.stream(first.get(lacking)));
        return IntStream.concat(
                        start,
                        further.subList(lacking + 1, further.size()).stream().flatMapToInt(Arrays::stream))
                .toArray();
    }

    /** The end of a query that is too long; it holds the request for the label. */
    private int[] ending(int[] query) {
        return Arrays.copyOfRange(query, Math.max(0, query.length - room), query.length);
    }
}
