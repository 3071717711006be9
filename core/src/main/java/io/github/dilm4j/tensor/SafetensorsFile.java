package io.github.dilm4j.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.SpecialFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A safetensors file: eight bytes of header length, a JSON header with every tensor's type, shape and position, then
 * the data. The whole header is checked before use.
 */
public final class SafetensorsFile implements WeightFile {
    /** The position of one tensor; offsets count from the beginning of the file. */
    public record Entry(String type, List<Long> shape, long begin, long end) {}

    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final long LARGEST_READ = 1 << 30;
    private static final Map<String, ScalarType> TYPES = Map.of(
            "F64", ScalarType.Double,
            "F32", ScalarType.Float,
            "F16", ScalarType.Half,
            "BF16", ScalarType.BFloat16,
            "I64", ScalarType.Long,
            "I32", ScalarType.Int,
            "U8", ScalarType.Byte,
            "I8", ScalarType.Char,
            "BOOL", ScalarType.Bool);
    private static final Map<String, Integer> ELEMENT_BYTES =
            Map.of("F64", 8, "F32", 4, "F16", 2, "BF16", 2, "I64", 8, "I32", 4, "U8", 1, "I8", 1, "BOOL", 1);

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path file, FileChannel channel, Map<String, Entry> entries, Map<String, String> metadata) {
        this.file = file;
        this.channel = channel;
        this.entries = entries;
        this.metadata = metadata;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws InputException if the file is missing, truncated, or its header is not a valid safetensors header
     */
    public static SafetensorsFile open(Path file) {
        SpecialFiles.refuse(file);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be opened (" + IoReason.of(e) + ")", e);
        }
        try {
            return read(file, channel);
        } catch (IOException e) {
            close(channel);
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    /** @throws IllegalArgumentException if there is no tensor of that name */
    public Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
        }
        return entry;
    }

    @Override
    public long elements() {
        return entries.values().stream()
                .mapToLong(entry -> (entry.end() - entry.begin()) / ELEMENT_BYTES.get(entry.type()))
                .sum();
    }

    /**
     * Copies a tensor into {@code target} (same number of elements), converting its type. Nothing stays mapped or
     * cached: a tensor of the file's type is read directly into its memory, others through a temporary copy.
     */
    @Override
    public void copyInto(String name, Tensor target) {
        Entry entry = entry(name);
        if (entry.begin() == entry.end()) {
            return;
        }
        ScalarType type = TYPES.get(entry.type());
        if (target.device().is_cpu()
                && target.is_contiguous()
                && target.scalar_type().intern() == type) {
            readInto(name, entry, target);
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor source =
                    torch.empty(shapeOf(entry), Tensors.options(type, Device.CPU), null); // shape as in the file
            readInto(name, entry, source);
            target.copy_(source.view(target.sizes()));
        }
    }

    /** @param memory contiguous, of the entry's type and size */
    private void readInto(String name, Entry entry, Tensor memory) {
        try (PointerScope scope = new PointerScope()) {
            BytePointer bytes = new BytePointer(memory.data_ptr());
            long size = entry.end() - entry.begin();
            for (long done = 0; done < size; done += LARGEST_READ) {
                long part = Math.min(LARGEST_READ, size - done);
                ByteBuffer buffer = bytes.position(done).limit(done + part).asByteBuffer();
                for (long at = entry.begin() + done; buffer.hasRemaining(); ) {
                    int read = channel.read(buffer, at);
                    if (read < 0) {
                        throw new IOException("the file ends too early");
                    }
                    at += read;
                }
            }
        } catch (IOException e) {
            throw new InputException(file + ": tensor '" + name + "' cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static SafetensorsFile read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw InputException.at(
                    file, "is not a safetensors file: it has " + size + " bytes, at least 8 are needed");
        }
        long headerBytes = fully(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8) {
            throw InputException.at(
                    file,
                    "is not a safetensors file or is truncated: its header claims " + Long.toUnsignedString(headerBytes)
                            + " bytes, the file has " + size);
        }
        String json = StandardCharsets.UTF_8
                .decode(fully(channel, 8, (int) headerBytes))
                .toString();
        JsonNode header;
        try {
            header = Json.STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": the safetensors header is not JSON; load an undamaged copy", e);
        }
        if (header == null || !header.isObject()) {
            throw InputException.at(file, "the safetensors header is not a JSON object; load an undamaged copy");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        header.properties().forEach(property -> {
            if (property.getKey().equals("__metadata__")) {
                property.getValue()
                        .properties()
                        .forEach(pair ->
                                metadata.put(pair.getKey(), pair.getValue().asText()));
            } else {
                entries.put(
                        property.getKey(), entry(file, property.getKey(), property.getValue(), 8 + headerBytes, size));
            }
        });
        refuseOverlaps(file, entries);
        return new SafetensorsFile(file, channel, entries, metadata);
    }

    private static Entry entry(Path file, String name, JsonNode node, long dataBegin, long fileSize) {
        String where = "tensor '" + name + "'";
        JsonNode offsets = node.path("data_offsets");
        JsonNode shapeNode = node.path("shape");
        String type = node.path("dtype").asText();
        if (!ELEMENT_BYTES.containsKey(type)) {
            throw InputException.at(
                    file,
                    where + " has the type '" + type + "', not one of "
                            + ELEMENT_BYTES.keySet().stream().sorted().toList());
        }
        if (!shapeNode.isArray()
                || offsets.size() != 2
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(1).canConvertToLong()) {
            throw InputException.at(file, where + " lacks a shape or data_offsets; load an undamaged copy");
        }
        List<Long> shape = new ArrayList<>();
        long elements = 1;
        for (JsonNode size : shapeNode) {
            if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
                throw InputException.at(file, where + " has the impossible shape " + shapeNode);
            }
            shape.add(size.asLong());
            try {
                elements = Math.multiplyExact(elements, size.asLong());
            } catch (ArithmeticException e) {
                throw new InputException(file + ": " + where + " has the impossible shape " + shapeNode, e);
            }
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        long available = fileSize - dataBegin;
        if (begin < 0 || end < begin || end > available) {
            throw InputException.at(
                    file,
                    where + " lies at bytes " + begin + " to " + end + " of the data, but the file holds " + available
                            + ": it is truncated or damaged");
        }
        if (elements > available || (end - begin) != elements * ELEMENT_BYTES.get(type)) {
            throw InputException.at(
                    file,
                    where + " of shape " + shapeNode + " and type " + type + " does not fill its " + (end - begin)
                            + " bytes; load an undamaged copy");
        }
        return new Entry(type, List.copyOf(shape), dataBegin + begin, dataBegin + end);
    }

    private static void refuseOverlaps(Path file, Map<String, Entry> entries) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(entries.entrySet());
        byPlace.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        for (int i = 1; i < byPlace.size(); i++) {
            if (byPlace.get(i).getValue().begin()
                    < byPlace.get(i - 1).getValue().end()) {
                throw InputException.at(
                        file,
                        "tensors '" + byPlace.get(i - 1).getKey() + "' and '"
                                + byPlace.get(i).getKey() + "' overlap; load an undamaged copy");
            }
        }
    }

    private static long[] shapeOf(Entry entry) {
        return entry.shape().stream().mapToLong(Long::longValue).toArray();
    }

    private static ByteBuffer fully(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position + buffer.position());
            if (read < 0) {
                throw new IOException("it ends after " + (position + buffer.position()) + " bytes");
            }
        }
        return buffer.flip();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException nothingWasWritten) {
            return;
        }
    }
}
