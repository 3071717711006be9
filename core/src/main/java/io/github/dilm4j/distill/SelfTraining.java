package io.github.dilm4j.distill;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.FiniteCheck;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trains the generator on its own best texts, as in the cross-entropy method (Rubinstein 1999). In every round it
 * writes candidates, a selector chooses many training sets from them, and the language model is trained on the texts of
 * those sets. A text counts once for every set that takes it, up to a limit. Without the limit, a label with few good
 * texts would be trained on the same ones repeatedly, and the generator would repeat them in the next round.
 */
public final class SelfTraining {
    private static final String WORDS = "self-training";
    private static final TextAdvice ADVICE = TextAdvice.AFTER_SELF_TRAINING;

    /**
     * @param rounds how often candidates are written
     * @param candidates texts written per label and round
     * @param sets training sets chosen in a round, each from a random half of the candidates
     * @param dpc texts per label of such a set
     * @param maxCount how often a text counts at most in a round; 0 for no limit
     * @param schedule of one round
     */
    public record Settings(
            int rounds,
            int candidates,
            int sets,
            int dpc,
            int maxCount,
            TrainingSchedule schedule,
            GenerationOptions options) {}

    private final Settings settings;
    private final Encoder encoder;
    private final Function<Encoder, SetSelector> selector;
    private final RandomStreams streams;
    private final Observer observer;
    private final Checkpointing checkpointing;

    /** @param selector makes a selector for an encoder that has cached the candidates of a round */
    public SelfTraining(
            Settings settings,
            Encoder encoder,
            Function<Encoder, SetSelector> selector,
            RandomStreams streams,
            Observer observer,
            Checkpointing checkpointing) {
        this.settings = settings;
        this.encoder = encoder;
        this.selector = selector;
        this.streams = streams;
        this.observer = observer;
        this.checkpointing = checkpointing;
    }

    /**
     * @param labels their names
     * @throws io.github.dilm4j.base.InputException if the generator writes too few different texts of a label
     * @throws io.github.dilm4j.base.NotFiniteException if the loss is NaN or infinite
     */
    public void run(Generator generator, List<String> labels) {
        TrainingSchedule schedule = settings.schedule();
        long steps = (long) settings.rounds() * schedule.steps();
        SyntheticPool pool = new SyntheticPool(
                generator,
                encoder,
                new SyntheticPool.Settings(
                        labels, settings.candidates(), schedule.batchSize(), false, settings.options(), ADVICE),
                streams,
                observer);
        SelfTrainingState state = new SelfTrainingState(generator);
        for (long done = checkpointing.resume(state); done < steps; done++) {
            long round = done / schedule.steps();
            long ofRound = done % schedule.steps();
            if (state.chosen.isEmpty()) {
                while (state.written.size() < labels.size()) {
                    state.written.add(pool.write(round, state.written.size()));
                    checkpointing.reached(done, state); // a label can take minutes
                }
                state.chosen = chosen(candidates(pool.use(state.written, round), labels, round), labels, round);
                state.written.clear();
                checkpointing.reached(done, state);
            }
            step(generator, state.chosen, round, ofRound, done, steps);
            if (ofRound == schedule.steps() - 1) {
                state.chosen = List.of();
            }
            checkpointing.reached(done + 1, state);
        }
    }

    private List<List<Example>> candidates(CandidatePool written, List<String> labels, long round) {
        TextAdvice advice = TextAdvice.ofRound(round, ADVICE);
        written.requireEnough(
                2 * settings.dpc(), // sets are chosen from halves
                labels,
                advice.writer(),
                advice.withOversample("selfTraining.candidates").remedy(settings.options(), settings.candidates()));
        return written.texts();
    }

    private void step(Generator generator, List<Example> texts, long round, long ofRound, long done, long steps) {
        TrainingSchedule schedule = settings.schedule();
        RandomStreams ofTraining = streams.child("self-training", round);
        EpochOrder order = new EpochOrder(texts.size(), schedule.batchSize(), ofTraining, "order");
        double rate = schedule.rate(ofRound);
        double loss = FiniteCheck.step(
                WORDS,
                done + 1,
                () -> FiniteCheck.rows(order.batch(ofRound)) + " of the chosen texts",
                () -> generator.trainStep(
                        generator.encode(order.batchOf(texts, ofRound)),
                        rate,
                        schedule.clip(),
                        ofTraining.seed("dropout", ofRound)));
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("nll", loss);
        values.put("chosenTexts", (double) Example.distinctTexts(texts));
        values.put("learningRate", rate);
        observer.step(done + 1, steps, values);
    }

    /** The texts of all sets, one set after the other, none more often than {@code maxCount}. */
    private List<Example> chosen(List<List<Example>> candidates, List<String> labels, long round) {
        Encoder known = new CachingEncoder(encoder);
        candidates.forEach(known::embed); // all at once, so that embeddings do not depend on the halves
        List<Example> chosen = new ArrayList<>();
        Map<Example, Integer> counts = new HashMap<>();
        int most = settings.maxCount() == 0 ? settings.sets() : settings.maxCount();
        for (List<Example> set : sets(selector.apply(known), candidates, labels, round)) {
            for (Example example : set) {
                if (counts.merge(example, 1, Integer::sum) <= most) {
                    chosen.add(example);
                }
            }
        }
        return chosen;
    }

    private List<List<Example>> sets(
            SetSelector ofRound, List<List<Example>> candidates, List<String> labels, long round) {
        List<Supplier<List<Example>>> begun = new ArrayList<>();
        for (int set = 0; set < settings.sets(); set++) {
            RandomStreams ofSet = streams.child("chosen set", round, set);
            begun.add(ofRound.begin(CandidatePool.half(candidates, ofSet), labels, settings.dpc(), ofSet));
        }
        return Workers.results(Device.CPU, begun);
    }

    /** The generator with its optimizer, and the round's texts: those written so far, or those it trains on. */
    private static final class SelfTrainingState implements Checkpointing.State {
        private static final String GENERATOR = "generator.safetensors";
        private static final String CHOSEN = "chosen.json";
        private static final String WRITTEN = "written.json";

        private final Generator generator;
        private final List<TextFilter> written = new ArrayList<>(); // [label], up to the one that is written next
        private List<Example> chosen = List.of(); // none from a round's end until all labels of the next are written

        SelfTrainingState(Generator generator) {
            this.generator = generator;
        }

        @Override
        public void save(Path folder) {
            generator.saveState(folder.resolve(GENERATOR));
            new PoolFile(0, List.of(chosen)).write(folder.resolve(CHOSEN));
            CandidatePool.of(written).write(folder.resolve(WRITTEN));
        }

        @Override
        public void load(Path folder) {
            generator.loadState(folder.resolve(GENERATOR));
            chosen = PoolFile.read(folder.resolve(CHOSEN)).texts().get(0);
            CandidatePool texts = Json.read(folder.resolve(WRITTEN), CandidatePool.class);
            for (int label = 0; label < texts.texts().size(); label++) {
                written.add(
                        new TextFilter(texts.texts().get(label), texts.counts().get(label)));
            }
        }
    }
}
