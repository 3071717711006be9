package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.ServedWriter;
import io.github.dilm4j.distill.WritingPrompt;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.CandidatesConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.run.config.ServedConfig;
import io.github.dilm4j.served.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run will ask of a served model.
 *
 * @param key of the config's section
 * @param prompt as the model reads it, with the names of what is put in
 * @param settings by name
 * @param usage expected; its tokens are rough
 */
public record ServedPlan(
        Stage stage, String key, ServedConfig model, String prompt, Map<String, String> settings, Usage usage) {

    /** For the models of a config, in the order in which they are asked. */
    public static List<ServedPlan> of(ExperimentConfig config, Data data) {
        List<ServedPlan> plans = new ArrayList<>();
        config.candidates().ifPresent(writer -> plans.add(of(writer, data)));
        InContextConfig inContext = config.evaluation().inContext();
        for (int i = 0; i < inContext.served().size(); i++) {
            plans.add(of(inContext.served().get(i), "evaluation.inContext.served[" + i + "]", config, data));
        }
        return plans;
    }

    /** The cost by the prices of the config; 0 if it names none. */
    public double cost() {
        return usage.cost(model.promptPrice(), model.completionPrice());
    }

    private static ServedPlan of(CandidatesConfig writer, Data data) {
        return new ServedPlan(
                Stage.SELECTION,
                "candidates",
                writer.served(),
                writer.prompt(),
                Map.of(
                        "count", String.valueOf(writer.count()),
                        "examplesPerPrompt", String.valueOf(writer.examplesPerPrompt()),
                        "temperature", String.valueOf(writer.temperature()),
                        "maxTokens", String.valueOf(writer.maxTokens())),
                ServedWriter.expectedUsage(
                        new WritingPrompt(data.task(), writer.prompt()), Settings.writing(writer), data.fitByLabel()));
    }

    private static ServedPlan of(ServedConfig judge, String key, ExperimentConfig config, Data data) {
        InContextConfig inContext = config.evaluation().inContext();
        long orders =
                (long) config.evaluation().methods().size() * config.distil().sets() * inContext.orders();
        Usage usage = Usage.NONE;
        for (int dpc : config.distil().dpc()) {
            List<Example> demonstrations = new ArrayList<>(); // real ones in place of the sets
            data.fitByLabel().forEach(ofLabel -> demonstrations.addAll(ofLabel.subList(0, dpc)));
            usage = usage.plus(InContextLearning.expectedUsage(
                            judge.api(),
                            data.task(),
                            inContext.calibrated(),
                            demonstrations,
                            data.splits().report())
                    .times(orders));
        }
        return new ServedPlan(
                Stage.EVALUATION,
                key,
                judge,
                InContextLearning.promptOfServed(judge.api(), data.task()),
                Map.of(
                        "temperature", "0",
                        "calibrated", String.valueOf(inContext.calibrated()),
                        "shuffles", String.valueOf(inContext.shuffles()),
                        "keepOrder", String.valueOf(inContext.keepOrder())),
                usage);
    }
}
