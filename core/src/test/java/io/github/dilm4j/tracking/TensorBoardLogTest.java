package io.github.dilm4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.RunEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
    /** Written by TensorBoard 2.21.0. */
    private static final String NLL =
            "290000000000000037ff5f0009000000000000f83f10ac022a1b0a190a126c616e67756167652d6d6f64656c"
                    + "2f6e6c6c150000104098ed1fb5";

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void aRecordHasTheBytesThatTensorBoardWrites() throws IOException {
        Path runs = folder.resolve("runs/one");
        try (TensorBoardLog log = new TensorBoardLog(runs, warnings::add)) {
            log.accept(new RunEvent.Progress(1_500, "language-model", 300, 400, Map.of("nll", 2.25)));
            log.accept(new RunEvent.StageSkipped(1_600, "repsets", "none needs it"));
        }
        List<String> records = records(runs);
        assertThat(records).hasSize(2);
        assertThat(new String(HexFormat.of().parseHex(records.get(0)), StandardCharsets.ISO_8859_1))
                .contains("brain.Event:2");
        assertThat(records.get(1)).isEqualTo(NLL);
        assertThat(warnings).isEmpty();
    }

    @Test
    void scoresAreNumberedByMethodAndSize() throws IOException {
        try (TensorBoardLog log = new TensorBoardLog(folder, warnings::add)) {
            log.accept(new RunEvent.LearnerEvaluated(1, "dilm", 5, 0, 0, 0.5, 1));
            log.accept(new RunEvent.OtherLearnerEvaluated(2, "e5", "dilm", 5, 0, 0, 0.5, 1));
            log.accept(new RunEvent.LearnerEvaluated(3, "dilm", 5, 1, 0, 0.75, 1));
        }
        List<String> records = records(folder);
        String second = HexFormat.of().formatHex("evaluation/dilm-dpc5".getBytes(StandardCharsets.UTF_8));
        assertThat(records).hasSize(4);
        assertThat(records.get(1)).contains("1001" + "2a", second); // step 1, then the summary
        assertThat(records.get(3)).contains("1002" + "2a", second, "0000403f"); // 0.75
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldOnceAndStopsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        try (TensorBoardLog log = new TensorBoardLog(file, warnings::add)) {
            log.accept(new RunEvent.Progress(1, "matching", 1, 2, Map.of("loss", 1.0)));
        }
        assertThat(warnings).singleElement().asString().contains(file.toString(), "the run goes on without it");
    }

    /** The records of the only file, as hexadecimal digits. */
    private static List<String> records(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        assertThat(files).hasSize(1);
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(files.get(0))).order(ByteOrder.LITTLE_ENDIAN);
        List<String> records = new ArrayList<>();
        while (content.hasRemaining()) {
            byte[] record = new byte[(int) content.getLong(content.position()) + 16];
            content.get(record);
            records.add(HexFormat.of().formatHex(record));
        }
        return records;
    }
}
