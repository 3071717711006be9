package io.github.dilm4j.model.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.Checkpoints;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.LabelNames;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A classifier of any {@link EncoderArchitecture}. */
public final class EncoderClassifier implements ClassifierModel {
    private final EncoderArchitecture architecture;
    private final int labels;
    private final EncoderArchitecture.Body body;
    private final ClassificationHead head;
    private final Parameters parameters;
    private final Set<String> fresh = new LinkedHashSet<>();
    private Set<String> untrainedPooler = Set.of();
    private List<String> warnings = List.of();

    /** @param check checks the layout before it takes memory */
    private EncoderClassifier(
            EncoderArchitecture architecture, int labels, Device device, Consumer<ParameterLayout> check) {
        if (labels < 2) {
            throw new IllegalArgumentException("a classifier needs at least two labels, got " + labels);
        }
        this.architecture = architecture;
        this.labels = labels;
        ParameterLayout layout = new ParameterLayout(architecture.initializerRange());
        body = architecture.declareBody(layout);
        head = declareHead(layout);
        check.accept(layout);
        parameters = layout.allocate(device);
        fresh.addAll(head.parameterNames());
    }

    /** A classifier with new weights. */
    public static EncoderClassifier create(EncoderArchitecture architecture, int labels, long seed, Device device) {
        EncoderClassifier model = new EncoderClassifier(architecture, labels, device, layout -> {});
        model.parameters.initialise(new RandomStreams(seed));
        return model;
    }

    /**
     * Loads the weights of a folder with any head or none. A head for {@code labels} labels is loaded too. Weights of a
     * head that is missing or has another number of labels are drawn at random, like other missing optional weights.
     *
     * @throws InputException if the weights cannot be used
     */
    public static EncoderClassifier load(Path folder, EncoderArchitecture architecture, int labels, Device device) {
        EncoderClassifier model = new EncoderClassifier(architecture, labels, device, Checkpoints.plausibleFor(folder));
        try {
            WeightNames names = architecture.names();
            for (String name : model.fresh) {
                names = names.allowingAbsent(name);
            }
            Checkpoints.Loaded loaded = Checkpoints.load(folder, model.parameters, names);
            RandomStreams streams = new RandomStreams(0);
            loaded.absent().forEach(name -> model.parameters.get(name).initialise(streams));
            model.fresh.addAll(loaded.absent());
            model.untrainedPooler = model.findUntrainedPooler(loaded.absent());
            model.warnings = loaded.warnings();
            return model;
        } catch (InputException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Set<String> freshParameters() {
        return Set.copyOf(fresh);
    }

    @Override
    public Set<String> untrainedPooler() {
        return untrainedPooler;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public int labels() {
        return labels;
    }

    @Override
    public int padId() {
        return architecture.padId();
    }

    @Override
    public int vocabularySize() {
        return architecture.vocabularySize();
    }

    @Override
    public int maxTokens() {
        return architecture.maxTokens();
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return body.hiddenStates(batch, pass);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return body.summaryStates(batch, pass);
    }

    @Override
    public Tensor features(PaddedBatch batch, Pass pass) {
        return body.features(batch, pass);
    }

    @Override
    public ClassificationHead head() {
        return head;
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout) {
        return architecture.declareHead(layout, labels);
    }

    @Override
    public void save(Path folder, List<String> labelNames) {
        ObjectNode json = architecture.toJson();
        LabelNames.write(labelNames, labels, json);
        Checkpoints.save(folder, parameters, json);
    }

    @Override
    public void close() {
        parameters.close();
    }

    private Set<String> findUntrainedPooler(Set<String> absent) {
        return body.poolingLayer()
                .filter(pooler -> !absent.contains(pooler.weight().name()))
                .filter(pooler -> pooler.bias().stream().anyMatch(bias -> isZero(bias.tensor())))
                .map(Linear::parameterNames)
                .map(Set::copyOf)
                .orElse(Set.of());
    }

    private static boolean isZero(Tensor tensor) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return tensor.count_nonzero().item_long() == 0;
        }
    }
}
