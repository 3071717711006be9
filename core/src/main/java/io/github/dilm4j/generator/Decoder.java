package io.github.dilm4j.generator;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes texts with a cache of keys and values. With {@link LabelGuidance}, a text takes a row of the cache for every
 * label. A row whose text is finished begins the next text immediately. When no text is left, finished rows leave the
 * batch several at a time: copying the cache and preparing the products for another number of rows costs more than
 * carrying a few idle rows.
 */
final class Decoder {
    private static final int LEAVING = 16; // rows that leave together, as long as there are more
    private static final int IDLE = -1; // the index of no text

    private final CausalModel model;
    private final LabelledTextFormat format;
    private final GenerationOptions options;
    private final Device device;

    Decoder(CausalModel model, LabelledTextFormat format, GenerationOptions options) {
        this.model = model;
        this.format = format;
        this.options = options;
        this.device = model.parameters().device();
    }

    /** A text that is being generated, or a row whose output is discarded. */
    private static final class Draft {
        final int index;
        final UniformRandomProvider random;
        final IntList tokens = new IntList();
        final double[] ofContexts; // log-likelihood of the tokens after each context's prefix
        double logProbability;

        Draft(int index, int contexts, long seed) {
            this.index = index;
            this.ofContexts = new double[contexts];
            this.random = new RandomStreams(seed).stream("text", index);
        }

        /** @param limit most tokens */
        boolean isDone(int endId, int limit) {
            int size = tokens.size();
            return size >= limit || (size > 0 && tokens.get(size - 1) == endId);
        }
    }

    /** Writes the texts {@code begin} to {@code end - 1}. */
    List<GeneratedText> write(int label, int begin, int end, long seed) {
        int count = end - begin;
        GeneratedText[] texts = new GeneratedText[end];
        int workers = Math.max(1, Math.min(count, Workers.count(device)));
        Workers.forEach(device, workers, worker -> {
            int from = begin + Workers.begin(count, worker, workers);
            int to = begin + Workers.begin(count, worker + 1, workers);
            write(label, from, to, (rows() + workers - 1) / workers, seed, texts);
        });
        return List.of(Arrays.copyOfRange(texts, begin, end));
    }

    /** The wanted number of rows, limited by the device's memory. */
    private int rows() {
        int tokens = TokenBudget.of(model.parameters()).read(Integer.MAX_VALUE);
        int room = tokens / (options.maxTokens() + format.promptTokens());
        return Math.max(1, Math.min(options.batchRows(), room) / (isGuided() ? format.labels() : 1));
    }

    /** Writes the texts {@code from} to {@code to - 1}, with this number of rows at once. */
    private void write(int label, int from, int to, int batchRows, long seed, GeneratedText[] texts) {
        int begun = Math.min(to, from + batchRows);
        try (NoGradGuard noGrad = new NoGradGuard();
                DecodingPrefixes prefixes = new DecodingPrefixes(model, format, label, isGuided());
                KeyValueCache cache =
                        model.cache((begun - from) * prefixes.contexts(), prefixes.sharedTokens() + limit(prefixes));
                TokenSampler sampler = new TokenSampler(model.vocabularySize(), forbiddenIds(), options, device)) {
            int contexts = prefixes.contexts();
            int limit = limit(prefixes);
            Draft[] rows = new Draft[begun - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = new Draft(from + i, contexts, seed);
            }
            prefixes.begin(IntStream.range(0, rows.length).toArray(), cache);
            while (rows.length > 0) {
                step(prefixes, rows, cache, sampler);
                IntList beginning = new IntList(); // rows of texts
                int active = 0;
                for (int i = 0; i < rows.length; i++) {
                    Draft draft = rows[i];
                    if (draft.isDone(format.endId(), limit)) {
                        if (draft.index != IDLE) {
                            texts[draft.index] = format.parse(label, draft.tokens.toArray(), draft.logProbability);
                        }
                        rows[i] = new Draft(begun < to ? begun++ : IDLE, contexts, seed);
                        beginning.add(i);
                    }
                    active += rows[i].index == IDLE ? 0 : 1;
                }
                prefixes.begin(beginning.toArray(), cache);
                if (roomFor(active) < rows.length) {
                    rows = compact(rows, roomFor(active), active, contexts, cache);
                }
            }
        }
    }

    /** The most tokens of a text after its label's. */
    private int limit(DecodingPrefixes prefixes) {
        return Math.min(options.maxTokens(), model.maxTokens() - prefixes.sharedTokens()) - 1;
    }

    /** The forbidden tokens: those of the format, and the rows of the model's table without a token. */
    int[] forbiddenIds() {
        int tokens = Math.min(format.tokenizer().size(), model.vocabularySize());
        return IntStream.concat(Arrays.stream(format.forbiddenIds()), IntStream.range(tokens, model.vocabularySize()))
                .toArray();
    }

    /** Reads one token of every row, and draws its next one. */
    private void step(DecodingPrefixes prefixes, Draft[] rows, KeyValueCache cache, TokenSampler sampler) {
        try (PointerScope scope = new PointerScope()) {
            int contexts = prefixes.contexts();
            int[] read = new int[rows.length * contexts];
            for (int row = 0; row < read.length; row++) {
                IntList tokens = rows[row / contexts].tokens;
                read[row] = tokens.size() == 0 ? prefixes.last(row % contexts) : tokens.get(tokens.size() - 1);
            }
            Tensor hidden = model.decode(Tensors.of(read, device, read.length), cache); // [rows · contexts, hidden]
            draw(hidden, List.of(rows), sampler);
        }
    }

    /** @param hidden [drafts · contexts, hidden] */
    private void draw(Tensor hidden, List<Draft> drafts, TokenSampler sampler) {
        double[] uniforms =
                drafts.stream().mapToDouble(draft -> draft.random.nextDouble()).toArray();
        List<IntList> written = drafts.stream().map(draft -> draft.tokens).toList();
        Tensor logits = model.logits(hidden); // [drafts · contexts, vocabulary]
        TokenSampler.Drawn drawn;
        if (isGuided()) {
            LabelGuidance guidance = new LabelGuidance(options.guidance(), device);
            double[][] ofContexts =
                    drafts.stream().map(draft -> draft.ofContexts).toArray(double[][]::new);
            LabelGuidance.Guided guided = guidance.guide(logits.to(ScalarType.Float), ofContexts);
            drawn = sampler.draw(guided.scores(), uniforms, written);
            guidance.extend(ofContexts, drawn.ids(), guided);
        } else {
            drawn = sampler.draw(logits, uniforms, written);
        }
        for (int i = 0; i < drafts.size(); i++) {
            drafts.get(i).tokens.add(drawn.ids()[i]);
            drafts.get(i).logProbability += drawn.logProbabilities()[i];
        }
    }

    private boolean isGuided() {
        return options.guidance() > 0 && format.labels() > 1;
    }

    /** The number of rows of a batch with this number of unfinished texts, rounded up so that few numbers occur. */
    private static int roomFor(int active) {
        if (active > LEAVING) {
            return (active + LEAVING - 1) / LEAVING * LEAVING;
        }
        return active < 2 ? active : 2 * Integer.highestOneBit(active - 1);
    }

    /** Keeps the unfinished texts, and idle rows up to the batch size. */
    private static Draft[] compact(Draft[] rows, int room, int active, int contexts, KeyValueCache cache) {
        Draft[] kept = new Draft[room];
        IntList indices = new IntList(); // rows of the cache
        int idle = room - active;
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].index != IDLE || idle-- > 0) {
                IntStream.range(i * contexts, (i + 1) * contexts).forEach(indices::add);
                kept[at++] = rows[i];
            }
        }
        if (room > 0) {
            cache.keepRows(indices.toArray());
        }
        return kept;
    }
}
