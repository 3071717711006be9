package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepsetWorkTest {
    @Test
    void workThatIsSentElsewhereChoosesTheSameRepsets() {
        List<Example> pool = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            pool.add(Example.of("text " + i % 60, 1)); // some twice
        }
        long[] seeds = {7, 8, 9};
        int[][] chosen = new int[seeds.length][];
        RepsetWork work =
                new RepsetWork(Method.K_CENTERS, new Embedded(pool, SelectionWorkTest.ENCODER.embed(pool)), 10);
        CoresetSelector unused = (examples, size, seed) -> {
            throw new AssertionError("of this process");
        };
        SentPieces sent = new SentPieces();
        sent.run(
                work.openedHereBy(located -> work.choosing(unused)),
                RepsetWork.pieces("good", seeds),
                () -> {},
                (repset, positions) -> chosen[repset.input().number()] = positions);
        assertThat(sent.names())
                .containsExactlyInAnyOrder(
                        "repset 0 of label 'good'", "repset 1 of label 'good'", "repset 2 of label 'good'");
        CoresetSelector here = Settings.selector(Method.K_CENTERS, SelectionWorkTest.ENCODER);
        for (int repset = 0; repset < seeds.length; repset++) {
            assertThat(chosen[repset]).isEqualTo(here.select(pool, 10, seeds[repset]));
        }
        assertThat(chosen[0]).isNotEqualTo(chosen[1]);
    }
}
