package io.github.dilm4j.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.dilm4j.data.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that happened in a run. The progress line, the log and the report read nothing else. As JSON, the key
 * {@code event} holds the name; keys that are unknown or missing are errors when read back.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.RunStarted.class, name = "runStarted"),
    @JsonSubTypes.Type(value = RunEvent.StageStarted.class, name = "stageStarted"),
    @JsonSubTypes.Type(value = RunEvent.StageFinished.class, name = "stageFinished"),
    @JsonSubTypes.Type(value = RunEvent.StageSkipped.class, name = "stageSkipped"),
    @JsonSubTypes.Type(value = RunEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = RunEvent.LearnerProgress.class, name = "learnerProgress"),
    @JsonSubTypes.Type(value = RunEvent.TextsWritten.class, name = "textsWritten"),
    @JsonSubTypes.Type(value = RunEvent.LearnerEvaluated.class, name = "learnerEvaluated"),
    @JsonSubTypes.Type(value = RunEvent.GeneratorKept.class, name = "generatorKept"),
    @JsonSubTypes.Type(value = RunEvent.LanguageModelKept.class, name = "languageModelKept"),
    @JsonSubTypes.Type(value = RunEvent.ModelAsked.class, name = "modelAsked"),
    @JsonSubTypes.Type(value = RunEvent.OtherLearnerEvaluated.class, name = "otherLearnerEvaluated"),
    @JsonSubTypes.Type(value = RunEvent.PiecesDone.class, name = "piecesDone"),
    @JsonSubTypes.Type(value = RunEvent.CheckpointWritten.class, name = "checkpointWritten"),
    @JsonSubTypes.Type(value = RunEvent.Estimating.class, name = "estimating"),
    @JsonSubTypes.Type(value = RunEvent.SetAside.class, name = "setAside"),
    @JsonSubTypes.Type(value = RunEvent.Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = RunEvent.RunFinished.class, name = "runFinished"),
    @JsonSubTypes.Type(value = RunEvent.RunStopped.class, name = "runStopped"),
    @JsonSubTypes.Type(value = RunEvent.RunFailed.class, name = "runFailed"),
})
public sealed interface RunEvent {
    /** The time, milliseconds since 1970-01-01 UTC. No result may depend on it. */
    long atMillis();

    /** The present time for {@code atMillis}, by the machine's clock. */
    static long now() {
        return System.currentTimeMillis();
    }

    /**
     * A run began, or was resumed: a log may hold several.
     *
     * @param name the run's name in the config
     * @param dpcs the sizes to distil to, examples per class
     * @param device as the engine names it: {@code cpu}, {@code cuda:0}, {@code mps}
     */
    record RunStarted(long atMillis, String name, long seed, Task task, List<Integer> dpcs, String device)
            implements RunEvent {
        public RunStarted {
            dpcs = List.copyOf(dpcs);
        }
    }

    /** A stage began; {@code totalSteps} is 0 if the number is unknown. */
    record StageStarted(long atMillis, String stage, long totalSteps) implements RunEvent {}

    /** A stage ended well; {@code peakMemoryBytes} is that of the whole process, native memory included. */
    record StageFinished(long atMillis, String stage, double seconds, long peakMemoryBytes) implements RunEvent {}

    /** A stage had nothing to do; {@code why} is a clause: {@code finished in an earlier run}. */
    record StageSkipped(long atMillis, String stage, String why) implements RunEvent {}

    /**
     * A stage reached {@code step} (counted from 1) of {@code totalSteps} (0 if unknown). Emit it often: readers thin
     * it out.
     *
     * @param values metrics of this step by the names below, in the order to show them; may be empty or not finite
     */
    record Progress(long atMillis, String stage, long step, long totalSteps, Map<String, Double> values)
            implements RunEvent {
        /** The loss that the stage minimises. */
        public static final String LOSS = "loss";
        /** Cosine of the real and the synthetic gradient, mean over the labels. */
        public static final String COSINE = "cosine";
        /** Nats per token. */
        public static final String NLL = "nll";
        /** {@link #NLL} on the select split, of the steps at which the language model was validated. */
        public static final String SELECT_NLL = "selectNll";
        /** {@link #COSINE} on the select split, of the steps at which the generator was validated. */
        public static final String SELECT_COSINE = "selectCosine";

        /** Share of examples whose true label is the most likely one for the language model. */
        public static final String LABEL_ACCURACY = "labelAccuracy";
        /**
         * Log-likelihood under the true label minus that under the best other one, mean over the examples, nats per
         * token.
         */
        public static final String LABEL_MARGIN = "labelMargin";

        public static final String LEARNING_RATE = "learningRate";

        public Progress {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * One point of a learner's training on real data.
     *
     * @param trajectory which learner, from 0
     * @param step steps of this learner so far
     * @param loss mean cross-entropy since the last point, nats
     */
    record LearnerProgress(long atMillis, String stage, int trajectory, long step, double loss) implements RunEvent {}

    /**
     * The generator wrote texts of one label and they were filtered: {@code written = kept + empty + cutOff +
     * identicalPair + duplicates}. A resumed run may report the same round again; the last event of a stage, method,
     * round and label counts.
     *
     * @param method whose sets they are for; empty in other stages
     * @param round which set, or which refresh of the pool, from 0; -1 in logs of older versions
     * @param label the label's name
     * @param cutOff texts that reached the maximum length before their end token, and pairs without exactly one
     *     separator
     * @param identicalPair pairs of two equal texts
     * @param duplicates texts that were kept before
     */
    record TextsWritten(
            long atMillis,
            String stage,
            String method,
            long round,
            String label,
            long written,
            long kept,
            long empty,
            long cutOff,
            long identicalPair,
            long duplicates)
            implements RunEvent {}

    /**
     * A fresh learner was trained on a distilled set and scored.
     *
     * @param method for example {@code random}, {@code k-centers}, {@code dilm}
     * @param set which of the method's sets of this size, from 0
     * @param learner which learner on that set, from 0
     * @param score the task's metric on the report split, in [0, 1]
     * @param loss mean cross-entropy there, nats
     */
    record LearnerEvaluated(long atMillis, String method, int dpc, int set, int learner, double score, double loss)
            implements RunEvent {}

    /**
     * One of the validated generators is kept as the result of its stage.
     *
     * @param step steps that it had been trained for
     * @param cosine its mean cosine of real and synthetic gradient on the select split
     */
    record GeneratorKept(long atMillis, String stage, long step, double cosine) implements RunEvent {}

    /**
     * Like {@link GeneratorKept}, of a language model.
     *
     * @param nll its mean loss per token on the select split, nats
     */
    record LanguageModelKept(long atMillis, String stage, long step, double nll) implements RunEvent {}

    /** Like {@link LearnerEvaluated}, for another learner than the matched one; {@code name} is its name. */
    record OtherLearnerEvaluated(
            long atMillis, String name, String method, int dpc, int set, int learner, double score, double loss)
            implements RunEvent {}

    /**
     * A served model was asked for something.
     *
     * @param model as the server calls it
     * @param requests that this process made
     * @param cached requests that were answered from the run folder
     * @param promptTokens of the requests, as the server counts them
     * @param completionTokens likewise
     * @param cost by the prices of the config; 0 where it names none
     */
    record ModelAsked(
            long atMillis,
            String stage,
            String model,
            long requests,
            long cached,
            long promptTokens,
            long completionTokens,
            double cost)
            implements RunEvent {}

    /**
     * An executor of a cluster did pieces of a stage's work together; a run on one machine has no such events.
     *
     * @param executor its name in the cluster
     * @param peakMemoryBytes of the executor's process so far, native memory included
     */
    record PiecesDone(long atMillis, String stage, String executor, long pieces, double seconds, long peakMemoryBytes)
            implements RunEvent {}

    /** A checkpoint is complete on disk; the stage can resume from {@code step}. */
    record CheckpointWritten(long atMillis, String stage, long step, double seconds) implements RunEvent {}

    /**
     * The next part of an estimate begins; a run has no such events.
     *
     * @param what is measured: {@code the encoder}
     * @param part its number, from 1
     */
    record Estimating(long atMillis, String what, int part, int parts) implements RunEvent {}

    /**
     * The selection or the evaluation is redone with other settings, so earlier events about the following are void.
     *
     * @param sets whether the distilled sets were set aside with the texts that they were chosen among
     * @param learners whose scores were, by their names in results
     */
    record SetAside(long atMillis, boolean sets, List<String> learners) implements RunEvent {
        public SetAside {
            learners = List.copyOf(learners);
        }
    }

    /** A warning for the user that does not stop the run; {@code message} is a sentence. */
    record Warning(long atMillis, String stage, String message) implements RunEvent {}

    record RunFinished(long atMillis, double seconds) implements RunEvent {}

    /** The run stopped in {@code stage} (empty: before the first) on request; it can be resumed. */
    record RunStopped(long atMillis, String stage) implements RunEvent {}

    /** The run failed in {@code stage} (empty: before the first); {@code message} is the error for the user. */
    record RunFailed(long atMillis, String stage, String message) implements RunEvent {}
}
