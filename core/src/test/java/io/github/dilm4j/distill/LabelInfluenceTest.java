package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.LabelInfluence.Result;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.TrainingSchedule;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelInfluenceTest {
    private static final RandomStreams STREAMS = new RandomStreams(4);

    /** The likelihoods of a generator that always prefers the last label. */
    private static double ignoring(Example example) {
        return 3 + example.texts().get(0).hashCode() % 7 * 0.1 - 0.01 * example.label();
    }

    /** Returns texts that begin with the number of their label. */
    private static List<Example> examples(int labels, int perLabel) {
        List<Example> examples = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            for (int i = 0; i < perLabel; i++) {
                examples.add(Example.of(label + " text " + i, label));
            }
        }
        return examples;
    }

    /** The text is half a nat more likely under the label that it names, except for every fifth text. */
    private static double conditioned(Example example) {
        String text = example.texts().get(0);
        boolean named = text.startsWith(example.label() + " ");
        if (!named) {
            return 3;
        }
        return text.endsWith("4") || text.endsWith("9") ? 3.1 : 2.5;
    }

    /** A generator that can only train and return likelihoods. */
    private static Generator generator(ToDoubleFunction<Example> nll) {
        return (Generator) Proxy.newProxyInstance(
                Generator.class.getClassLoader(),
                new Class<?>[] {Generator.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "nll" -> {
                        List<?> examples = (List<?>) arguments[0];
                        float[] values = new float[examples.size()];
                        for (int i = 0; i < values.length; i++) {
                            values[i] = (float) nll.applyAsDouble((Example) examples.get(i));
                        }
                        yield values;
                    }
                    case "encode" -> new ArrayList<>(Collections.nCopies(((List<?>) arguments[0]).size(), null));
                    case "trainStep" -> 3.0;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Result measured(List<Example> examples, int labels, ToDoubleFunction<Example> nll) {
        return new LabelInfluence(examples, labels, STREAMS).measure(generator(nll));
    }

    @Test
    void itTellsAConditionedGeneratorFromOneThatIgnoresItsLabels() {
        Result conditioned = measured(examples(3, 20), 3, LabelInfluenceTest::conditioned);
        assertThat(conditioned.rows()).isEqualTo(60);
        assertThat(conditioned.correct()).isEqualTo(48);
        assertThat(conditioned.margin()).isCloseTo(0.8 * 0.5 - 0.2 * 0.1, within(1e-6));
        assertThat(conditioned.chance()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(conditioned.isNoBetterThanChance()).isFalse();

        Result ignoring = measured(examples(3, 20), 3, LabelInfluenceTest::ignoring);
        assertThat(ignoring.accuracy()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(ignoring.isNoBetterThanChance()).isTrue();

        Result equal = measured(examples(2, 20), 2, example -> 3);
        assertThat(equal.correct()).isZero(); // a tie is not correct
        assertThat(equal.margin()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "200, 116, 0.5, true", // probability of this many or more by chance: 0.0141
        "200, 117, 0.5, false", // 0.0097
        "200, 46, 0.1666666, true", // 0.0128
        "200, 47, 0.1666666, false", // 0.0081
        "7, 6, 0.5, true", // 0.0625
        "7, 7, 0.5, false", // 0.0078
        "6, 0, 0.5, false", // too few rows
        "9, 9, 1.0, false",
    })
    void aBinomialTestTellsResultsFromChance(int rows, int correct, double chance, boolean explained) {
        assertThat(new Result(rows, correct, 0, chance).isNoBetterThanChance()).isEqualTo(explained);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 108, 0.5, true", // probability of this many or fewer at an accuracy of 0.625: 0.0087
        "200, 109, 0.5, false", // 0.0124
        "20, 10, 0.5, false", // too few rows
        "60, 11, 0.3333333, true",
        "200, 117, 0.5, false", // better than chance
    })
    void onlyEnoughRowsShowThatLabelsAreIgnored(int rows, int correct, double chance, boolean shown) {
        assertThat(new Result(rows, correct, 0, chance).showsThatLabelsAreIgnored())
                .isEqualTo(shown);
    }

    @Test
    void rowsAreBalancedAndFewerForMoreLabels() {
        List<Example> uneven = new ArrayList<>(examples(1, 5000));
        uneven.addAll(examples(2, 100).subList(100, 200));
        assertThat(measured(uneven, 2, LabelInfluenceTest::ignoring)).satisfies(result -> {
            assertThat(result.rows()).isEqualTo(200);
            assertThat(result.chance()).isEqualTo(0.5);
        });
        assertThat(measured(examples(150, 3), 150, LabelInfluenceTest::ignoring).rows())
                .isEqualTo(16);
        assertThat(measured(examples(20, 30), 20, LabelInfluenceTest::ignoring).rows())
                .isEqualTo(80);
    }

    @Test
    void aLikelihoodThatIsNotFiniteIsAnError() {
        assertThatThrownBy(() -> measured(examples(2, 20), 2, example -> Double.NaN))
                .isInstanceOf(NotFiniteException.class);
    }

    /** The steps and warnings of a training. */
    private static final class Told implements Observer {
        final List<Map<String, Double>> steps = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        @Override
        public void step(long step, long totalSteps, Map<String, Double> values) {
            steps.add(values);
        }

        @Override
        public void warning(String sentence) {
            warnings.add(sentence);
        }
    }

    private static Told trained(ToDoubleFunction<Example> nll, boolean stop, List<Example> select) {
        Told told = new Told();
        TrainingSchedule schedule = new TrainingSchedule(2, 4, 1e-3, Decay.CONSTANT, 0, 1);
        new LanguageModelTraining(
                        new LanguageModelTraining.Settings(schedule, 0, false, stop), STREAMS, told, Checkpointing.NONE)
                .run(generator(nll), examples(2, 30), select);
        return told;
    }

    /** An estimate counts on this number. */
    @ParameterizedTest
    @CsvSource({"0, 10", "0, 2", "2, 10", "5, 2"})
    void theLikelihoodsOfATrainingAreCountedBeforehand(int validateEvery, int heldOutPerLabel) {
        LanguageModelTraining.Settings settings = new LanguageModelTraining.Settings(
                new TrainingSchedule(5, 4, 1e-3, Decay.CONSTANT, 0, 1), validateEvery, false, false);
        List<Example> select = examples(2, heldOutPerLabel);
        AtomicLong asked = new AtomicLong();
        new LanguageModelTraining(settings, STREAMS, new Told(), Checkpointing.NONE)
                .run(
                        generator(example -> {
                            asked.incrementAndGet();
                            return conditioned(example);
                        }),
                        examples(2, 30),
                        select);
        assertThat(LanguageModelTraining.likelihoods(settings, examples(2, 30), select))
                .isEqualTo(asked.get());
    }

    @Test
    void aTrainingMeasuresTheInfluenceAfterItsLastStep() {
        Told told = trained(LabelInfluenceTest::conditioned, true, examples(2, 10));
        assertThat(told.warnings).isEmpty();
        assertThat(told.steps.get(0)).doesNotContainKeys("labelAccuracy", "labelMargin");
        assertThat(told.steps.get(1)).containsEntry("labelAccuracy", 0.8).containsKey("labelMargin");
    }

    @Test
    void aGeneratorThatIgnoresItsLabelsGoesNoFurther() {
        assertThatThrownBy(() -> trained(LabelInfluenceTest::ignoring, true, examples(2, 100)))
                .isInstanceOf(InputException.class)
                .hasMessage("language-model training: the generator ignores its labels: the true label is the"
                        + " most likely for 100 of 200 examples of the select split, no more than chance explains (100), and"
                        + " its mean margin over the best other label is 0.0000 nats per token; say what the labels"
                        + " mean (task.labelNames, generator.prompt) or train more (languageModel.steps,"
                        + " languageModel.learningRate, generator.newVectorRate); to go on with this generator, set"
                        + " health.ignoredLabels: warn");
        assertThat(trained(LabelInfluenceTest::ignoring, true, List.of()).warnings)
                .singleElement()
                .asString()
                .startsWith("the generator may ignore its labels: ")
                .contains("30 of 60 examples of the fit split");
        assertThat(trained(LabelInfluenceTest::ignoring, false, examples(2, 100)).warnings)
                .singleElement()
                .satisfies(warning -> assertThat(warning).startsWith("the generator ignores its labels"));
    }
}
