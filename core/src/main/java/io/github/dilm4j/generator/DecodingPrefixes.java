package io.github.dilm4j.generator;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * What the model reads before a text: the prefix of its label and, for guidance, those of the other labels, each in a
 * row of the cache. The model reads their tokens once for all texts, except the last ones: each text begins with those,
 * since their states predict its first token.
 */
final class DecodingPrefixes implements AutoCloseable {
    private final List<Context> contexts = new ArrayList<>(); // that of the text's label first

    /**
     * One prefix.
     *
     * @param shared all tokens but the last; empty if there is only one
     */
    private record Context(Optional<SharedPrefix> shared, int last) {
        static Context of(CausalModel model, int[] prefix) {
            int length = prefix.length - 1;
            if (length == 0) {
                return new Context(Optional.empty(), prefix[0]);
            }
            try (PointerScope scope = new PointerScope()) {
                int[] shared = Arrays.copyOf(prefix, length);
                Tensor ids = Tensors.of(shared, model.parameters().device(), 1, length);
                return new Context(Optional.of(model.prefix(ids)), prefix[length]);
            }
        }

        int length() {
            return shared.map(SharedPrefix::length).orElse(0);
        }
    }

    /** Reads the prefixes, without a gradient. */
    DecodingPrefixes(CausalModel model, LabelledTextFormat format, int label, boolean guided) {
        IntStream others = IntStream.range(0, guided ? format.labels() : 0).filter(other -> other != label);
        Stream.concat(Stream.of(format.prefix(label)), others.mapToObj(format::prefix))
                .forEach(prefix -> contexts.add(Context.of(model, prefix)));
    }

    /** Rows of the cache that a text takes, one after the other. */
    int contexts() {
        return contexts.size();
    }

    /** Tokens of the longest prefix, without its last one. */
    int sharedTokens() {
        return contexts.stream().mapToInt(Context::length).max().orElseThrow();
    }

    /** Starts texts, whose rows of the cache then hold the shared tokens. */
    void begin(int[] texts, KeyValueCache cache) {
        if (texts.length == 0) {
            return;
        }
        for (int context = 0; context < contexts(); context++) {
            int offset = context;
            int[] rows =
                    Arrays.stream(texts).map(text -> text * contexts() + offset).toArray();
            contexts.get(context)
                    .shared()
                    .ifPresentOrElse(
                            prefix -> cache.restart(rows, prefix),
                            () -> Arrays.stream(rows).forEach(cache::restart));
        }
    }

    /** The last token of a context's prefix. */
    int last(int context) {
        return contexts.get(context).last();
    }

    @Override
    public void close() {
        contexts.forEach(context -> context.shared().ifPresent(SharedPrefix::close));
    }
}
