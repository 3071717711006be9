package io.github.dilm4j.tensor;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.PeakMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReadsBack() {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("a", Tensors.of(new float[] {1, -2.5f, 3, 4, 5, 6}, Device.CPU, 2, 3));
            tensors.put(
                    "half", Tensors.of(new float[] {0.5f, 1.5f}, Device.CPU, 2).to(ScalarType.BFloat16));
            tensors.put("scalar", Tensors.of(new float[] {7}, Device.CPU));
            SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));

            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                assertThat(read.names()).containsExactly("a", "half", "scalar");
                assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
                assertThat(read.entry("a").shape()).containsExactly(2L, 3L);
                assertThat(values(read, "a", 2, 3)).containsExactly(1, -2.5f, 3, 4, 5, 6);
                assertThat(values(read, "half", 2)).containsExactly(0.5f, 1.5f);
                assertThat(values(read, "scalar")).containsExactly(7);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}  | tensor 'a' lies at bytes 0 to 12 of the data, but the file holds 8: it is truncated or damaged
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}   | tensor 'a' of shape [3] and type F32 does not fill its 8 bytes; load an undamaged copy
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}  | tensor 'a' has the impossible shape [-1]
            {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}} | tensor 'a' has the impossible shape [4611686018427387904,4]
            {"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}   | tensor 'a' has the type 'F31', not one of [BF16, BOOL, F16, F32, F64, I32, I64, I8, U8]
            {"a":{"dtype":"F32","shape":[2]}}                        | tensor 'a' lacks a shape or data_offsets; load an undamaged copy
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | tensors 'a' and 'b' overlap; load an undamaged copy
            {"a":                                                    | the safetensors header is not JSON; load an undamaged copy
            [1]                                                      | the safetensors header is not a JSON object; load an undamaged copy
            """)
    void refusesUnsoundHeaders(String header, String problem) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + json.length + 8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .array());
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": " + problem);
    }

    @Test
    void refusesAHeaderThatClaimsTooMuch() throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 1, 2});
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .hasMessage(file
                        + ": is not a safetensors file or is truncated: its header claims 9223372036854775808 bytes, the file"
                        + " has 10");
    }

    /** The file is sparse, so it takes only a few bytes on the disk. */
    @Test
    void readsPastFiveGigabytes() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long large = 5_000_000_000L;
        byte[] json = ("{\"large\":{\"dtype\":\"U8\",\"shape\":[" + large + "],\"data_offsets\":[0," + large + "]},"
                        + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + large + "," + (large + 8)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer begin = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
        begin.putLong(json.length).put(json).flip();
        ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        last.putFloat(1.5f).putFloat(-2).flip();
        try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE, StandardOpenOption.SPARSE))) {
            channel.write(begin);
            channel.write(last, 8 + json.length + large);
        }
        try (PointerScope scope = new PointerScope();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.entry("large").shape()).containsExactly(large);
            assertThat(values(read, "last", 2)).containsExactly(1.5f, -2);
        }
    }

    @Test
    void readsIntoEveryOtherLayoutAndTellsOfAFileThatShrank() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            SafetensorsWriter.write(
                    file, Map.of("a", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, Device.CPU, 2, 3)), Map.of());
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                Tensor transposed =
                        Tensors.zeros(ScalarType.Float, Device.CPU, 3, 2).t();
                read.copyInto("a", transposed);
                assertThat(Tensors.floats(transposed.contiguous())).containsExactly(1, 2, 3, 4, 5, 6);
                Tensor doubles = Tensors.zeros(ScalarType.Double, Device.CPU, 2, 3);
                read.copyInto("a", doubles);
                assertThat(doubles.sum().item_double()).isEqualTo(21);
                Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 4));
                assertThatThrownBy(() -> values(read, "a", 2, 3))
                        .isInstanceOf(InputException.class)
                        .hasMessage(file + ": tensor 'a' cannot be read (the file ends too early)");
            }
        }
    }

    /** The file is sparse, as above, but its zeros take memory when they are read. */
    @Test
    @EnabledOnOs(OS.LINUX) // other systems do not report the memory of a process
    void readsInOneCopy() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long megabytes = 128L << 20;
        byte[] json = ("{\"large\":{\"dtype\":\"F32\",\"shape\":[" + megabytes / Float.BYTES + "],\"data_offsets\":[0,"
                        + megabytes + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer begin = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
        begin.putLong(json.length).put(json).flip();
        try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE, StandardOpenOption.SPARSE))) {
            channel.write(begin);
            channel.write(ByteBuffer.allocate(1), 8 + json.length + megabytes - 1);
        }
        try (PointerScope scope = new PointerScope();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            Tensor target = Tensors.zeros(ScalarType.Float, Device.CPU, megabytes / Float.BYTES);
            target.fill_(new Scalar(1)); // allocates the memory
            PeakMemory memory = new PeakMemory();
            memory.reset();
            long before = memory.bytes();
            read.copyInto("large", target);
            assertThat(memory.bytes() - before).isLessThan(megabytes / 2);
            assertThat(target.sum().item_double()).isZero();
        }
    }

    private static float[] values(SafetensorsFile file, String name, long... shape) {
        Tensor target = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
        file.copyInto(name, target);
        return Tensors.floats(target);
    }
}
