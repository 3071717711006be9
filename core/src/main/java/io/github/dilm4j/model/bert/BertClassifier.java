package io.github.dilm4j.model.bert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.Checkpoints;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.LabelNames;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** BERT, a pooler over [CLS] and one linear layer: transformers' {@code BertForSequenceClassification}. */
public final class BertClassifier implements ClassifierModel {
    private static final String HEAD = "classifier";

    private final BertConfig config;
    private final int labels;
    private final BertBody body;
    private final Linear pooler;
    private final ClassificationHead head;
    private final Parameters parameters;
    private final Set<String> fresh = new LinkedHashSet<>();

    private BertClassifier(BertConfig config, int labels, Device device) {
        if (labels < 2) {
            throw new IllegalArgumentException("a classifier needs at least two labels, got " + labels);
        }
        this.config = config;
        this.labels = labels;
        ParameterLayout layout = new ParameterLayout(config.initializerRange());
        body = new BertBody(layout, config);
        pooler = layout.linear(BertBody.PREFIX + "pooler.dense", config.hiddenSize(), config.hiddenSize());
        head = declareHead(layout);
        parameters = layout.allocate(device);
        for (Linear layer : head.layers()) {
            fresh.add(layer.weight().name());
            fresh.add(layer.bias().name());
        }
    }

    /** A classifier with new weights. */
    public static BertClassifier create(BertConfig config, int labels, long seed, Device device) {
        BertClassifier model = new BertClassifier(config, labels, device);
        model.parameters.initialise(new RandomStreams(seed));
        return model;
    }

    /**
     * Loads the folder of a BERT with any head or none. A head for {@code labels} labels is taken from it; where it has
     * none, or one for another number of labels, the head is drawn anew, as is the pooler if it lacks one.
     *
     * @throws InputException if the config or the weights cannot be used
     */
    public static BertClassifier load(ModelFolder folder, int labels, Device device) {
        BertClassifier model = new BertClassifier(BertConfig.of(folder.config()), labels, device);
        try {
            Set<String> absent = Checkpoints.load(
                    folder.path(),
                    model.parameters,
                    BertBody.NAMES
                            .ignoring("cls\\.predictions\\..*")
                            .allowingAbsent(HEAD + ".")
                            .allowingAbsent(BertBody.PREFIX + "pooler."));
            RandomStreams streams = new RandomStreams(0);
            absent.forEach(name -> model.parameters.initialise(model.parameters.get(name), streams));
            model.fresh.addAll(absent);
            return model;
        } catch (InputException e) {
            model.close();
            throw e;
        }
    }

    public BertConfig config() {
        return config;
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
    public int labels() {
        return labels;
    }

    @Override
    public int padId() {
        return config.padId();
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int maxTokens() {
        return config.maxPositions();
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return body.hiddenStates(batch, pass);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return body.firstStates(batch, pass);
    }

    @Override
    public Tensor features(PaddedBatch batch, Pass pass) {
        return torch.tanh(pooler.forward(body.firstStates(batch, pass))); // [batch, hidden]
    }

    @Override
    public ClassificationHead head() {
        return head;
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout) {
        return ClassificationHead.linear(
                layout.linear(HEAD, config.hiddenSize(), labels, config.initializerRange()),
                config.classifierDropout());
    }

    @Override
    public void save(Path folder, List<String> labelNames) {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("BertForSequenceClassification");
        LabelNames.write(labelNames, labels, json);
        Checkpoints.save(folder, parameters, json);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
