package io.github.dilm4j.run.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {
    private static final Path FOLDER = Path.of("folder").toAbsolutePath();
    private static final String SOUND = """
            name: reviews
            task: {textFields: [sentence]}
            data: {train: [train.tsv], report: [test.tsv]}
            learner: {model: bert}
            generator: {model: gpt2}
            """;

    private static ExperimentConfig parse(String yaml, String... overrides) {
        return ExperimentConfig.parse(yaml, FOLDER, "my.yaml", List.of(overrides));
    }

    /** One wrong setting per line, with its message. */
    private static final String CATALOGUE = """
            seed=many                                -> seed must be a whole number, got 'many'
            seed=1.5                                 -> seed must be a whole number, got 1.5
            seed=                                    -> seed must be a whole number, got nothing
            seed=99999999999999999999                -> seed must lie within 64 bits, got 99999999999999999999
            seed=[1, 2]                              -> seed must be a whole number, got a list
            seed.root=1                              -> seed must be a whole number, got a section
            sed=1                                    -> unknown setting 'sed', did you mean 'seed'?
            name=''                                  -> name must not be empty, got ''
            name=../mine                             -> name must be usable as the name of a folder, without / and \\, got '../mine'
            name=..                                  -> name must be usable as the name of a folder, without / and \\, got '..'
            name=[a]                                 -> name must be a word, got a list
            device=gpu                               -> device must be one of [auto, cpu, cuda, mps], got 'gpu'
            threads=010                              -> 'threads=010': 010 can be read as different numbers; write it without the 0 in front, or in quotes if it is a word
            languageModel.steps=1_000                -> 'languageModel.steps=1_000': 1_000 can be read as different numbers; write it without '_', or in quotes if it is a word
            seed=0x1F                                -> 'seed=0x1F': 0x1F can be read as different numbers; write it as a decimal number, or in quotes if it is a word
            task.labels=[a, 007]                     -> 'task.labels=[a, 007]': 007 can be read as different numbers; write it without the 0 in front, or in quotes if it is a word
            threads=-1                               -> threads must be 0 or more, got -1
            threads=3000000000                       -> threads must be at most 2147483647, got 3000000000
            task=sst2                                -> task must be a section with settings of its own, got 'sst2'
            task.textFields=[]                       -> task.textFields must name one or two fields, got []
            task.textFields=[a, b, c]                -> task.textFields must name one or two fields, got [a, b, c]
            task.textFields={a: b}                   -> task.textFields must be a list, such as [a, b], got a section
            task.textFields=[[a]]                    -> task.textFields[0] must be a word, got a list
            task.textField=a                         -> unknown setting 'task.textField', did you mean 'task.textFields'?
            task.labelField=''                       -> task.labelField must name a field, got ''
            task.labels=[one]                        -> task.labels must name two labels or more, or none, got [one]
            task.metric=accurate                     -> task.metric must be one of [accuracy, f1, macroF1, accuracyAndF1], got 'accurate', did you mean 'accuracy'?
            task.metric=F1                           -> task.metric must be one of [accuracy, f1, macroF1, accuracyAndF1], got 'F1', did you mean 'f1'?
            data.train=[]                            -> data.train must name at least one file, got none
            data.report=[]                           -> data.report must name at least one file, got none
            data.selectPerLabel=-5                   -> data.selectPerLabel must be 0 or more, got -5
            data.maxTrainRows=-1                     -> data.maxTrainRows must be 0 or more, got -1
            data.maxTrainRows=all                    -> data.maxTrainRows must be a whole number, got 'all'
            learner.model=                           -> learner needs either 'model' or 'create', got neither
            learner.create={}                        -> learner takes either 'model' or 'create', got both
            learner.maxTokens=2                      -> learner.maxTokens must be at least 3, got 2
            learner.dropout=maybe                    -> learner.dropout must be true or false, got 'maybe'
            task.labels=[yes, b]                     -> task.labels[0] must be a word, got true; put yes, no, on, off, true and false in quotes
            learner.dropout=1                        -> learner.dropout must be true or false, got 1
            learner.body=frosen                      -> learner.body must be one of [pretrained, frozen, untrained], got 'frosen', did you mean 'frozen'?
            learner.dtype=bf16                       -> learner.dtype must be one of [float32, bfloat16], got 'bf16'
            generator.dtype=float16                  -> generator.dtype must be one of [float32, bfloat16], got 'float16', did you mean 'bfloat16'?
            learner=bert                             -> learner must be a section with settings of its own, got 'bert'
            encoder.model=''                         -> encoder.model must be a folder, got ''
            encoder.maxTokens=64                     -> encoder.model must be a folder, got ''
            generator.model=                         -> generator needs either 'model' or 'create', got neither
            generator.create={layers: 2}             -> generator takes either 'model' or 'create', got both
            generator.maxTokens=3                    -> generator.maxTokens must be at least 4, got 3
            generator.prompt=a text                  -> generator.prompt must be auto, none, or words with {label} where the label's name goes, got 'a text'
            generator.newVectorRate=0                -> generator.newVectorRate must be positive, got 0
            generator.newVectorRate=fast             -> generator.newVectorRate must be a number, got 'fast'
            task={textFields: [s], labels: [a, b], labelNames: [x, y, z]} -> task.labelNames must name each of task.labels [a, b] in the same order, or none, got [x, y, z]
            generator.prompt=a {label} text:         -> generator.prompt must be a word, got a section; put words with ':' or '{' in quotes
            languageModel.steps=0                    -> languageModel.steps must be positive, got 0
            languageModel.batchSize=0                -> languageModel.batchSize must be positive, got 0
            languageModel.learningRate=0             -> languageModel.learningRate must be positive, got 0
            languageModel.learningRate=fast          -> languageModel.learningRate must be a number, got 'fast'
            languageModel.weightDecay=-0.1           -> languageModel.weightDecay must be 0 or more, got -0.1
            languageModel.warmup=1.5                 -> languageModel.warmup must lie between 0 and 1, got 1.5
            languageModel.clip=-1                    -> languageModel.clip must be 0 or more, got -1
            languageModel.optimizer=adamW            -> languageModel.optimizer must be one of [adamw, adam, sgd, momentum], got 'adamW', did you mean 'adamw'?
            languageModel.schedule=step              -> languageModel.schedule must be one of [constant, linear, cosine], got 'step'
            languageModel.epochs=3                   -> unknown setting 'languageModel.epochs'; there are [steps, batchSize, optimizer, learningRate, weightDecay, schedule, warmup, clip]
            languageModel.optimizer=adam             -> languageModel.weightDecay must be 0 for the optimizer adam, which has none (adamw has), got 0.01
            evaluation.training.optimizer=adam       -> evaluation.training.weightDecay must be 0 for the optimizer adam, which has none (adamw has), got 0.01
            trajectories.optimizer=adam              -> trajectories.weightDecay must be 0 for the optimizer adam, which has none (adamw has), got 0.01
            task={textFields: [s], labels: [a, b, c], metric: f1} -> task.metric must be accuracy or macroF1 where there are not two labels, got 3 labels
            languageModelValidation.every=-1         -> languageModelValidation.every must be 0 or more, got -1
            languageModelValidation.every=9          -> data.selectPerLabel must be positive for languageModelValidation.every: generators are scored on examples held out of training, got 0
            repsets.count=0                          -> repsets.count must be positive, got 0
            repsets.size=0                           -> repsets.size must be positive, got 0
            repsets.mode=clusters                    -> repsets.mode must be one of [fixed, random, clusterBalanced], got 'clusters'
            repsets.clusters=-1                      -> repsets.clusters must be 0 or more, got -1
            repsets.microBatch=-1                    -> repsets.microBatch must be 0 or more, got -1
            repsets.selector=dilm                    -> repsets.selector must be one of [random, k-centers, herding, facility-location, graph-cut], got 'dilm'
            repsets.selector=kcenters                -> repsets.selector must be one of [random, k-centers, herding, facility-location, graph-cut], got 'kcenters', did you mean 'k-centers'?
            trajectories.mode=banks                  -> trajectories.mode must be one of [bank, fresh], got 'banks', did you mean 'bank'?
            trajectories.count=0                     -> trajectories.count must be positive, got 0
            trajectories.positions=0                 -> trajectories.positions must be positive, got 0
            trajectories.stepsBetween=0              -> trajectories.stepsBetween must be positive, got 0
            trajectories.learningRate=-1e-4          -> trajectories.learningRate must be positive, got -1.0E-4
            trajectories.schedule=cosinus            -> trajectories.schedule must be one of [constant, linear, cosine], got 'cosinus', did you mean 'cosine'?
            trajectories.warmup=2                    -> trajectories.warmup must lie between 0 and 1, got 2
            matching.gradients=heads                 -> matching.gradients must be one of [head, all], got 'heads', did you mean 'head'?
            matching.nll=sum                         -> matching.nll must be one of [meanOverTokens, paddedLength], got 'sum'
            matching.pool=10                         -> matching.pool must be at least matching.training.batchSize (64), got 10
            matching.refreshEvery=0                  -> matching.refreshEvery must be positive, got 0
            matching.temperature=0                   -> matching.temperature must be positive, got 0
            matching.lambda=-1                       -> matching.lambda must be 0 or more, got -1
            matching.microBatch=-1                   -> matching.microBatch must be 0 or more, got -1
            matching.checkpointing=true              -> unknown setting 'matching.checkpointing'; there are [training, gradients, nll, pool, refreshEvery, diverse, temperature, weighting, lambda, lambdaBatchSize, microBatch, keep, validateEvery]
            matching.validateEvery=-1                -> matching.validateEvery must be 0 or more, got -1
            matching.validateEvery=10                -> data.selectPerLabel must be positive for matching.validateEvery: generators are scored on examples held out of training, got 0
            matching.keep=first                      -> matching.keep must be one of [last, best], got 'first'
            matching.training.stepz=1                -> unknown setting 'matching.training.stepz', did you mean 'matching.training.steps'?
            sampling.topP=0                          -> sampling.topP must be above 0 and at most 1, got 0.0
            sampling.topP=1.1                        -> sampling.topP must be above 0 and at most 1, got 1.1
            sampling.topK=-1                         -> sampling.topK must be 0 or more, got -1
            sampling.repetitionPenalty=0.5           -> sampling.repetitionPenalty must be at least 1, got 0.5
            sampling.guidance=-1                     -> sampling.guidance must be 0 or more, got -1
            distil.dpc=[]                            -> distil.dpc must name at least one size, got []
            distil.dpc=[5, 0]                        -> distil.dpc must hold positive numbers, got [5, 0]
            distil.dpc=[5, 5]                        -> distil.dpc must not repeat a size, got [5, 5]
            distil.dpc=[5, ten]                      -> distil.dpc[1] must be a whole number, got 'ten'
            distil.oversample=0                      -> distil.oversample must be positive, got 0
            distil.selector=likelihood               -> distil.selector must be one of [random, k-centers, herding, facility-location, graph-cut, ridge], got 'likelihood'
            selfTraining.candidates=15               -> selfTraining.candidates must be at least twice selfTraining.dpc (10): a set is chosen from half of them, got 15
            selfTraining.selector=dilm               -> selfTraining.selector must be one of [random, k-centers, herding, facility-location, graph-cut, ridge], got 'dilm'
            repsets.selector=ridge                   -> repsets.selector must be one of [random, k-centers, herding, facility-location, graph-cut], got 'ridge'
            distil.sets=0                            -> distil.sets must be positive, got 0
            trajectories={positions: 50000, stepsBetween: 50000} -> trajectories.positions times trajectories.stepsBetween must be at most 2147483647, got 2500000000
            evaluation.methods=[]                    -> evaluation.methods must name at least one method, got none
            evaluation.methods=[dilm, dilm]          -> evaluation.methods must not repeat a method, got [dilm, dilm]
            evaluation.otherLearners=bert            -> evaluation.otherLearners must be a section with settings of its own, got 'bert'
            evaluation.otherLearners=[{model: b}]    -> evaluation.otherLearners[0].name must be up to 64 letters, digits, dots, dashes and underscores, got ''
            evaluation.otherLearners=[{name: a}]     -> evaluation.otherLearners[0].model must be a folder, got ''
            evaluation.otherLearners=[{name: learner, model: b}] -> evaluation.otherLearners[0].name must differ from that of the matched learner, got 'learner'
            evaluation.otherLearners=[{name: a, model: b}, {name: a, model: c}] -> evaluation.otherLearners must not repeat a name, got [a, a]
            evaluation.otherLearners=[{name: Learner, model: b}] -> evaluation.otherLearners[0].name must differ from that of the matched learner, got 'Learner'
            evaluation.otherLearners=[{name: full-data-a, model: b}] -> evaluation.otherLearners[0].name must not begin with 'full-data-', as the files of full-data scores do, got 'full-data-a'
            evaluation.fullData={steps: -1} -> evaluation.fullData.steps must be 0 or more, got -1
            evaluation.fullData={learners: 0} -> evaluation.fullData.learners must be positive, got 0
            evaluation.otherLearners=[{name: In-context-0, model: b}] -> evaluation.otherLearners[0].name must not begin with 'in-context-', as the files of in-context models do, got 'In-context-0'
            evaluation.otherLearners=[{name: a, model: b}, {name: A, model: c}] -> evaluation.otherLearners must not repeat a name, got [a, A]
            evaluation.otherLearners=[{name: a, model: b, modle: c}] -> unknown setting 'evaluation.otherLearners[0].modle', did you mean 'evaluation.otherLearners[0].model'?
            evaluation.otherLearners=[{name: a, model: b, maxTokens: 2}] -> evaluation.otherLearners[0].maxTokens must be at least 3, got 2
            evaluation.otherLearners=[{name: a, model: b, training: {steps: 0}}] -> evaluation.otherLearners[0].training.steps must be positive, got 0
            evaluation.inContext.models=['']         -> evaluation.inContext.models must be folders, got []
            evaluation.inContext.models=[a/gpt2, b/gpt2] -> evaluation.inContext.models must be folders of different names, which results go by, got [a/gpt2, b/gpt2]
            evaluation.inContext.served=[{url: 'http://h/v1', model: m, key: [sk-secret]}] -> evaluation.inContext.served[0].key must be a word, got a list
            evaluation.inContext.shuffles=0          -> evaluation.inContext.shuffles must be positive, got 0
            evaluation.inContext.maxTokens=7         -> evaluation.inContext.maxTokens must be at least 8, got 7
            evaluation.learnersPerSet=0              -> evaluation.learnersPerSet must be positive, got 0
            checkpoints.everySeconds=-1              -> checkpoints.everySeconds must be 0 or more, got -1
            health.rateFactor=1                      -> health.rateFactor must lie between 0 and 1, got 1.0
            health.retries=-1                        -> health.retries must be 0 or more, got -1
            selfTraining.keep=0                      -> selfTraining.keep must be above 0 and at most 1, got 0
            distil.keep=1.5                          -> distil.keep must be above 0 and at most 1, got 1.5
            distil.bestOfBy=generator                -> distil.bestOfBy must be one of [learner, inContext], got 'generator'
            distil.bestOfBy=inContext                -> distil.bestOfBy can be inContext only with distil.bestOf above 1 and a model in evaluation.inContext.models, which reads the proposals, got distil.bestOf 1 and the models []
            distil.keepReal=0                        -> distil.keepReal must be above 0 and at most 1, got 0
            selfTraining.maxCount=-1                 -> selfTraining.maxCount must be 0 or more, got -1
            checkpoints=none                         -> checkpoints must be a section with settings of its own, got 'none'
            folder=/tmp                              -> unknown setting 'folder'; there are [name, seed, device, threads, task, data, learner, encoder, generator, languageModel, languageModelValidation, repsets, trajectories, matching, selfTraining, sampling, candidates, distil, evaluation, checkpoints, health]
            """;

    static Stream<String[]> wrongSettings() {
        return CATALOGUE.lines().map(line -> line.split(" +-> ", 2));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void wrongSettingIsTold(String setting, String sentence) {
        assertThatThrownBy(() -> parse(SOUND, setting))
                .isInstanceOf(InputException.class)
                .hasMessage("my.yaml: " + sentence);
    }

    @Test
    void theLinesForDemonstrationsInTheDocumentationChooseInContext() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "options.md"));
        String lines = page.substring(page.indexOf("**Sets for demonstrations.**"))
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
        String others = "name: reviews\nlearner: {model: bert}\ngenerator: {model: gpt2}\n";
        ExperimentConfig config = parse(
                others + lines.stripIndent(),
                "task.textFields=[sentence]",
                "data.train=[train.tsv]",
                "data.report=[test.tsv]");
        assertThat(config.distil().bestOfBy()).isEqualTo(DistilConfig.BestOfBy.IN_CONTEXT);
        assertThat(config.evaluation().inContext().chooser()).isEqualTo("models/SmolLM2-135M-Instruct");
    }

    @Test
    void aSelectorOrATeacherOfWrittenTextsEmbedsTheFitSplit() {
        assertThat(parse(SOUND, "distil.selector=k-centers").distil().embedsFit(Method.DILM))
                .isFalse();
        assertThat(parse(SOUND, "distil.selector=ridge").distil().embedsFit(Method.DILM))
                .isTrue();
        assertThat(parse(SOUND, "distil.selector=ridge", "distil.features=tangent", "distil.candidates=100")
                        .distil()
                        .embedsFit(Method.DILM))
                .as("tangents compare sets on a sample")
                .isFalse();
        assertThat(parse(SOUND, "distil.keep=0.5").distil().embedsFit(Method.DILM))
                .isTrue();
        assertThat(parse(SOUND).distil().embedsFit(Method.K_CENTERS)).isTrue();
        assertThat(parse(SOUND).distil().embedsFit(Method.RANDOM)).isFalse();
        assertThat(parse(SOUND, "distil.keepReal=0.5").distil().embedsFit(Method.RANDOM))
                .isTrue();
    }

    static Stream<String[]> unsoundTexts() {
        return Stream.of(
                new String[] {"", "my.yaml: is not a config: it should hold 'key: value' lines"},
                new String[] {"just words", "my.yaml: is not a config: it should hold 'key: value' lines"},
                new String[] {"- a\n- b\n", "my.yaml: is not a config: it should hold 'key: value' lines"},
                new String[] {"name: a\nname: b\n", "my.yaml:2: is not valid YAML: Duplicate field 'name'"},
                new String[] {
                    "name: a\n---\nname: b\n", "my.yaml:3: is not valid YAML: a second document begins here; keep one"
                },
                new String[] {"name: [a\n", "my.yaml:2: is not valid YAML: expected ',' or ']', but got <stream end>"},
                new String[] {
                    "name: a\n\tseed: 1\n",
                    "my.yaml:2: is not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"
                });
    }

    @ParameterizedTest
    @MethodSource("unsoundTexts")
    void unsoundTextIsToldWithItsLine(String yaml, String sentence) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(InputException.class).hasMessage(sentence);
    }

    @Test
    void endlessNumbersAreTold() {
        for (String value : List.of(".inf", "-.INF", ".nan")) {
            assertThatThrownBy(() -> parse(SOUND, "matching.lambda=" + value))
                    .hasMessage("'matching.lambda=" + value + "': the value is not valid YAML; give a finite number");
        }
    }

    /** In YAML an asterisk starts an alias. */
    @Test
    void valuesThatNeedQuotesAreTold() {
        assertThatThrownBy(() -> parse(SOUND, "data.train=*.tsv"))
                .isInstanceOf(InputException.class)
                .hasMessage("'data.train=*.tsv': the value is not valid YAML; put it in quotes:"
                        + " 'data.train=\"*.tsv\"'");
        assertThat(parse(SOUND, "data.train=\"*.tsv\"").data().train()).containsExactly("*.tsv");
        assertThatThrownBy(() -> parse(SOUND, "data.train=[*.tsv]"))
                .hasMessage("'data.train=[*.tsv]': the value is not valid YAML; check its brackets and quotes, and put"
                        + " words with signs in quotes");
        assertThatThrownBy(() -> parse(SOUND.replace("train.tsv", "*.tsv")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("my.yaml:3: is not valid YAML: ")
                .hasMessageEndingWith("; put a word that begins with * in quotes");
    }

    @Test
    void overrideWithoutValueIsTold() {
        assertThatThrownBy(() -> parse(SOUND, "seed"))
                .isInstanceOf(InputException.class)
                .hasMessage("'seed' is not a setting; write key=value, such as seed=7");
    }

    @Test
    void anOtherLearnerIsLikeTheMatchedOneButForWhatIsGiven() {
        ExperimentConfig config = parse(
                SOUND,
                "learner.maxTokens=48",
                "evaluation.training.steps=150",
                "evaluation.otherLearners=[{name: a, model: b, training: {learningRate: 2e-5}}]");
        OtherLearnerConfig other = config.evaluation().otherLearners().get(0);
        assertThat(other.maxTokens()).isEqualTo(48);
        assertThat(other.training().steps()).isEqualTo(150);
        assertThat(other.training().learningRate()).isEqualTo(2e-5);
        assertThat(config.evaluation().training().learningRate()).isEqualTo(1e-4);
        assertThat(parse(config.toYaml())).isEqualTo(config);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> parse(SOUND, "sed=1", "threads=x", "distil.sets=0", "matching.gradients=heads"))
                .hasMessage("""
                        my.yaml: unknown setting 'sed', did you mean 'seed'?
                        my.yaml: threads must be a whole number, got 'x'
                        my.yaml: matching.gradients must be one of [head, all], got 'heads', did you mean 'head'?
                        my.yaml: distil.sets must be positive, got 0""");
    }

    @Test
    void emptyConfigNamesAllThatIsNeeded() {
        assertThatThrownBy(() -> parse("seed: 1\n")).hasMessage("""
                        my.yaml: name must not be empty, got ''
                        my.yaml: task.textFields must name one or two fields, got []
                        my.yaml: data.train must name at least one file, got none
                        my.yaml: data.report must name at least one file, got none
                        my.yaml: learner needs either 'model' or 'create', got neither
                        my.yaml: generator needs either 'model' or 'create', got neither""");
    }

    @Test
    void theBestGeneratorHasToBeValidatedOnHeldOutData() {
        assertThatThrownBy(() -> parse(SOUND, "matching.keep=best")).hasMessage("""
                        my.yaml: matching.validateEvery must be positive for 'keep: best', which chooses among validated generators, got 0
                        my.yaml: data.selectPerLabel must be positive for matching.validateEvery: generators are scored on examples held out of training, got 0""");
        assertThat(parse(SOUND, "matching.keep=best", "matching.validateEvery=5", "data.selectPerLabel=9")
                        .matching()
                        .keep())
                .isEqualTo(Keep.BEST);
    }

    @Test
    void controlCharactersAreNotRepeated() {
        assertThatThrownBy(() -> parse(SOUND, "device=\"a\\e[31m\"")).hasMessageNotContaining("\u001b");
    }

    @Test
    void numbersMayBeWords() {
        ExperimentConfig config = parse(SOUND, "task.labels=[0, 1]", "task.textFields=text", "matching.lambda=1e-4");
        assertThat(config.task().labels()).containsExactly("0", "1");
        assertThat(config.task().textFields()).containsExactly("text");
        assertThat(config.matching().lambda()).isEqualTo(1e-4);
    }

    @Test
    void createdModelTakesDefaultsForWhatItLeavesOut() {
        ExperimentConfig config = parse(SOUND, "generator.model=", "generator.create={hidden: 128}");
        CreateConfig create = config.generator().create().orElseThrow();
        assertThat(create.hidden()).isEqualTo(128);
        assertThat(create.layers()).isEqualTo(4);
        assertThat(config.generator().model()).isEmpty();
    }

    @Test
    void headingWithNothingBelowItKeepsTheDefaults() {
        assertThat(parse(SOUND + "sampling:\n").sampling())
                .isEqualTo(parse(SOUND).sampling());
    }

    @Test
    void readBackFromItsOwnYamlItIsTheSame() {
        ExperimentConfig config = parse(
                SOUND, "task.labels=[maybe, 'yes', '007', '1_0', '0x1F', '010']", "encoder.model=x", "device=cpu");
        assertThat(parse(config.toYaml())).isEqualTo(config);
    }

    static List<String> presets() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void presetIsSoundAndSurvivesTheRoundTrip(String name) {
        ExperimentConfig config = parse(Presets.yaml(name));
        assertThat(config.name()).isEqualTo(name);
        assertThat(parse(config.toYaml())).isEqualTo(config);
        assertThat(Presets.summary(name)).hasSizeBetween(20, 150).endsWith(".");
    }

    @Test
    void matchedAndMismatchedMnliDifferInTheSplitThatIsReported() {
        ExperimentConfig matched = parse(Presets.yaml("mnli"));
        ExperimentConfig mismatched = parse(Presets.yaml("mnli-mm"));
        assertThat(matched.data().report()).containsExactly("path/to/mnli/dev_matched.tsv");
        assertThat(mismatched.data().report()).containsExactly("path/to/mnli/dev_mismatched.tsv");
        assertThat(parse(Presets.yaml("mnli-mm"), "name=mnli", "data.report=[path/to/mnli/dev_matched.tsv]"))
                .isEqualTo(matched);
    }

    @Test
    void unknownPresetIsTold() {
        assertThatThrownBy(() -> Presets.yaml("sst3"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("unknown preset 'sst3'; there are ")
                .hasMessageEndingWith("did you mean 'sst2'?");
    }

    @Test
    void fileThatIsMissingOrNoTextIsTold(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("a.yaml");
        assertThatThrownBy(() -> ExperimentConfig.load(missing, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + ": there is no such file; './dilm config' shows the presets to begin with");
        Path latin = Files.write(folder.resolve("b.yaml"), "name: é\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ExperimentConfig.load(latin, List.of())).hasMessage(latin + ": is not UTF-8 text");
    }

    @Test
    void catalogueIsLong() {
        assertThat(Arrays.stream(CATALOGUE.split("\n")).distinct()).hasSizeGreaterThanOrEqualTo(60);
    }
}
