package io.github.dilm4j.tracking;

import io.github.dilm4j.base.IoReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Writes the metrics of a run as an event file of TensorBoard. If the file cannot be written, it warns once and stops
 * writing. A resumed run writes another file, which TensorBoard joins with the earlier ones.
 */
public final class TensorBoardLog extends ScalarSink {
    private static final String VERSION = "brain.Event:2";
    private static final int CHECKSUM_DELTA = 0xa282ead8; // of TFRecord's masked checksums

    private final Path file;
    private final Consumer<String> warnings;
    private Optional<FileChannel> channel = Optional.empty();

    /**
     * @param folder is created if it does not exist
     * @param warnings receives a sentence if the file cannot be written
     */
    public TensorBoardLog(Path folder, Consumer<String> warnings) {
        long now = System.currentTimeMillis();
        this.file = folder.resolve(String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.dilm4j.%d",
                now / 1000,
                ProcessHandle.current().pid()));
        this.warnings = warnings;
        try {
            Files.createDirectories(folder);
            channel = Optional.of(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            warn(e);
        }
        write(new Message().number(1, now / 1e3).bytes(3, VERSION.getBytes(StandardCharsets.UTF_8)));
    }

    /** Event {wall_time: 1, step: 2, summary: 5 {value: 1 {tag: 1, simple_value: 2}}}. */
    @Override
    void take(Scalar scalar) {
        Message value = new Message()
                .bytes(1, scalar.tag().getBytes(StandardCharsets.UTF_8))
                .number(2, (float) scalar.value());
        Message summary = new Message().bytes(1, value.content());
        write(new Message()
                .number(1, scalar.atMillis() / 1e3)
                .integer(2, scalar.step())
                .bytes(5, summary.content()));
    }

    /** A TFRecord: length, its checksum, content, its checksum; little-endian. */
    private void write(Message event) {
        if (channel.isEmpty()) {
            return;
        }
        byte[] content = event.content();
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(content.length)
                .array();
        ByteBuffer written = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(length)
                .putInt(checksum(length))
                .put(content)
                .putInt(checksum(content))
                .flip();
        try {
            while (written.hasRemaining()) {
                channel.get().write(written);
            }
        } catch (IOException e) {
            warn(e);
            close();
        }
    }

    private void warn(IOException e) {
        warnings.accept(file + ": cannot be written (" + IoReason.of(e) + "); the run goes on without it");
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Integer.rotateRight((int) sum.getValue(), 15) + CHECKSUM_DELTA;
    }

    @Override
    public synchronized void close() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                warn(e);
            }
        });
        channel = Optional.empty();
    }

    /** A protocol buffer. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int LENGTH_AND_BYTES = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, double value) {
            key(field, EIGHT_BYTES);
            out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array());
            return this;
        }

        Message number(int field, float value) {
            key(field, FOUR_BYTES);
            out.writeBytes(ByteBuffer.allocate(Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
            return this;
        }

        Message integer(int field, long value) {
            key(field, VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            key(field, LENGTH_AND_BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] content() {
            return out.toByteArray();
        }

        private void key(int field, int kind) {
            varint((long) field << 3 | kind);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
