package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFileTest {
    private static final Path SAVED = Path.of("src", "test", "resources", "tensor", "state-dict.bin");
    private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n";
    private static final String STORAGE = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpu";

    @TempDir
    private Path folder;

    @Test
    void readsWhatTorchSaved() {
        try (TorchFile file = TorchFile.open(SAVED)) {
            assertThat(file.names())
                    .containsExactly(
                            "whole", "transposed", "part", "half", "bfloat16", "ids", "parameter", "scalar", "empty");
            assertThat(file.shape("transposed")).containsExactly(6L, 4L);
            assertThat(values(file, "whole", 4, 6)).containsExactly(eighths(IntStream.range(0, 24)));
            assertThat(values(file, "transposed", 6, 4))
                    .containsExactly(eighths(IntStream.range(0, 24).map(i -> i % 4 * 6 + i / 4)));
            assertThat(values(file, "part", 2, 3)).containsExactly(eighths(IntStream.of(8, 9, 10, 14, 15, 16)));
            assertThat(values(file, "half", 5)).containsExactly(0, .25f, .5f, .75f, 1);
            assertThat(values(file, "bfloat16", 5)).containsExactly(-0f, -2, -4, -6, -8);
            assertThat(values(file, "ids", 3)).containsExactly(297, 298, 299);
            assertThat(values(file, "parameter", 2)).containsExactly(1.5f, -2.5f);
            assertThat(values(file, "scalar")).containsExactly(7);
            assertThat(values(file, "empty", 0, 3)).isEmpty();
            assertThatThrownBy(() -> file.shape("other")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A file that is cut off or changed gives a sentence, or can still be read. */
    @Test
    void damagedFilesGiveSentences() throws IOException {
        byte[] saved = Files.readAllBytes(SAVED);
        for (int i = 0; i < saved.length; i += 7) {
            byte[] changed = saved.clone();
            changed[i] ^= 0x55;
            assertSentenceOrSound(changed);
            if (i % 77 == 0) {
                assertSentenceOrSound(Arrays.copyOf(saved, i));
            }
        }
    }

    private void assertSentenceOrSound(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("changed.bin"), bytes);
        try (TorchFile opened = TorchFile.open(file)) {
            for (String name : opened.names()) {
                long elements =
                        opened.shape(name).stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
                if (elements < 1_000) {
                    values(opened, name, elements);
                }
            }
        } catch (InputException e) {
            assertThat(e.getMessage()).startsWith(file + ": ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cposix~system~(X4:true0tR. | its pickle names 'posix.system', which no state dict needs and which is not run
            cbuiltins~eval~. | its pickle names 'builtins.eval', which no state dict needs and which is not run
            ctorch._utils~_rebuild_qtensor~. | its pickle names 'torch._utils._rebuild_qtensor', which no state dict needs and which is not run
            ]. | it holds no state dict
            }X1:aK1s. | its entry 'a' is not a tensor
            }K1K1s. | it holds a key that is not text
            i | its pickle has the operation 0x69, which no state dict needs
            }X9:a | its pickle is cut off
            }X1:a | its pickle is cut off
            u | its pickle is damaged
            h7. | its pickle is damaged
            """)
    void refusesPicklesThatAreMoreThanAStateDict(String pickle, String problem) throws IOException {
        String text = pickle.replace("~", "\n")
                .replaceAll("X(\\d):", "X$1\0\0\0")
                .replace("X1", "X\1")
                .replace("X4", "X\4")
                .replace("X9", "X\11")
                .replace("K1", "K\1");
        assertRefused(text, new byte[0], problem);
    }

    @Test
    void refusesListsThatHoldOneAnotherAsNames() throws IOException {
        String lists = "]q\0]q\1h\0ah\0h\1a"; // the second list holds the first, and the first the second
        assertRefused(lists + "h\1\223.", new byte[0], "its pickle is damaged");
    }

    @Test
    void refusesTensorsOfVeryManyDimensions() throws IOException {
        String ones = "(" + "K\1".repeat(17) + "t";
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\0", ones, ones), new byte[8], "a tensor has 17 dimensions, more than 16");
    }

    @Test
    void refusesClaimsBeyondTheStorage() throws IOException {
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\0", "K\3\205", "K\1\205"),
                new byte[8],
                "a tensor of shape [3] reaches beyond its storage of 2 elements");
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\1", "K\2\205", "K\1\205"),
                new byte[8],
                "a tensor of shape [2] reaches beyond its storage of 2 elements");
        String huge = "\212\10\377\377\377\377\377\377\377\177"; // 2^63 - 1
        assertRefused(
                dict(STORAGE + huge + "tQ", "K\0", "K\2\205", "K\1\205"),
                new byte[8],
                "tensor 'a' claims 9223372036854775807 elements of FloatStorage, its storage has 8 bytes");
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\0", huge + huge + "\206", huge + huge + "\206"),
                new byte[8],
                "its pickle is damaged");
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\0", "J\377\377\377\377\205", "K\1\205"),
                new byte[8],
                "a tensor of shape [-1] reaches beyond its storage of 2 elements");
        assertRefused(
                dict(STORAGE + "K\2tQ", "K\0", "K\2\205", "K\1\205"),
                new byte[4],
                "tensor 'a' claims 2 elements of FloatStorage, its storage has 4 bytes");
        assertRefused(
                dict(STORAGE.replace("\1\0\0\0000", "\4\0\0\0../0") + "K\2tQ", "K\0", "K\2\205", "K\1\205"),
                new byte[8],
                "its pickle refers to something that is not a storage object");
        assertRefused(
                dict(STORAGE.replace("X\1\0\0\0000", "X\1\0\0\0001") + "K\2tQ", "K\0", "K\2\205", "K\1\205"),
                new byte[8],
                "tensor 'a' lies in storage 1, which is missing");
    }

    /**
     * The file has a storage of five gigabytes of zeros, which takes only a few bytes on the disk, and one behind it.
     */
    @Test
    void readsPastFiveGigabytes() throws IOException {
        int bytes = 5_000_000;
        int times = 1_000;
        byte[] zeros = new byte[bytes];
        CRC32 sum = new CRC32();
        for (int i = 0; i < times; i++) {
            sum.update(zeros);
        }
        byte[] last = {0, 0, (byte) 0xC0, 0x3F, 0, 0, 0, (byte) 0xC0}; // 1.5 and -2
        String large = "\212\5\0\362\005\52\1"; // 5 000 000 000
        String pickle =
                "}" + entry('a', STORAGE.replace("\14", "\13").replace("Float", "Byte") + large + "tQ", "K\1\205")
                        + entry('b', STORAGE.replace("X\1\0\0\0000", "X\1\0\0\0001") + "K\2tQ", "K\2\205") + ".";
        Path file = folder.resolve("large.bin");
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE));
                ZipOutputStream zip = new ZipOutputStream(sparse(channel))) {
            store(zip, "model/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
            zip.putNextEntry(stored("model/data/0", (long) bytes * times, sum.getValue()));
            for (int i = 0; i < times; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
            store(zip, "model/data/1", last);
        }
        try (TorchFile opened = TorchFile.open(file)) {
            assertThat(opened.elements()).isEqualTo(5_000_000_002L);
            assertThat(values(opened, "b", 2)).containsExactly(1.5f, -2);
        }
    }

    /** Returns a stream that skips blocks of zeros. */
    private static OutputStream sparse(FileChannel channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (count >= 1_000 && Arrays.equals(bytes, from, from + count, new byte[count], 0, count)) {
                    channel.position(channel.position() + count);
                } else {
                    channel.write(ByteBuffer.wrap(bytes, from, count));
                }
            }
        };
    }

    private static String entry(char name, String storage, String shape) {
        return "X\1\0\0\0" + name + TENSOR + "(" + storage + "K\0" + shape + "K\1\205\211}tRs";
    }

    private static String dict(String storage, String offset, String shape, String strides) {
        return "}X\1\0\0\0a" + TENSOR + "(" + storage + offset + shape + strides + "\211}tRs.";
    }

    private void assertRefused(String pickle, byte[] storage, String problem) throws IOException {
        Path file = folder.resolve("bad.bin");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "model/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "model/data/0", storage);
        }
        Files.write(file, bytes.toByteArray());
        assertThatThrownBy(() -> TorchFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": is refused: " + problem + "; use a trusted copy of the model as safetensors");
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        zip.putNextEntry(stored(name, content.length, sum.getValue()));
        zip.write(content);
        zip.closeEntry();
    }

    private static ZipEntry stored(String name, long bytes, long sum) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes);
        entry.setCrc(sum);
        return entry;
    }

    private static float[] eighths(IntStream numbers) {
        int[] all = numbers.toArray();
        float[] values = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = all[i] / 8f;
        }
        return values;
    }

    private static float[] values(TorchFile file, String name, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            Tensor target = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
            file.copyInto(name, target);
            return target.numel() == 0 ? new float[0] : Tensors.floats(target); // an empty tensor has no pointer
        }
    }
}
