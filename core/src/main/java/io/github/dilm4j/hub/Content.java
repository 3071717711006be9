package io.github.dilm4j.hub;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * What a request sends. It can be sent again.
 *
 * @param bytes its size, at least 1
 */
record Content(long bytes, Source source) {
    /** Opens the content at its beginning. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static Content of(byte[] bytes) {
        return new Content(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** A part of a file. */
    static Content of(Path file, long begin, long bytes) {
        return new Content(
                bytes, () -> Channels.newInputStream(FileChannel.open(file).position(begin)));
    }

    /** @param sent receives the number of bytes that are read for sending, after each of them */
    HttpRequest.BodyPublisher publisher(LongConsumer sent) {
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> {
                    try {
                        return new Counted(source.open(), bytes, sent);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                bytes);
    }

    /** The beginning of a stream; reports how much of it was read. */
    private static final class Counted extends FilterInputStream {
        private final long all;
        private final LongConsumer heard;
        private long read;

        Counted(InputStream in, long all, LongConsumer heard) {
            super(in);
            this.all = all;
            this.heard = heard;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = read == all ? -1 : super.read(buffer, offset, (int) Math.min(length, all - read));
            if (count > 0) {
                read += count;
                heard.accept(read);
            }
            return count;
        }
    }
}
