package io.github.dilm4j.learner;

import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** A model that records the number of examples in each pass. */
record RecordedModel(ClassifierModel model, List<Integer> rows) implements ClassifierModel {
    RecordedModel(ClassifierModel model) {
        this(model, new ArrayList<>());
    }

    @Override
    public Tensor features(PaddedBatch batch, Pass pass) {
        rows.add(batch.rows());
        return model.features(batch, pass);
    }

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Set<String> freshParameters() {
        return model.freshParameters();
    }

    @Override
    public Set<String> untrainedPooler() {
        return model.untrainedPooler();
    }

    @Override
    public List<String> warnings() {
        return model.warnings();
    }

    @Override
    public int labels() {
        return model.labels();
    }

    @Override
    public int padId() {
        return model.padId();
    }

    @Override
    public int vocabularySize() {
        return model.vocabularySize();
    }

    @Override
    public int maxTokens() {
        return model.maxTokens();
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return model.hiddenStates(batch, pass);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return model.summaryStates(batch, pass);
    }

    @Override
    public ClassificationHead head() {
        return model.head();
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout) {
        return model.declareHead(layout);
    }

    @Override
    public void save(Path folder, List<String> labelNames) {
        model.save(folder, labelNames);
    }

    @Override
    public void close() {
        model.close();
    }
}
