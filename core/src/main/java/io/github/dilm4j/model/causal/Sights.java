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

/** The sights that there are; their tensors belong to the innermost scope. */
final class Sights {
    private Sights() {}

    /** Every token sees itself and those before it. */
    static Sight whole(Packing packing, Pass pass, Device device) {
        return new Reading(packing, 0, pass, device) {
            @Override
            public Seen see(int layer, Tensor keys, Tensor values) {
                return new Seen(keys, values);
            }
        };
    }

    /** As {@link #whole} in an exact pass, and all keys and values are added to the prefix. */
    static Sight remembering(SharedPrefix prefix, Device device) {
        return new Reading(Packing.even(1, prefix.length(), device), 0, Pass.EXACT, device) {
            @Override
            public Seen see(int layer, Tensor keys, Tensor values) {
                prefix.add(keys, values);
                return new Seen(keys, values);
            }
        };
    }

    /** Every token sees the prefix, itself and those between. */
    static Sight after(SharedPrefix prefix, Packing packing, Device device) {
        return new Reading(packing, prefix.length(), Pass.EXACT, device) {
            @Override
            public Seen see(int layer, Tensor keys, Tensor values) {
                return new Seen(prefix.keys(layer, keys), prefix.values(layer, values));
            }
        };
    }

    /** One token a row, which sees its row of the cache and is added to it. */
    static Sight cached(KeyValueCache cache, KeyValueCache.Step step, Device device) {
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
            public Seen see(int layer, Tensor keys, Tensor values) {
                cache.put(layer, step, keys, values);
                return new Seen(cache.keys(layer, step), cache.values(layer, step));
            }
        };
    }

    private abstract static class Plain implements Sight {
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
        public Sight within(int window) {
            return new Windowed(this, maskWithin(window));
        }

        @Override
        public Pass pass() {
            return pass;
        }
    }

    /** Tokens one after the other, behind those that were seen before. */
    private abstract static class Reading extends Plain {
        private final int seen;
        private final Device device;

        Reading(Packing packing, int seen, Pass pass, Device device) {
            super(
                    packing,
                    Packing.even(1, packing.longest(), device).positions(seen),
                    causalMask(seen, packing.longest(), Integer.MAX_VALUE, device),
                    pass);
            this.seen = seen;
            this.device = device;
        }

        @Override
        public Tensor positions() {
            return packing().positions(seen);
        }

        @Override
        Tensor maskWithin(int window) {
            return causalMask(seen, packing().longest(), window, device);
        }
    }

    private record Windowed(Sight whole, Tensor mask) implements Sight {
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
        public Sight within(int window) {
            return whole.within(window);
        }

        @Override
        public Pass pass() {
            return whole.pass();
        }

        @Override
        public Seen see(int layer, Tensor keys, Tensor values) {
            return whole.see(layer, keys, values);
        }
    }

    /** [length, seen + length]: masked where a token would look at one after it, or before its window. */
    private static Tensor causalMask(int seen, int length, int window, Device device) {
        int columns = seen + length;
        float[] mask = new float[Math.multiplyExact(length, columns)];
        for (int row = 0; row < length; row++) {
            int first = row * columns;
            int after = seen + row + 1;
            Arrays.fill(mask, first, first + Math.max(0, after - window), PaddedBatch.MASKED_LOGIT);
            Arrays.fill(mask, first + after, first + columns, PaddedBatch.MASKED_LOGIT);
        }
        return Tensors.of(mask, device, length, columns);
    }
}
