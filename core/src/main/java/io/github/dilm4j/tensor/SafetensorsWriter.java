package io.github.dilm4j.tensor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Writes safetensors files. Equal tensors in equal order give equal bytes. */
public final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 24;

    private SafetensorsWriter() {}

    /**
     * Writes the tensors in the order of the map (float32, float16, bfloat16 or int64).
     *
     * @param metadata goes into the header; Hugging Face expects {@code format = pt}
     * @throws UncheckedIOException if the file cannot be written; an older file stays unchanged
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        AtomicFiles.write(file, beside -> {
            try (FileChannel out = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeTo(out, tensors, metadata);
            }
        });
    }

    private static void writeTo(FileChannel out, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(tensors, metadata);
        ByteBuffer head = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        writeFully(out, head.putLong(header.length).put(header).flip());
        for (Tensor tensor : tensors.values()) {
            try (PointerScope scope = new PointerScope()) {
                Tensor host = tensor.detach().cpu().contiguous();
                long bytes = host.nbytes();
                BytePointer data = new BytePointer(host.data_ptr());
                for (long from = 0; from < bytes; from += CHUNK_BYTES) {
                    long length = Math.min(CHUNK_BYTES, bytes - from);
                    writeFully(out, data.getPointer(from).capacity(length).asByteBuffer());
                }
            }
        }
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode header = Json.STRICT.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = header.putObject("__metadata__");
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", typeName(tensor.scalar_type()));
            var shape = node.putArray("shape");
            for (int i = 0; i < tensor.dim(); i++) {
                shape.add(tensor.size(i));
            }
            node.putArray("data_offsets").add(offset).add(offset + tensor.nbytes());
            offset += tensor.nbytes();
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[(json.length + 7) / 8 * 8]; // the format aligns the data to 8 bytes with spaces
        java.util.Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }

    private static String typeName(ScalarType type) {
        return switch (type.intern()) {
            case Float -> "F32";
            case Half -> "F16";
            case BFloat16 -> "BF16";
            case Long -> "I64";
            default -> throw new IllegalArgumentException("no tensors of type " + type + " are written");
        };
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
