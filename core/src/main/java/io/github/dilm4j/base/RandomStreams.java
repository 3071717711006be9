package io.github.dilm4j.base;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One root seed, many named streams. What a stream yields depends on the root seed, its name and its indices, never on
 * what was drawn elsewhere before, so stages can be skipped, resumed and reordered without changing a result.
 */
public final class RandomStreams implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long rootSeed;

    public RandomStreams(long rootSeed) {
        this.rootSeed = rootSeed;
    }

    public long rootSeed() {
        return rootSeed;
    }

    /** The seed of the stream {@code name[indices...]}. */
    public long seed(String name, long... indices) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(Long.BYTES + text.length + 1 + Long.BYTES * indices.length);
        key.putLong(rootSeed).put(text).put((byte) 0);
        for (long index : indices) {
            key.putLong(index);
        }
        return ByteBuffer.wrap(sha256(key.array())).getLong();
    }

    /** A generator at the beginning of the stream {@code name[indices...]}. */
    public UniformRandomProvider stream(String name, long... indices) {
        return of(seed(name, indices));
    }

    /** A further family of streams below {@code name[indices...]}. */
    public RandomStreams child(String name, long... indices) {
        return new RandomStreams(seed(name, indices));
    }

    /** A generator of the algorithm used everywhere in the project (the same on every JDK). */
    public static UniformRandomProvider of(long seed) {
        return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    }

    /** The numbers {@code 0..n-1} in random order. */
    public static int[] permutation(int n, UniformRandomProvider random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** At most {@code most} of these elements, all different ones, in random order. */
    public static <T> List<T> sample(List<T> elements, int most, UniformRandomProvider random) {
        return Arrays.stream(permutation(elements.size(), random))
                .limit(most)
                .mapToObj(elements::get)
                .toList();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
