package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts, before anything is trained, the texts that are longer than a model of the run may read. */
final class TextLengths {
    private static final String TRAINING_TEXTS = "training texts";
    private static final String GENERATOR = "generator.maxTokens";

    private final StageContext context;
    private final ExperimentConfig config;

    TextLengths(StageContext context) {
        this.context = context;
        this.config = context.config();
    }

    /** Warns of texts of every split that are cut for the learner whose gradients are matched. */
    void warnOfLearner(Tokenizer tokenizer) {
        warnOfClassifier(tokenizer, config.learner().maxTokens(), EvaluationLearner.maxTokensOf(Results.LEARNER));
    }

    /** Like {@link #warnOfLearner}, for the encoder and the other learners. */
    void warnOfOthers() {
        config.encoder()
                .ifPresent(encoder -> warnOfClassifier(encoder.model(), encoder.maxTokens(), "encoder.maxTokens"));
        config.evaluation()
                .otherLearners()
                .forEach(other -> warnOfClassifier(
                        other.model(), other.maxTokens(), EvaluationLearner.maxTokensOf(other.name())));
    }

    /**
     * Warns of texts that are cut for the generator. A cut text does not teach it to end.
     *
     * @param base its tokenizer, with or without the label tokens
     */
    void warnOfGenerator(Tokenizer base) {
        if (config.evaluation().methods().stream().anyMatch(Method::byGenerator)) {
            warn(TRAINING_TEXTS, cutForGenerator(base, context.data().splits().fit()), GENERATOR);
        }
    }

    /**
     * Checks that the generator sees enough texts end. Its texts end about as often as its training texts. If fewer
     * than one in {@code distil.oversample} texts ends, the distilled sets cannot be filled.
     *
     * @param base as in {@link #warnOfGenerator}
     * @throws InputException if a label has too few texts that are not cut
     */
    void requireEnds(Tokenizer base) {
        if (config.evaluation().methods().stream().noneMatch(Method::writes)) {
            return;
        }
        List<List<Example>> byLabel = context.data().fitByLabel();
        for (int label = 0; label < byLabel.size(); label++) {
            CutTexts cut = cutForGenerator(base, byLabel.get(label));
            if ((long) config.distil().candidatesPerText() * (cut.all() - cut.cut()) < cut.all()) {
                String what = "training texts of label '"
                        + context.data().task().labels().get(label) + "'";
                throw new InputException(cut.sentence(what, GENERATOR).orElseThrow()
                        + ". A generator that sees so few texts end would not fill the distilled sets, for which"
                        + " " + config.distil().candidatesPerText()
                        + " texts are written for each one kept (distil.oversample, distil.candidates); raise "
                        + GENERATOR + ", or shorten the texts");
            }
        }
    }

    private CutTexts cutForGenerator(Tokenizer base, List<Example> examples) {
        int labels = context.data().task().labelCount();
        boolean pairs = context.data().task().textFields().size() == 2;
        try (Tokenizer tokenizer = LabelledTextFormat.addTokens(base, labels)) {
            return new LabelledTextFormat(
                            tokenizer,
                            labels,
                            pairs,
                            config.generator().maxTokens(),
                            LabelledTextFormat.Spacing.COMPACT)
                    .cut(examples);
        }
    }

    private void warnOfClassifier(String model, int maxTokens, String setting) {
        try (Tokenizer tokenizer = Tokenizer.load(context.named(model))) {
            warnOfClassifier(tokenizer, maxTokens, setting);
        }
    }

    private void warnOfClassifier(Tokenizer tokenizer, int maxTokens, String setting) {
        tokenizer.requireRoom(context.data().task().textFields().size(), maxTokens, setting);
        Splits splits = context.data().splits();
        Map<String, List<Example>> read = new LinkedHashMap<>();
        read.put(TRAINING_TEXTS, splits.fit());
        read.put("texts of the select split", splits.select());
        read.put("texts of the report split", splits.report());
        read.forEach((what, examples) -> warn(
                what,
                CutTexts.of(
                        tokenizer.encodeAllForClassifier(
                                examples.stream().map(Example::texts).toList()),
                        maxTokens),
                setting));
    }

    private void warn(String what, CutTexts cut, String setting) {
        cut.sentence(what, setting)
                .ifPresent(sentence ->
                        context.events().accept(new RunEvent.Warning(RunEvent.now(), Stage.MODELS.label(), sentence)));
    }
}
