package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Cost;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.RemoteFolder;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs pieces on executors in this process. */
class SparkPieceRunnerTest {
    private static Cluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() {
        cluster = new SparkClusters().connect("local[2, 3]", "test", warning -> {});
    }

    @AfterAll
    static void disconnect() {
        cluster.close();
    }

    @Test
    void aRunHasTheBytesOfALocalRun() throws IOException {
        List<RunEvent> here = new ArrayList<>();
        TinyExperiment.matching(folder, "here", here::add, new StopRequest()).run();
        List<RunEvent> there = new ArrayList<>();
        TinyExperiment.matching(folder, "spark", there::add, new StopRequest())
                .on(cluster)
                .run();
        assertSameScores(folder);
        assertThat(losses(there)).hasSize(8).containsExactlyInAnyOrderElementsOf(losses(here));
        assertThat(tasks(there, Stage.REPSETS)).as("two repsets of two labels").hasSize(4);
        assertThat(folder.resolve("spark/repsets.json")).hasSameBinaryContentAs(folder.resolve("here/repsets.json"));
        assertThat(tasks(there, Stage.MATCHING)).as("trajectories").hasSize(4);
        assertThat(tasks(there, Stage.SELECTION))
                .as("sets of real texts, the teacher's folds, texts of two methods")
                .hasSize(4 + 5 + 2 * 4);
    }

    private static List<RunEvent> tasks(List<RunEvent> events, Stage stage) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.PiecesDone done
                        && done.stage().equals(stage.label()))
                .toList();
    }

    /** Returns the losses along trajectories. */
    private static List<String> losses(List<RunEvent> events) {
        return events.stream()
                .filter(RunEvent.LearnerProgress.class::isInstance)
                .map(RunEvent.LearnerProgress.class::cast)
                .map(loss -> loss.trajectory() + ": " + loss.step() + ": " + loss.loss())
                .toList();
    }

    @Test
    void aBankThatWasStoppedGoesOnAtTheTrajectory() throws IOException {
        TinyExperiment.matching(folder, "here", EventSink.NONE, new StopRequest())
                .run();
        StopRequest stop = new StopRequest();
        EventSink stopping = event -> {
            if (event instanceof RunEvent.LearnerProgress) {
                stop.request();
            }
        };
        assertThatThrownBy(() -> TinyExperiment.matching(folder, "spark", stopping, stop)
                        .on(cluster)
                        .run())
                .isInstanceOf(StopRequest.StoppedException.class);
        assertThat(sealed(folder.resolve("spark/bank"))).hasSize(1);
        List<RunEvent> resumed = new ArrayList<>();
        TinyExperiment.matching(folder, "spark", resumed::add, new StopRequest())
                .on(cluster)
                .run();
        assertThat(losses(resumed)).hasSize(6);
        assertSameScores(folder);
    }

    /** Returns the trajectories that are complete. */
    private static List<Path> sealed(Path bank) {
        return Folders.entries(bank).stream().filter(SealedFolder::isSealed).toList();
    }

    @Test
    void aRunThatWasStoppedGoesOnAtThePiece() throws IOException {
        StopRequest stop = new StopRequest();
        EventSink stopping = event -> {
            if (event instanceof RunEvent.LearnerEvaluated) {
                stop.request();
            }
        };
        assertThatThrownBy(() -> TinyExperiment.in(folder, "spark", stopping, stop)
                        .on(cluster)
                        .run())
                .isInstanceOf(StopRequest.StoppedException.class);
        List<String> kept = Files.readAllLines(folder.resolve("spark/evaluation.jsonl"));
        assertThat(kept).isNotEmpty().hasSizeLessThan(24);
        TinyExperiment.in(folder, "spark", EventSink.NONE, new StopRequest())
                .on(cluster)
                .run();
        TinyExperiment.in(folder, "here", EventSink.NONE, new StopRequest()).run();

        assertThat(Files.readAllLines(folder.resolve("spark/evaluation.jsonl"))).containsAll(kept);
        assertSameScores(folder);
    }

    @Test
    void everyPieceIsCommittedOnceAndWorkIsOpenedOnceForATaskAtATime() throws IOException {
        Map<String, Long> squares = squares(cluster, Squaring.Trouble.NONE);
        try (Stream<Path> opened = Files.list(folder)) {
            assertThat(opened.count()).isBetween(1L, 2L);
        }
        assertThat(squares).isEqualTo(squaresHere());
    }

    @Test
    void whatATaskCostIsToldAfterItsCommit() {
        List<Cost> costs = new ArrayList<>();
        Watch watch = new Watch() {
            @Override
            public void check() {}

            @Override
            public void done(int pieces, Cost cost) {
                assertThat(pieces).isEqualTo(1);
                costs.add(cost);
            }
        };
        cluster.run(
                new Squaring(Squaring.Trouble.NONE, folder.toString()),
                List.of(new Piece<>("two", 2), new Piece<>("three", 3)),
                watch,
                (piece, square) -> {});
        assertThat(costs).hasSize(2).allSatisfy(cost -> {
            assertThat(cost.executor()).startsWith("driver on ");
            assertThat(cost.seconds()).isBetween(0.0, 60.0);
            assertThat(cost.peakMemoryBytes()).isGreaterThan(10_000_000);
        });
    }

    @Test
    void aRunFolderInAFileSystemIsOpened() {
        String address = folder.resolve("run").toUri().toString();
        try (RemoteFolder remote = cluster.folder(address)) {
            assertThat(remote.local()).isEmptyDirectory();
        }
        assertThatThrownBy(() -> cluster.folder("nosuch://host/run"))
                .isInstanceOf(InputException.class)
                .hasMessage("--out: 'nosuch://host/run' cannot be used (No FileSystem for scheme \"nosuch\"); give a"
                        + " folder of a file system that Spark reaches");
        assertThatThrownBy(() -> cluster.folder("abfs://host/run"))
                .isInstanceOf(InputException.class)
                .hasMessage("--out: 'abfs://host/run' cannot be used (Class"
                        + " org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem not found); add the library that has it,"
                        + " such as hadoop-aws (docs/scale.md)");
    }

    @Test
    void aTaskThatFailsIsTriedAgain() {
        assertThat(squares(cluster, Squaring.Trouble.FAILS_ONCE)).isEqualTo(squaresHere());
    }

    @Test
    void aTaskThatAlwaysFailsIsToldInOneSentence() {
        assertThatThrownBy(() -> squares(cluster, Squaring.Trouble.ALWAYS_FAILS))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is away")
                .hasMessageContaining("the same command resumes")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aTrainingThatDivergesIsNotTriedAgainAndIsNamed() {
        assertThatThrownBy(() -> squares(cluster, Squaring.Trouble.DIVERGES))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage("number 13: the loss is NaN; lower the learning rate");
    }

    @Test
    void aFolderComesBackInPartsAndReplacesWhatIsThere() throws IOException, InterruptedException {
        Path small = folder.resolve("1000 bytes");
        Files.createDirectories(small);
        Files.writeString(small.resolve("old"), "of a run here that was killed");
        List<String> committed = new ArrayList<>();
        cluster.run(
                new Writing(folder.toString()),
                List.of(new Piece<>("small", 1000), new Piece<>("large", (16 << 20) + 5)),
                () -> {},
                (piece, place) -> {
                    committed.add(piece.name());
                    assertThat(Path.of(place)).doesNotExist(); // the executor keeps nothing
                });
        assertThat(committed).containsExactlyInAnyOrder("small", "large");
        PieceRunner.LOCAL.run(
                new Writing(folder.resolve("here").toString()),
                List.of(new Piece<>("large", (16 << 20) + 5)),
                () -> {},
                (piece, place) -> assertThat(Path.of(place)).hasParent(folder.resolve("here")));
        Path large = folder.resolve((16 << 20) + 5 + " bytes");
        for (String file : List.of("bytes", "empty", "checksums.json")) {
            assertThat(large.resolve(file))
                    .hasSameBinaryContentAs(
                            folder.resolve("here").resolve(large.getFileName()).resolve(file));
        }
        assertThat(Folders.files(small)).extracting(Path::getFileName).doesNotContain(Path.of("old"));
        Parts.awaitNone();
    }

    @Test
    void aFolderThatIsLostWithItsExecutorIsWrittenAgain() {
        List<String> warnings = new ArrayList<>();
        List<String> committed = new ArrayList<>();
        cluster.run(
                new Writing(folder.toString()),
                List.of(new Piece<>("one", 1000)),
                losing(warnings),
                (piece, place) -> committed.add(piece.name()));
        assertThat(warnings)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("one is done again, because its result was lost: ")
                .endsWith(" is on no executor");
        assertThat(committed).containsExactly("one");
        SealedFolder.verify(folder.resolve("1000 bytes"));
    }

    @Test
    void aFolderThatIsLostAgainAndAgainEndsTheRun() {
        assertThatThrownBy(() -> cluster.run(
                        new Writing(folder.toString()),
                        List.of(new Piece<>("one", 1000)),
                        Parts::delete,
                        (piece, place) -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Spark gave up: the result of one was lost with its executor; the finished pieces are kept,"
                        + " and the same command resumes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLargeResultComesBackInPartsToo() throws InterruptedException {
        List<byte[]> results = new ArrayList<>();
        cluster.run(
                new Repeating(),
                List.of(new Piece<>("large", (16 << 20) + 5)),
                () -> {},
                (piece, bytes) -> results.add(bytes));
        assertThat(results).hasSize(1);
        assertThat(results.get(0)).hasSize((16 << 20) + 5).containsOnly(7);
        Parts.awaitNone();
    }

    @Test
    void aLargeResultThatIsLostIsComputedAgain() {
        List<String> warnings = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        cluster.run(
                new Repeating(),
                List.of(new Piece<>("large", 2 << 20)),
                losing(warnings),
                (piece, bytes) -> sizes.add(bytes.length));
        assertThat(warnings).hasSize(1);
        assertThat(sizes).containsExactly(2 << 20);
    }

    /** Returns a watch that loses all stored parts until there is a warning. */
    private static Watch losing(List<String> warnings) {
        return new Watch() {
            @Override
            public void check() {
                if (warnings.isEmpty()) {
                    Parts.delete();
                }
            }

            @Override
            public void warning(String sentence) {
                warnings.add(sentence);
            }
        };
    }

    /** Compares the runs {@code spark} and {@code here}: their scores and their sets. */
    private static void assertSameScores(Path folder) {
        List<String> files = new ArrayList<>(List.of("evaluation.jsonl", "results.json"));
        Folders.files(folder.resolve("here/distilled")).forEach(set -> files.add("distilled/" + set.getFileName()));
        for (String file : files) {
            assertThat(folder.resolve("spark").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("here").resolve(file));
        }
    }

    private Map<String, Long> squares(PieceRunner runner, Squaring.Trouble trouble) {
        return squares(runner, new Squaring(trouble, folder.toString()));
    }

    private Map<String, Long> squaresHere() {
        return squares(PieceRunner.LOCAL, new Squaring(Squaring.Trouble.NONE, folder.toString()));
    }

    static Map<String, Long> squares(PieceRunner runner, Squaring work) {
        List<Piece<Integer>> pieces = IntStream.range(0, 20)
                .mapToObj(number -> new Piece<>("number " + number, number))
                .toList();
        Map<String, Long> squares = new TreeMap<>();
        runner.run(work, pieces, () -> {}, (piece, square) -> {
            assertThat(squares).doesNotContainKey(piece.name());
            squares.put(piece.name(), square);
        });
        return squares;
    }
}
