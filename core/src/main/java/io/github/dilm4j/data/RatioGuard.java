package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Stops reading compressed data that expands to implausibly more bytes than it has. */
final class RatioGuard extends FilterInputStream {
    static final long LARGEST_RATIO = 100; // text compresses to a tenth, or with much repetition to a thirtieth
    static final long ALWAYS_ALLOWED = 1L << 26; // bytes

    private final Path file;
    private final long limit; // bytes
    private long expanded; // bytes

    /**
     * @param decompressed the decompressed bytes of {@code file}
     * @param compressedSize bytes
     * @param alwaysAllowed bytes that may always be read, whatever the ratio
     */
    RatioGuard(InputStream decompressed, Path file, long compressedSize, long alwaysAllowed) {
        super(decompressed);
        this.file = file;
        this.limit = Math.max(alwaysAllowed, LARGEST_RATIO * compressedSize);
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int bytes) {
        expanded += bytes;
        if (expanded > limit) {
            throw InputException.at(
                    file,
                    "unpacks to more than " + LARGEST_RATIO + " times its size, over " + limit
                            + " bytes; if that is intended, unpack it yourself");
        }
    }
}
