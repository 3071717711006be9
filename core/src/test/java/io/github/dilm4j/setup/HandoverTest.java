package io.github.dilm4j.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.SetScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {
    @TempDir
    private Path folder;

    private static SetScore score(String method, int dpc, int set, double score, double loss) {
        return new SetScore(method, dpc, set, score, loss);
    }

    /** At dpc 10 written sets score best; at dpc 5 chosen rows score higher; at dpc 2 even random rows do. */
    private static final List<SetScore> SCORES = List.of(
            score("random", 10, 0, 0.5, 1),
            score("ridge", 10, 0, 0.6, 1),
            score("dilm", 10, 0, 0.7, 0.9),
            score("dilm", 10, 1, 0.7, 0.8),
            score("dilm", 10, 2, 0.65, 0.1),
            score("random", 5, 0, 0.4, 1),
            score("random", 5, 1, 0.6, 1),
            score("ridge", 5, 0, 0.5, 1),
            score("k-centers", 5, 1, 0.8, 1),
            score("dilm", 5, 0, 0.55, 1),
            score("random", 2, 0, 0.5, 1),
            score("ridge", 2, 0, 0.45, 1),
            score("dilm", 2, 0, 0.3, 1));

    @Test
    void theBestSetOfEachSizeIsHandedOver() {
        List<Handover> all = Handover.of(SCORES);
        assertThat(all).extracting(Handover::dpc).containsExactly(2, 5, 10);
        // among equal scores, the one with the smaller loss
        assertThat(all.get(2).written()).isEqualTo(score("dilm", 10, 1, 0.7, 0.8));
        assertThat(all.get(2).betterChosen()).isEmpty();
        assertThat(all.get(1).betterChosen()).contains(score("k-centers", 5, 1, 0.8, 1));
        assertThat(all).extracting(Handover::worseThanRandom).containsExactly(true, false, false);
    }

    @Test
    void everyMethodThatChoosesRealRowsCounts() {
        SetScore chosen = score("craig", 5, 0, 0.9, 1);
        List<SetScore> scores = List.of(
                score("dilm", 5, 0, 0.7, 1),
                score("random", 5, 0, 1, 1),
                score("generator-before-matching", 5, 0, 1, 1),
                chosen);
        assertThat(Handover.of(scores).get(0).chosen()).contains(chosen);
    }

    @Test
    void theWorstNewsComesFirst() {
        assertThat(Handover.sentences(Path.of("run"), Handover.of(SCORES)))
                .containsExactly(
                        "dpc 2: the written set is worse than random real rows (on the select split: written 30.0,"
                                + " chosen 45.0, random 50.0 %); do not use run/distilled-dpc2.jsonl, use"
                                + " run/coreset-dpc2.jsonl, real rows chosen by ridge",
                        "dpc 5: real rows chosen by k-centers score better than the written set (on the select split:"
                                + " written 55.0, chosen 80.0, random 50.0 %); they are in run/coreset-dpc5.jsonl, the"
                                + " written set in run/distilled-dpc5.jsonl",
                        "dpc 10: the written set is in run/distilled-dpc10.jsonl (on the select split: written 70.0,"
                                + " chosen 60.0, random 50.0 %)");
    }

    @Test
    void filesAreCopiesOfTheRunsSets() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.createDirectories(run.distilled());
        for (SetScore set : SCORES) {
            Files.writeString(run.distilled(set.method(), set.dpc(), set.set()), set.method() + set.dpc() + set.set());
        }
        assertThat(Handover.write(folder, Handover.of(SCORES))).isEqualTo(folder.resolve("distilled.jsonl"));
        assertThat(folder.resolve("distilled.jsonl")).hasContent("dilm101");
        assertThat(folder.resolve("distilled-dpc10.jsonl")).hasContent("dilm101");
        assertThat(folder.resolve("distilled-dpc5.jsonl")).hasContent("dilm50");
        assertThat(folder.resolve("coreset-dpc5.jsonl")).hasContent("k-centers51");
        assertThat(folder.resolve("coreset-dpc2.jsonl")).hasContent("ridge20");
        assertThat(folder.resolve("coreset-dpc10.jsonl")).doesNotExist();
    }

    @Test
    void aRunWithoutTheMethodHasNothingToHandOver() {
        assertThatThrownBy(() -> Handover.of(List.of(score("random", 10, 0, 0.5, 1))))
                .isInstanceOf(InputException.class)
                .hasMessage("evaluation.methods: lacks dilm, so there is no distilled set; add it");
    }
}
