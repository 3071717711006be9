package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSetAddressTest {
    private static final Set<String> FILES = Set.of(
            "README.md",
            "mnli/train-00000-of-00002.parquet",
            "mnli/train-00001-of-00002.parquet",
            "mnli/validation_matched-00000-of-00001.parquet",
            "mnli/validation_mismatched-00000-of-00001.parquet",
            "sst2/train-00000-of-00001.parquet",
            "sst2/validation-00000-of-00001.parquet",
            "sst2/test-00000-of-00001.parquet",
            "half/train-00001-of-00002.parquet",
            "odd/[a].parquet",
            "data/train.parquet",
            "data/test.parquet",
            "converted/train/0000.parquet",
            "converted/train/0001.parquet",
            "pushed/train-00000-of-00002-a09b74b3ef9c3b56.parquet",
            "pushed/train-00001-of-00002-0f1e2d3c4b5a6978.parquet",
            "pushed/validation-00000-of-00002-0123456789abcdef.parquet",
            "twice/train-00000-of-00002-0123456789abcdef.parquet",
            "twice/train-00000-of-00002-fedcba9876543210.parquet");

    private static DataSetAddress address(String what) {
        return DataSetAddress.parse("hf://datasets/org/set/" + what).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "sst2, sst2/train-00000-of-00001.parquet, sst2/validation-00000-of-00001.parquet",
        "'', data/train.parquet, data/test.parquet",
        "data/, data/train.parquet, data/test.parquet",
        "sst2/test, sst2/test-00000-of-00001.parquet, sst2/test-00000-of-00001.parquet",
        "mnli, mnli/train-00000-of-00002.parquet mnli/train-00001-of-00002.parquet, ''",
        "mnli/validation_matched, mnli/validation_matched-00000-of-00001.parquet,"
                + " mnli/validation_matched-00000-of-00001.parquet",
        "mnli/v*.parquet, mnli/validation_matched-00000-of-00001.parquet mnli/validation_mismatched-00000-of-00001.parquet,"
                + " mnli/validation_matched-00000-of-00001.parquet mnli/validation_mismatched-00000-of-00001.parquet",
        "converted/train, converted/train/0000.parquet converted/train/0001.parquet,"
                + " converted/train/0000.parquet converted/train/0001.parquet",
        "README.md, README.md, README.md",
        "mnli/[a-z]*, '', ''",
        "mnli/[*.parquet, '', ''",
        "mnli/{train*, '', ''",
        "odd/[*, odd/[a].parquet, odd/[a].parquet",
        "*.parquet, '', ''",
        "half, '', ''",
        "pushed, pushed/train-00000-of-00002-a09b74b3ef9c3b56.parquet"
                + " pushed/train-00001-of-00002-0f1e2d3c4b5a6978.parquet, ''",
        "twice, '', ''",
        "other, '', ''"
    })
    void choosesFiles(String what, String train, String report) {
        assertThat(String.join(" ", address(what).chosen(FILES, List.of("train"))))
                .isEqualTo(train);
        assertThat(String.join(" ", address(what).chosen(FILES, List.of("validation", "test"))))
                .isEqualTo(report);
    }

    @Test
    void aSplitMayBeATextFileWhereThereIsNoParquet() {
        Set<String> files = Set.of(
                "README.md",
                "train.jsonl",
                "train.csv",
                "test.jsonl",
                "both/train.jsonl",
                "both/train-00000-of-00001.parquet",
                "packed/train-00000-of-00002.csv.gz",
                "packed/train-00001-of-00002.csv.gz",
                "half/train-00000-of-00002.csv.gz",
                "scripts/train.py");
        List<String> train = List.of("train");
        assertThat(address("").chosen(files, train)).containsExactly("train.jsonl");
        assertThat(address("").chosen(files, List.of("validation", "test"))).containsExactly("test.jsonl");
        assertThat(address("both").chosen(files, train)).containsExactly("both/train-00000-of-00001.parquet");
        assertThat(address("packed").chosen(files, train))
                .containsExactly("packed/train-00000-of-00002.csv.gz", "packed/train-00001-of-00002.csv.gz");
        assertThat(address("half").chosen(files, train)).isEmpty();
        assertThat(address("scripts").chosen(files, train)).isEmpty();
    }

    @Test
    void readsAddresses() {
        DataSetAddress pinned = DataSetAddress.parse("hf://datasets/org/set@refs/convert/parquet/default/train")
                .orElseThrow();
        assertThat(pinned.id()).isEqualTo(new RepoId(RepoId.Kind.DATASET, "org/set", "refs/convert/parquet"));
        assertThat(pinned.what()).isEqualTo("default/train");
        assertThat(pinned.of("a/b")).isEqualTo("hf://datasets/org/set@refs/convert/parquet/a/b");
        assertThat(DataSetAddress.parse("train.tsv")).isEmpty();
        for (String wrong : List.of("hf://datasets/set", "hf://models/org/set", "hf://datasets/../set/x")) {
            assertThatThrownBy(() -> DataSetAddress.parse(wrong))
                    .isInstanceOf(InputException.class)
                    .hasMessage(
                            wrong + ": is not the address of a data set; write hf://datasets/OWNER/NAME/WHAT, such as"
                                    + " hf://datasets/nyu-mll/glue/sst2/train");
        }
    }

    @Test
    void fetchesWhatIsChosenAlone(@TempDir Path cache) throws IOException {
        try (LocalHub server = new LocalHub("datasets/org/set")) {
            for (String file : FILES) {
                server.with(file, file.getBytes(StandardCharsets.UTF_8), file.endsWith("parquet"));
            }
            Hub hub = hub(cache, server, false);
            DataSetAddress pinned = DataSetAddress.parse(
                            "hf://datasets/org/set@" + LocalHub.COMMIT + "/mnli/train-*.parquet")
                    .orElseThrow();
            hub.snapshot(pinned.id(), files -> List.of("mnli/train-00000-of-00002.parquet"), "lacks it");
            Path pinnedFolder = pinned.folder(hub, List.of(), new HubCommits()); // already has one of the two parts
            assertThat(pinned.chosenIn(pinnedFolder, List.of()))
                    .containsExactly("mnli/train-00000-of-00002.parquet", "mnli/train-00001-of-00002.parquet");

            Path folder = address("mnli").folder(hub, List.of("train"), new HubCommits());

            assertThat(address("mnli").chosenIn(folder, List.of("train")))
                    .containsExactly("mnli/train-00000-of-00002.parquet", "mnli/train-00001-of-00002.parquet");
            assertThat(HubCache.filesIn(folder))
                    .containsExactly(
                            "README.md", "mnli/train-00000-of-00002.parquet", "mnli/train-00001-of-00002.parquet");
            assertThat(folder.startsWith(cache.resolve("datasets--org--set"))).isTrue();
            assertThat(folder.resolve("mnli/train-00001-of-00002.parquet"))
                    .hasContent("mnli/train-00001-of-00002.parquet");
            assertThatThrownBy(() -> address("qqp").folder(hub, List.of("train"), new HubCommits()))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(
                            "org/set: has no files for 'qqp', with a split of [train] where it is a folder,"
                                    + " among [README.md, converted/train/0000.parquet, ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "whole", textBlock = """
            sst2 | whole
            sst2/train-*.parquet | whole
            half/train-00001-of-00002.parquet | whole
            half/train-00001-*.parquet | whole
            half | lacks [half/train-00000-of-00002.parquet]
            half/train | lacks [half/train-00000-of-00002.parquet]
            half/train-*.parquet | lacks [half/train-00000-of-00002.parquet]
            pushed/train | whole
            pushed/train-*.parquet | whole
            pushed/validation | lacks [pushed/validation-00001-of-00002.parquet]
            pushed/validation-*.parquet | lacks [pushed/validation-00001-of-00002.parquet]
            data | whole
            converted/train/0000.parquet | whole
            converted | may lack files of 'converted/train', because their names do not say how many there are, besides [converted/train/0000.parquet, converted/train/0001.parquet]
            sst2/t*.parquet | may lack files of 'sst2/t*.parquet', because their names do not say how many there are, besides [sst2/test-00000-of-00001.parquet, sst2/train-00000-of-00001.parquet]
            data/*.parquet | may lack files of 'data/*.parquet', because their names do not say how many there are, besides [data/test.parquet, data/train.parquet]
            other | whole
            other-*.parquet | whole
            """)
    void tellsWhatMayBeMissingWhereOnlyWhatIsHereIsKnown(String what, String problem) {
        assertThat(address(what).choice(List.of("train")).doubt(FILES).map(Choice.Doubt::problem))
                .isEqualTo(Optional.ofNullable(problem));
    }

    @Test
    void partsMayBeCountedFromOne() {
        Set<String> parts = new TreeSet<>(Set.of("train-00001-of-00002.tsv", "train-00002-of-00002.tsv"));
        Choice choice = address("train-*.tsv").choice(List.of("train"));
        assertThat(choice.doubt(parts)).isEmpty();
        parts.remove("train-00001-of-00002.tsv");
        assertThat(choice.doubt(parts).map(Choice.Doubt::problem)).contains("lacks [train-00001-of-00002.tsv]");
    }

    @Test
    void aSplitThatWouldComeFirstMayBeMissing() {
        assertThat(address("data").choice(List.of("validation", "test")).doubt(FILES))
                .contains(new Choice.Doubt(
                        "holds 'data/test' but may lack 'validation', which takes precedence",
                        ", or name the files that are to be read"));
        assertThat(address("data/test").choice(List.of("validation", "test")).doubt(FILES))
                .isEmpty();
    }

    @Test
    void aPartThatAnotherProgramFetchedIsNotTakenForTheWhole(@TempDir Path cache) throws IOException {
        try (LocalHub server = new LocalHub("datasets/org/set")) {
            for (String file : FILES) {
                server.with(file, file.getBytes(StandardCharsets.UTF_8), file.endsWith("parquet"));
            }
            String second = "mnli/train-00001-of-00002.parquet";
            RepoId commit = new RepoId(RepoId.Kind.DATASET, "org/set", LocalHub.COMMIT);
            Path snapshot = hub(cache, server, false).snapshot(address("").id(), files -> List.of(second), "lacks it");
            Path listing = cache.resolve("datasets--org--set/.files").resolve(LocalHub.COMMIT);
            Files.delete(listing);

            String lack = "org/set: the cache " + cache + " lacks [mnli/train-00000-of-00002.parquet], and ";
            assertThatThrownBy(
                            () -> address("mnli").folder(hub(cache, server, true), List.of("train"), new HubCommits()))
                    .isInstanceOf(InputException.class)
                    .hasMessage(lack + "HF_HUB_OFFLINE is set; fetch it once with HF_HUB_OFFLINE=0, or name the files"
                            + " that are to be read");
            server.apiStatus = 503;
            assertThatThrownBy(
                            () -> address("mnli").folder(hub(cache, server, false), List.of("train"), new HubCommits()))
                    .isInstanceOf(InputException.class)
                    .hasMessage(lack + "more cannot be fetched from " + server.address()
                            + " (HTTP 503); check the network, or name the files that are to be read");
            assertThat(address(second).folder(hub(cache, server, true), List.of("train"), new HubCommits()))
                    .isEqualTo(snapshot);
            server.apiStatus = 200;
            server.requests.clear();

            DataSetAddress pattern = new DataSetAddress(commit, "mnli/train-*.parquet");
            Path folder = pattern.folder(hub(cache, server, false), List.of("train"), new HubCommits());
            assertThat(pattern.chosenIn(folder, List.of("train"))).hasSize(2);
            assertThat(server.requests)
                    .contains("store /mnli/train-00000-of-00002.parquet")
                    .doesNotContain("store /" + second);
            assertThat(listing).isNotEmptyFile();
        }
    }

    private static Hub hub(Path cache, LocalHub server, boolean offline) {
        return new Hub(
                new HubSettings(
                        cache,
                        server.address(),
                        Optional.empty(),
                        Optional.empty(),
                        offline,
                        1,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(5),
                        new EnvironmentProxies(Map.of())),
                Progress.NONE);
    }
}
