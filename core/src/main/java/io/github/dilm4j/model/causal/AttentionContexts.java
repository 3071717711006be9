package io.github.dilm4j.model.causal;

import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.nn.Packing;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** The kinds of attention context. Their tensors belong to the innermost scope. */
final class AttentionContexts {
    private AttentionContexts() {}

    /** Every token attends to itself and to the tokens before it. */
    static AttentionContext whole(Packing packing, Pass pass, Device device) {
        return new Consecutive(packing, 0, pass, device) {
            @Override
            public KeysAndValues attend(int layer, Tensor keys, Tensor values) {
                return new KeysAndValues(keys, values);
            }
        };
    }

    /** Like {@link #whole} in an exact pass; also adds all keys and values to the prefix. */
    static AttentionContext remembering(SharedPrefix prefix, Device device) {
        return new Consecutive(Packing.even(1, prefix.length(), device), 0, Pass.EXACT, device) {
            @Override
            public KeysAndValues attend(int layer, Tensor keys, Tensor values) {
                prefix.add(keys, values);
                return new KeysAndValues(keys, values);
            }
        };
    }

    /** Every token attends to the prefix, to itself and to the tokens between. */
    static AttentionContext after(SharedPrefix prefix, Packing packing, Device device) {
        return new Consecutive(packing, prefix.length(), Pass.EXACT, device) {
            @Override
            public KeysAndValues attend(int layer, Tensor keys, Tensor values) {
                return new KeysAndValues(prefix.keys(layer, keys), prefix.values(layer, values));
            }
        };
    }

    /** One token per row attends to its row of the cache and is added to it. */
    static AttentionContext cached(KeyValueCache cache, KeyValueCache.Step step, Device device) {
        Packing packing = Packing.even(cache.rows(), 1, device);
        return new Plain(packing, step.positions().unsqueeze(1), step.mask(), Pass.EXACT) {
            @Override
            public Tensor positions() {
                return step.positions();
            }

            @Override
            Tensor maskWithin(int window) {
                return cache.mask(step, window);
            }

            @Override
            public KeysAndValues attend(int layer, Tensor keys, Tensor values) {
                cache.put(layer, step, keys, values);
                return new KeysAndValues(cache.keys(layer, step), cache.values(layer, step));
            }
        };
    }

    private abstract static class Plain implements AttentionContext {
        private final Packing packing;
        private final Tensor paddedPositions;
        private final Tensor mask;
        private final Pass pass;

        Plain(Packing packing, Tensor paddedPositions, Tensor mask, Pass pass) {
            this.packing = packing;
            this.paddedPositions = paddedPositions;
            this.mask = mask;
            this.pass = pass;
        }

        abstract Tensor maskWithin(int window);

        @Override
        public Packing packing() {
            return packing;
        }

        @Override
        public Tensor paddedPositions() {
            return paddedPositions;
        }

        @Override
        public Tensor mask() {
            return mask;
        }

        @Override
        public AttentionContext within(int window) {
            return new Windowed(this, maskWithin(window));
        }

        @Override
        public Pass pass() {
            return pass;
        }
    }

    /** Consecutive tokens that follow an earlier part of the text. */
    private abstract static class Consecutive extends Plain {
        private final int earlier;
        private final Device device;

        Consecutive(Packing packing, int earlier, Pass pass, Device device) {
            super(
                    packing,
                    packing.paddedPositions(earlier),
                    causalMask(earlier, packing.longest(), Integer.MAX_VALUE, device),
                    pass);
            this.earlier = earlier;
            this.device = device;
        }

        @Override
        public Tensor positions() {
            return packing().positions(earlier);
        }

        @Override
        Tensor maskWithin(int window) {
            return causalMask(earlier, packing().longest(), window, device);
        }
    }

    private record Windowed(AttentionContext whole, Tensor mask) implements AttentionContext {
        @Override
        public Packing packing() {
            return whole.packing();
        }

        @Override
        public Tensor positions() {
            return whole.positions();
        }

        @Override
        public Tensor paddedPositions() {
            return whole.paddedPositions();
        }

        @Override
        public AttentionContext within(int window) {
            return whole.within(window);
        }

        @Override
        public Pass pass() {
            return whole.pass();
        }

        @Override
        public KeysAndValues attend(int layer, Tensor keys, Tensor values) {
            return whole.attend(layer, keys, values);
        }
    }

    /** [length, earlier + length]: masks the tokens after a token, and those before its window. */
    private static Tensor causalMask(int earlier, int length, int window, Device device) {
        int columns = earlier + length;
        float[] mask = new float[Math.multiplyExact(length, columns)];
        for (int row = 0; row < length; row++) {
            int first = row * columns;
            int after = earlier + row + 1;
            Arrays.fill(mask, first, first + Math.max(0, after - window), PaddedBatch.MASKED_LOGIT);
            Arrays.fill(mask, first + after, first + columns, PaddedBatch.MASKED_LOGIT);
        }
        return Tensors.of(mask, device, length, columns);
    }
}
