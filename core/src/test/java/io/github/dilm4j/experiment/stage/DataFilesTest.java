package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.RemoteFolder;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    @TempDir
    private Path folder;

    private ExperimentConfig config(String train) {
        return ExperimentConfig.parse(
                "name: x\ntask: {textFields: [text]}\ndata: {train: [" + train + "], report: [b.tsv]}\n"
                        + "learner: {create: {}}\ngenerator: {create: {}}\n",
                folder,
                "here",
                List.of());
    }

    private DataFiles.Places places(PieceRunner cluster) {
        return new DataFiles.Places(Progress.NONE, new HubCommits(), cluster, folder);
    }

    @Test
    void anAddressIsCopiedOnceByTheCluster() {
        List<String> copied = new ArrayList<>();
        PieceRunner cluster = new Copying(copied);
        List<DataFiles> files = DataFiles.train(
                config(
                        "'s3a://reviews/2026/*.parquet', 'sql: SELECT text, label FROM t', 's3a://reviews/2026/*.parquet'"),
                places(cluster));
        assertThat(files)
                .map(DataFiles::name)
                .containsExactly(
                        "s3a://reviews/2026/*.parquet",
                        "sql: SELECT text, label FROM t",
                        "s3a://reviews/2026/*.parquet");
        assertThat(files.get(0)).isEqualTo(files.get(2)).isNotEqualTo(files.get(1));
        assertThat(copied)
                .containsExactly(
                        "s3a://reviews/2026/*.parquet [text, label]", "sql: SELECT text, label FROM t [text, label]");
    }

    /** Writes what it is asked for. */
    private record Copying(List<String> copied) implements Cluster {
        @Override
        public <P extends Serializable, R extends Serializable> void run(
                Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copyRows(String address, List<String> fields, Path file) {
            copied.add(address + " " + fields);
            AtomicFiles.writeString(file, "x");
        }

        @Override
        public RemoteFolder folder(String address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void aMessageOnCopiedRowsNamesTheirAddress() {
        assertThatThrownBy(() -> Data.read(config("'sql: TABLE $1'"), places(new Copying(new ArrayList<>()))))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("sql: TABLE $1: ")
                .message()
                .doesNotContain(folder.toString())
                .doesNotContain("\n");
    }

    @Test
    void anAddressNeedsACluster() {
        for (String address : List.of("hdfs://host/a.csv", "file:/a.csv", "sql:TABLE reviews")) {
            assertThatThrownBy(() -> DataFiles.train(config("'" + address + "'"), places(PieceRunner.LOCAL)))
                    .isInstanceOf(InputException.class)
                    .hasMessage(
                            address + ": is read by Spark, and this command does not run on it; give the command run"
                                    + " a master with --spark, or name a file of this machine");
        }
        assertThat(DataFiles.train(config("'C:/a.tsv', 'a:b.tsv'"), places(PieceRunner.LOCAL)))
                .map(DataFiles::name)
                .containsExactly("C:/a.tsv", "a:b.tsv");
    }

    @Test
    void aPatternIsAllFilesInTheOrderOfTheirNames() throws IOException {
        Files.createDirectories(folder.resolve("parts"));
        for (String name : List.of("t-2.tsv", "t-10.tsv", "t-1.tsv", "other.tsv")) {
            Files.writeString(folder.resolve("parts").resolve(name), "x");
        }
        assertThat(DataFiles.train(config("'parts/t-*.tsv', c.tsv"), places(PieceRunner.LOCAL)))
                .containsExactly(
                        new DataFiles("parts/t-1.tsv", folder.resolve("parts/t-1.tsv")),
                        new DataFiles("parts/t-10.tsv", folder.resolve("parts/t-10.tsv")),
                        new DataFiles("parts/t-2.tsv", folder.resolve("parts/t-2.tsv")),
                        new DataFiles("c.tsv", folder.resolve("c.tsv")));
        assertThat(DataFiles.report(config("a.tsv"), places(PieceRunner.LOCAL)))
                .containsExactly(new DataFiles("b.tsv", folder.resolve("b.tsv")));
    }

    @Test
    void onlyTheAsteriskIsSpecial() throws IOException {
        for (String name : List.of("[a].tsv", "a.tsv", "{x}?1.tsv")) {
            Files.writeString(folder.resolve(name), "x");
        }
        assertThat(DataFiles.train(config("'[*.tsv', '{*}?*'"), places(PieceRunner.LOCAL)))
                .containsExactly(
                        new DataFiles("[a].tsv", folder.resolve("[a].tsv")),
                        new DataFiles("{x}?1.tsv", folder.resolve("{x}?1.tsv")));
        assertThatThrownBy(() -> DataFiles.train(config("'[b-*.tsv'"), places(PieceRunner.LOCAL)))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("[b-*.tsv") + ": there is no file of this pattern; check the path");
    }

    @Test
    void aPatternWithoutFilesIsTold() {
        assertThatThrownBy(() -> DataFiles.train(config("'gone/t-*.tsv'"), places(PieceRunner.LOCAL)))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("gone/t-*.tsv") + ": there is no file of this pattern; check the path");
    }
}
