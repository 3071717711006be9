package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;

/** Counts, before anything is trained, the training texts that are longer than a model of the run may read. */
final class TrainingTextLengths {
    private static final String GENERATOR = "generator.maxTokens";

    private final StageContext context;
    private final ExperimentConfig config;

    TrainingTextLengths(StageContext context) {
        this.context = context;
        this.config = context.config();
    }

    /** Warns of texts that are cut for the learner whose gradients are matched. */
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
            warn(
                    generatorTokens(base, context.data().splits().fit()),
                    config.generator().maxTokens(),
                    GENERATOR);
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
            CutTexts cut = CutTexts.of(
                    generatorTokens(base, byLabel.get(label)),
                    config.generator().maxTokens());
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

    private List<TokenSequence> generatorTokens(Tokenizer base, List<Example> examples) {
        int labels = context.data().task().labelCount();
        boolean pairs = context.data().task().textFields().size() == 2;
        try (Tokenizer tokenizer = LabelledTextFormat.addTokens(base, labels)) {
            return new LabelledTextFormat(
                            tokenizer, labels, pairs, Integer.MAX_VALUE, LabelledTextFormat.Spacing.COMPACT)
                    .encode(examples);
        }
    }

    private void warnOfClassifier(String model, int maxTokens, String setting) {
        try (Tokenizer tokenizer = Tokenizer.load(context.named(model))) {
            warnOfClassifier(tokenizer, maxTokens, setting);
        }
    }

    private void warnOfClassifier(Tokenizer tokenizer, int maxTokens, String setting) {
        List<List<String>> texts =
                context.data().splits().fit().stream().map(Example::texts).toList();
        warn(tokenizer.encodeAllForClassifier(texts), maxTokens, setting);
    }

    private void warn(List<TokenSequence> whole, int maxTokens, String setting) {
        CutTexts.of(whole, maxTokens)
                .sentence("training texts", setting)
                .ifPresent(sentence ->
                        context.events().accept(new RunEvent.Warning(RunEvent.now(), Stage.MODELS.label(), sentence)));
    }
}
