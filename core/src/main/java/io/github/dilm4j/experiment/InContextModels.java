package io.github.dilm4j.experiment;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.CausalNextTokens;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Shows the distilled sets to causal language models as demonstrations. */
final class InContextModels {
    private final StageContext context;
    private final InContextConfig config;

    InContextModels(StageContext context) {
        this.context = context;
        this.config = context.config().evaluation().inContext();
    }

    /** How often a set is measured, over all sets and models. */
    long measurements(int sets) {
        return (long) config.models().size() * config.shuffles() * sets;
    }

    /** @throws io.github.dilm4j.base.InputException if a model cannot be used with this task */
    void check() {
        for (String path : config.models()) {
            Path folder = context.named(path);
            try (Tokenizer tokenizer = Tokenizer.load(folder);
                    NextTokens model = open(folder, tokenizer)) {
                learning(model, tokenizer, folder);
            }
        }
    }

    /** By the models' names in results: per set the figures of its shuffles. */
    Map<String, Map<EvaluationGrid.Cell, List<Results.Run>>> run(
            Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        Map<String, Map<EvaluationGrid.Cell, List<Results.Run>>> runs = new LinkedHashMap<>();
        for (String path : config.models()) {
            long before =
                    share.before() + measurements(sets.size()) / config.models().size() * runs.size();
            runs.put(InContextConfig.nameOf(path), run(path, sets, new EvaluationGrid.Share(before, share.all())));
        }
        return runs;
    }

    private Map<EvaluationGrid.Cell, List<Results.Run>> run(
            String path, Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        String name = InContextConfig.nameOf(path);
        Path folder = context.named(path);
        List<Example> report = context.data().splits().report();
        EvaluationGrid grid = new EvaluationGrid(
                name,
                context.folder()
                        .root()
                        .resolve("evaluation-in-context-" + config.models().indexOf(path) + ".jsonl"),
                config.shuffles(),
                context.streams().child(name),
                context.events(),
                context.stop());
        Set<EvaluationGrid.Cell> warned = new HashSet<>();
        try (Tokenizer tokenizer = Tokenizer.load(folder);
                NextTokens model = open(folder, tokenizer)) {
            InContextLearning learning = learning(model, tokenizer, folder);
            return grid.run(
                    sets,
                    tasks -> tasks.stream()
                            .map(task -> outcome(learning.run(task.set(), report, task.streams()), task, name, warned))
                            .toList(),
                    share);
        }
    }

    private FineTuning.Outcome outcome(
            InContextLearning.Outcome outcome,
            EvaluationGrid.Task<List<Example>> task,
            String name,
            Set<EvaluationGrid.Cell> warned) {
        if (outcome.dropped() > 0 && warned.add(task.cell())) {
            warn(name, task.cell(), task.set().size(), outcome);
        }
        return new FineTuning.Outcome(outcome.score(), outcome.loss());
    }

    private void warn(String name, EvaluationGrid.Cell cell, int demonstrations, InContextLearning.Outcome outcome) {
        String sentence = String.format(
                Locale.ROOT,
                "%s: of the %d demonstrations of %s (dpc %d, set %d), prompts of at most %d tokens do without %.1f on"
                        + " average; %d test texts are too long even without any and lose their beginning",
                name,
                demonstrations,
                cell.method(),
                cell.dpc(),
                cell.set(),
                config.maxTokens(),
                outcome.dropped(),
                outcome.cutQueries());
        context.events().accept(new RunEvent.Warning(RunEvent.now(), Experiment.EVALUATION, sentence));
    }

    private NextTokens open(Path folder, Tokenizer tokenizer) {
        return new CausalNextTokens(
                CausalModels.load(folder, tokenizer.size(), context.device(), Settings.weights(config.weights())));
    }

    private InContextLearning learning(NextTokens model, Tokenizer tokenizer, Path folder) {
        return new InContextLearning(model, tokenizer, context.data().task(), config.maxTokens(), folder);
    }
}
