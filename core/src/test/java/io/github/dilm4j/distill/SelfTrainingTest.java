package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.TrainingSchedule;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfTrainingTest {
    private static final GenerationOptions OPTIONS = new GenerationOptions(1, 0, 1, 1, 16, 8);
    private static final TrainingSchedule SCHEDULE =
            new TrainingSchedule(3, 4, 0.5, Decay.CONSTANT, 0, Double.POSITIVE_INFINITY);
    private static final SelfTraining.Settings SETTINGS = settings(0);
    private static final List<String> LABELS = List.of("no", "yes");
    private static final int CHOSEN = LABELS.size() + 1; // the number of the checkpoint after the sets are chosen
    private static final int STOPS_OF_A_ROUND = CHOSEN + SCHEDULE.steps();

    @TempDir
    private Path folder;

    /** Chooses the texts with the greatest numbers of each label, so the training must end with those. */
    private static final SetSelector GREATEST = (pool, labels, dpc, streams) -> IntStream.range(0, labels.size())
            .boxed()
            .flatMap(label -> pool.stream()
                    .filter(example -> example.label() == label)
                    .sorted(Comparator.comparingInt((Example example) -> number(example))
                            .reversed())
                    .limit(dpc))
            .toList();

    @Test
    void trainsOnTheTextsOfTheSetsThatAreChosenFromHalvesOfTheCandidates() {
        RecordingGenerator generator = new RecordingGenerator();
        training(Checkpointing.NONE).run(generator.asGenerator(), LABELS);
        assertThat(generator.steps).hasSize(6);
        for (int round = 0; round < 2; round++) {
            Set<Integer> trained = new TreeSet<>();
            generator.steps.subList(3 * round, 3 * round + 3).forEach(step -> {
                assertThat(step).hasSize(4);
                trained.addAll(step);
            });
            int first = 100 * round; // in each round the generator writes the numbers from first to first + 19
            assertThat(trained).allSatisfy(number -> assertThat(number).isBetween(first, first + 19));
            assertThat(trained)
                    .as("the best of each half are near the top")
                    .allSatisfy(number -> assertThat(number - first).isGreaterThan(8));
            assertThat(trained).as("halves differ, and so do their best texts").hasSizeGreaterThan(2);
        }
    }

    @Test
    void goesOnFromACheckpointWithTheSameSteps() {
        RecordingGenerator whole = new RecordingGenerator();
        training(Checkpointing.NONE).run(whole.asGenerator(), LABELS);
        for (int stop = 1; stop < 2 * STOPS_OF_A_ROUND; stop++) {
            KeptState kept = new KeptState(folder.resolve("stop-" + stop), stop);
            RecordingGenerator first = new RecordingGenerator();
            assertThatThrownBy(() -> training(kept).run(first.asGenerator(), LABELS))
                    .isInstanceOf(Stopped.class);
            RecordingGenerator second = new RecordingGenerator();
            training(kept).run(second.asGenerator(), LABELS);
            List<List<Integer>> both = new ArrayList<>(first.steps);
            both.addAll(second.steps);
            assertThat(both).as("stopped at the checkpoint " + stop).isEqualTo(whole.steps);
            assertThat(second.loaded).isEqualTo(first.steps.size());
            assertThat(first.written + second.written)
                    .as("no text is written twice")
                    .isEqualTo(whole.written);
        }
    }

    @Test
    void countsATextAsOftenAsSetsTakeItUpToTheLimit() {
        assertThat(mostOfARound(0)).isGreaterThan(2);
        assertThat(mostOfARound(2)).isEqualTo(2);
        assertThat(mostOfARound(1)).isEqualTo(1);
    }

    /** The likely cause is a generator that writes few texts to their end; a smaller set would not help. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "3; 3 of 20 for label 'no' where 4 are needed (17 without an end or a separator)",
                "0; 0 of 20 for label 'no' where 1 is needed (20 without an end or a separator)"
            })
    void tooFewUsableTextsAreBlamedOnTheGenerator(int usable, String shortfall) {
        RecordingGenerator generator = new RecordingGenerator();
        generator.usable = usable;
        assertThatThrownBy(() -> training(Checkpointing.NONE).run(generator.asGenerator(), LABELS))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("the generator wrote too few usable texts: " + shortfall)
                .hasMessageContaining("for label 'yes'")
                .hasMessageContaining("; train the language model longer (languageModel.steps)")
                .hasMessageNotContaining("select fewer");
        if (usable > 0) {
            assertThatThrownBy(() -> training(Checkpointing.NONE).run(generator.asGenerator(), LABELS))
                    .hasMessageEndingWith(", or write more texts for each one kept (selfTraining.candidates, now 20)");
        }
    }

    /** A generator that learns from its own texts may repeat them. */
    @Test
    void aLaterRoundWithTooFewTextsIsBlamedOnSelfTraining() {
        RecordingGenerator generator = new RecordingGenerator();
        generator.repeatsOnceTrained = true;
        assertThatThrownBy(() -> training(Checkpointing.NONE).run(generator.asGenerator(), LABELS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        ", or lower selfTraining.rounds or selfTraining.training.learningRate, or write more texts");
    }

    @Test
    void equalTextsCountOnce() {
        RecordingGenerator generator = new RecordingGenerator();
        generator.different = 3;
        assertThatThrownBy(() -> training(Checkpointing.NONE).run(generator.asGenerator(), LABELS))
                .hasMessageContaining("3 of 20 for label 'no' where 4 are needed (17 repeated)");
    }

    /** Returns the largest count of a text in the first round. */
    private long mostOfARound(int maxCount) {
        KeptState first = new KeptState(folder.resolve("most-" + maxCount), CHOSEN);
        assertThatThrownBy(
                        () -> training(settings(maxCount), first).run(new RecordingGenerator().asGenerator(), LABELS))
                .isInstanceOf(Stopped.class);
        List<Example> chosen =
                PoolFile.read(first.folder.resolve("chosen.json")).texts().get(0);
        return Collections.max(chosen.stream()
                .collect(Collectors.groupingBy(example -> example, Collectors.counting()))
                .values());
    }

    private static SelfTraining.Settings settings(int maxCount) {
        return new SelfTraining.Settings(2, 20, 5, 2, maxCount, SCHEDULE, OPTIONS);
    }

    private static SelfTraining training(Checkpointing checkpointing) {
        return training(SETTINGS, checkpointing);
    }

    private static SelfTraining training(SelfTraining.Settings settings, Checkpointing checkpointing) {
        Encoder encoder = examples -> {
            float[][] embeddings = new float[examples.size()][1];
            for (int i = 0; i < embeddings.length; i++) {
                embeddings[i][0] = number(examples.get(i));
            }
            return embeddings;
        };
        return new SelfTraining(
                settings, encoder, known -> GREATEST, new RandomStreams(3), Observer.NONE, checkpointing);
    }

    private static int number(Example example) {
        return Integer.parseInt(example.texts().get(0));
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Saves the state at one checkpoint and stops there. It stops only once. */
    private static final class KeptState implements Checkpointing {
        private final Path folder;
        private final int stop;
        private int reached;
        private long saved;

        /** @param stop the number of the checkpoint, from 1 */
        KeptState(Path folder, int stop) {
            this.folder = folder;
            this.stop = stop;
        }

        @Override
        public long resume(State state) {
            if (reached >= stop) {
                state.load(folder);
            }
            return saved;
        }

        @Override
        public void reached(long stepsDone, State state) {
            reached++;
            if (reached == stop) {
                folder.toFile().mkdirs();
                state.save(folder);
                saved = stepsDone;
                throw new Stopped();
            }
        }
    }

    /** Writes numbers that depend on the round, and records the numbers that it is trained on. */
    private static final class RecordingGenerator {
        private final List<List<Integer>> steps = new ArrayList<>();
        private int loaded;
        private int written;
        private int usable = Integer.MAX_VALUE; // of a label's texts
        private int different = Integer.MAX_VALUE;
        private boolean repeatsOnceTrained;

        Generator asGenerator() {
            return (Generator) Proxy.newProxyInstance(
                    Generator.class.getClassLoader(),
                    new Class<?>[] {Generator.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "generate" -> generate((int) arguments[0], (int) arguments[1]);
                        case "encode" -> encode(arguments[0]);
                        case "trainStep" -> trainStep(arguments[0]);
                        case "saveState" -> save((Path) arguments[0]);
                        case "loadState" -> load((Path) arguments[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private List<GeneratedText> generate(int label, int count) {
            written += count;
            int first = 100 * ((loaded + steps.size()) / SCHEDULE.steps());
            int repeated = repeatsOnceTrained && first > 0 ? 1 : different;
            return IntStream.range(0, count)
                    .mapToObj(i -> new GeneratedText(
                            Example.of(Integer.toString(first + i % repeated), label),
                            i < usable ? Outcome.COMPLETE : Outcome.CUT_OFF,
                            -1,
                            3))
                    .toList();
        }

        private static List<TokenSequence> encode(Object examples) {
            return ((List<?>) examples)
                    .stream()
                            .map(example -> TokenSequence.of(new int[] {number((Example) example)}))
                            .toList();
        }

        private double trainStep(Object sequences) {
            steps.add(((List<?>) sequences)
                    .stream()
                            .map(sequence -> ((TokenSequence) sequence).ids()[0])
                            .toList());
            return 1;
        }

        private Object save(Path file) {
            AtomicFiles.writeString(file, Integer.toString(steps.size()));
            return null;
        }

        private Object load(Path file) throws IOException {
            loaded = Integer.parseInt(Files.readString(file).strip());
            return null;
        }
    }
}
