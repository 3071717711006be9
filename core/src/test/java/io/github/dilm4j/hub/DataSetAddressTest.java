package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
            "converted/train/0001.parquet");

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
        "other, '', ''"
    })
    void choosesFiles(String what, String train, String report) {
        assertThat(String.join(" ", address(what).chosen(FILES, List.of("train"))))
                .isEqualTo(train);
        assertThat(String.join(" ", address(what).chosen(FILES, List.of("validation", "test"))))
                .isEqualTo(report);
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
                    .hasMessage(wrong + ": is no address of a data set; write hf://datasets/OWNER/NAME/WHAT, such as"
                            + " hf://datasets/nyu-mll/glue/sst2/train");
        }
    }

    @Test
    void fetchesWhatIsChosenAlone(@TempDir Path cache) throws IOException {
        try (LocalHub server = new LocalHub("datasets/org/set")) {
            for (String file : FILES) {
                server.with(file, file.getBytes(StandardCharsets.UTF_8), file.endsWith("parquet"));
            }
            Hub hub = new Hub(
                    new HubSettings(
                            cache,
                            server.address(),
                            Optional.empty(),
                            false,
                            1,
                            Duration.ofMillis(1),
                            Duration.ofSeconds(5)),
                    Progress.NONE);
            DataSetAddress pinned = DataSetAddress.parse(
                            "hf://datasets/org/set@" + LocalHub.COMMIT + "/mnli/train-*.parquet")
                    .orElseThrow();
            hub.snapshot(pinned.id(), files -> List.of("mnli/train-00000-of-00002.parquet"), "lacks it");
            Path pinnedFolder = pinned.folder(hub, List.of(), new HubCommits()); // where a part of it lies already
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
}
