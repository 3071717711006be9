package io.github.dilm4j.run.config;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A whole experiment: complete, checked, and enough to repeat it.
 *
 * @param name name of the run and its task
 * @param seed root of all random numbers: the same seed on the same machine gives the same results
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code mps}; {@code auto} takes {@code cuda} if available,
 *     else {@code cpu}
 * @param threads threads of the tensor engine; 0 for one per processor
 * @param task the task to learn
 * @param data the data files
 * @param learner the classifier whose gradients are matched
 * @param encoder the model that embeds texts; without it, the learner's body does
 * @param generator the language model that writes texts
 * @param languageModel training of the generator as a language model, before matching
 * @param languageModelValidation scores during that training
 * @param repsets the real batches whose gradients are matched
 * @param trajectories the learners along whose training gradients are matched
 * @param matching gradient matching
 * @param selfTraining teaching by the best sets of its own texts, in place of matching
 * @param sampling how the generator writes texts
 * @param candidates a served model that also writes texts
 * @param distil the distilled sets
 * @param evaluation the comparison of methods
 * @param checkpoints when a stage writes a checkpoint
 * @param health what happens after NaN or infinity
 * @param folder the base of relative paths; not part of the file
 */
public record ExperimentConfig(
        String name,
        long seed,
        String device,
        int threads,
        TaskConfig task,
        DataConfig data,
        LearnerConfig learner,
        Optional<EncoderConfig> encoder,
        GeneratorConfig generator,
        TrainingConfig languageModel,
        ValidationConfig languageModelValidation,
        RepsetConfig repsets,
        TrajectoryConfig trajectories,
        MatchingConfig matching,
        SelfTrainingConfig selfTraining,
        SamplingConfig sampling,
        Optional<CandidatesConfig> candidates,
        DistilConfig distil,
        EvaluationConfig evaluation,
        CheckpointConfig checkpoints,
        HealthConfig health,

        @JacksonInject(useInput = OptBoolean.FALSE) @JsonIgnore
        Path folder) {
    private static final Pattern NO_FOLDER = Pattern.compile(".*[/\\\\\\p{Cntrl}].*|[.]{1,2}", Pattern.DOTALL);

    /**
     * Reads a YAML file over the defaults and checks it.
     *
     * @param overrides {@code key=value} with dotted keys and YAML values: {@code distil.dpc=[5, 10]}
     * @throws io.github.dilm4j.base.InputException with a line for each problem
     */
    public static ExperimentConfig load(Path file, List<String> overrides) {
        return ConfigReader.read(file, overrides);
    }

    /** Like {@link #load}, from text; {@code place} names it in errors. */
    public static ExperimentConfig parse(String yaml, Path folder, String place, List<String> overrides) {
        return ConfigReader.parse(yaml, folder, place, overrides);
    }

    /** All settings as YAML; reading it back gives an equal config. */
    public String toYaml() {
        return ConfigReader.toYaml(this);
    }

    /** The models in the config, folders or ids of the hub. */
    public List<String> modelNames() {
        List<String> names = new ArrayList<>();
        learner.model().ifPresent(names::add);
        encoder.ifPresent(named -> names.add(named.model()));
        generator.model().ifPresent(names::add);
        evaluation.otherLearners().forEach(other -> names.add(other.model()));
        names.addAll(evaluation.inContext().models());
        return names;
    }

    /** Resolves a path of this config. */
    public Path resolve(String path) {
        return folder.resolve(path);
    }

    public List<Path> resolve(List<String> paths) {
        return paths.stream().map(this::resolve).toList();
    }

    /** The settings of a config by dotted key, values as YAML. */
    public static Map<String, String> flattened(String yaml) {
        return ConfigReader.flattened(yaml);
    }

    /** Checks that methods of a served model and its section occur together. */
    private void checkWriters(Problems problems) {
        List<String> asking = evaluation.methods().stream()
                .filter(Method::byServedModel)
                .map(Method::label)
                .toList();
        problems.require(
                asking.isEmpty() || candidates.isPresent(),
                "candidates",
                "must name the url and the model of an endpoint for the methods " + asking,
                "nothing");
        problems.require(
                candidates.isEmpty() || !asking.isEmpty(),
                "evaluation.methods",
                "must hold served or mixed where there are candidates of a served model",
                evaluation.methods().stream().map(Method::label).toList());
        problems.require(
                distil.candidates() > 0 || !evaluation.methods().contains(Method.MIXED),
                "distil.candidates",
                "must be above 0 for the method mixed, which adds to them",
                distil.candidates());
    }

    Problems problems() {
        Problems problems = new Problems();
        problems.require(!name.isBlank(), "name", "must not be empty", "''");
        problems.require(
                !NO_FOLDER.matcher(name).matches(),
                "name",
                "must be usable as the name of a folder, without / and \\",
                "'" + name + "'");
        problems.require(
                List.of("auto", "cpu", "cuda", "mps").contains(device),
                "device",
                "must be one of [auto, cpu, cuda, mps]",
                "'" + device + "'");
        problems.notNegative("threads", threads);
        task.check(problems);
        data.check(problems);
        learner.check(problems);
        encoder.ifPresent(e -> e.check(problems));
        generator.check(problems);
        languageModel.check("languageModel", problems);
        languageModelValidation.check(data, problems);
        repsets.check(problems);
        trajectories.check(problems);
        matching.check(data, problems);
        selfTraining.check(problems);
        sampling.check(problems);
        candidates.ifPresent(served -> served.check(distil, problems));
        checkWriters(problems);
        distil.check(data, evaluation.inContext(), problems);
        evaluation.check(problems);
        checkpoints.check(problems);
        health.check(problems);
        return problems;
    }
}
