package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionWorkTest {
    private static final List<String> LABELS = List.of("no", "yes");

    /** A text determines its vector. */
    static final Encoder ENCODER = examples -> examples.stream()
            .map(example -> {
                Random random = new Random(example.texts().hashCode());
                return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
            })
            .toArray(float[][]::new);

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void workThatIsSentElsewhereChoosesTheSameSets(double keep) {
        List<Example> fit = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            fit.add(Example.of("text " + i % 60, i % 2)); // some twice
        }
        SelectionWork work = new SelectionWork(keep, LABELS, new Embedded(fit, ENCODER.embed(fit)));
        SetSelectors selectors = new SetSelectors(fit, LABELS.size(), ENCODER, false, PieceRunner.LOCAL, () -> {});
        List<Piece<SelectionWork.Wanted>> sets = new ArrayList<>();
        List<Method> methods =
                Arrays.stream(Method.values()).filter(Method::byEmbedding).toList();
        for (Method method : methods) {
            for (int dpc : new int[] {2, 5}) {
                sets.add(new Piece<>(
                        method + " " + dpc, new SelectionWork.Wanted(method, dpc, 0, new RandomStreams(dpc))));
            }
        }
        Map<String, List<Example>> here = new TreeMap<>();
        PieceRunner.LOCAL.run(
                work.openedHereBy(located ->
                        work.choosing(method -> selectors.filtered(keep, ENCODER, selectors.of(method, ENCODER)))),
                sets,
                () -> {},
                (set, chosen) -> here.put(set.name(), List.of(chosen)));
        Map<String, List<Example>> sent = new TreeMap<>();
        new SentPieces().run(work, sets, () -> {}, (set, chosen) -> sent.put(set.name(), List.of(chosen)));
        assertThat(sent).isEqualTo(here).hasSize(2 * methods.size());
        assertThat(sent.get(Method.K_CENTERS + " 5"))
                .hasSize(10)
                .isSubsetOf(fit)
                .isNotEqualTo(sent.get(Method.HERDING + " 5"));
    }
}
