package io.github.dilm4j.tokenize;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Platform;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NativeLibraries;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * A tokenizer of the Hugging Face library, behind a handle. The JNI class is called directly: DJL's own wrapper creates
 * objects for every token (its string, its position in the text) that are not used here. Safe for many threads.
 */
final class NativeTokenizer implements AutoCloseable {
    private static final int[] NO_IDS = {};

    private final ReadWriteLock lock = new ReentrantReadWriteLock(); // locked for writing only by close
    private final String place;
    private long handle;

    /**
     * Builds the tokenizer of a tokenizer.json.
     *
     * @param place the file, for errors
     * @throws RuntimeException with the library's message if it cannot
     */
    NativeTokenizer(String json, String place) {
        this.place = place;
        this.handle = library().createTokenizerFromString(json);
    }

    int[] encode(String text) {
        lock.readLock().lock();
        try {
            return ids(text);
        } finally {
            lock.readLock().unlock();
        }
    }

    int[][] encodeAll(List<String> texts) {
        int[][] ids = new int[texts.size()][];
        AtomicReference<InputException> failure = new AtomicReference<>();
        lock.readLock().lock();
        try {
            // No exception may leave the loop early, because other threads still use the tokenizer.
            IntStream.range(0, ids.length).parallel().forEach(i -> {
                try {
                    ids[i] = ids(texts.get(i));
                } catch (InputException e) {
                    failure.compareAndSet(null, e);
                }
            });
        } finally {
            lock.readLock().unlock();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return ids;
    }

    String decode(int[] ids) {
        lock.readLock().lock();
        try {
            return library().decode(open(), toLongs(ids), true);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                library().deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Encodes one text. The library's call for several texts aborts the process if it cannot encode one of them. */
    private int[] ids(String text) {
        long open = open();
        long encoding;
        try {
            encoding = library().encode(open, wellFormed(text), false);
        } catch (RuntimeException e) {
            throw new InputException(
                    place + ": the tokenizer cannot encode a text (" + e.getMessage() + "); export it again", e);
        }
        return takeIds(encoding);
    }

    private long open() {
        if (handle == 0) {
            throw new IllegalStateException("the tokenizer is closed");
        }
        return handle;
    }

    private static int[] takeIds(long encoding) {
        long[] ids = library().getTokenIds(encoding);
        library().deleteEncoding(encoding);
        int[] taken = ids.length == 0 ? NO_IDS : new int[ids.length];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = (int) ids[i];
        }
        return taken;
    }

    private static long[] toLongs(int[] ids) {
        long[] longs = new long[ids.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = ids[i];
        }
        return longs;
    }

    /** Replaces half a surrogate pair, which the native library does not accept, by U+FFFD, as encoders do. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLoneSurrogates(text);
            }
        }
        return text;
    }

    private static String replaceLoneSurrogates(String text) {
        StringBuilder copy = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(copy::appendCodePoint);
        return copy.toString();
    }

    private static TokenizersLibrary library() {
        return Loading.LIBRARY;
    }

    /** Loads the native library once, from this program's cache, or from DJL's own if its variable is set. */
    private static final class Loading {
        private static final String LIBRARY_PATH = "RUST_LIBRARY_PATH";
        private static final String FLAVOR = "RUST_FLAVOR";
        static final TokenizersLibrary LIBRARY = load();

        private static TokenizersLibrary load() {
            if (System.getenv(LIBRARY_PATH) == null && System.getProperty(LIBRARY_PATH) == null) {
                unpacked().ifPresent(library -> System.setProperty(LIBRARY_PATH, library.toString()));
            }
            LibUtils.checkStatus(); // its class initialiser loads the library
            return TokenizersLibrary.LIB;
        }

        /** The build for the CPU, which suffices; if DJL finds a GPU, it would download another. */
        private static Optional<Path> unpacked() {
            if (System.getenv(FLAVOR) != null || System.getProperty(FLAVOR) != null) {
                return Optional.empty();
            }
            Platform platform = Platform.detectPlatform("tokenizers");
            String file = System.mapLibraryName("tokenizers");
            URL library = LibUtils.class.getResource("/native/lib/" + platform.getClassifier() + "/cpu/" + file);
            return library == null
                    ? Optional.empty()
                    : NativeLibraries.ofUser()
                            .unpacked("tokenizers-" + platform.getVersion(), List.of(library), Map.of())
                            .map(folder -> folder.resolve(file));
        }
    }
}
