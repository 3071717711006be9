package io.github.dilm4j.learner;

import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The training steps of a learner. They train all parameters, or with a frozen body a separate head, so that the
 * optimizer holds no state for the body.
 */
final class LearnerTraining implements AutoCloseable {
    private final Parameters ofModel;
    private final ClassifierPasses passes;
    private final TransformerLearner.Settings settings;
    private final Parameters parameters; // that are trained
    private final ClassificationHead head;
    private final Optimizer optimizer;

    LearnerTraining(ClassifierModel model, ClassifierPasses passes, TransformerLearner.Settings settings) {
        this.ofModel = model.parameters();
        this.passes = passes;
        this.settings = settings;
        if (settings.frozenBody()) {
            ParameterLayout layout = new ParameterLayout(0);
            head = model.declareHead(layout);
            parameters = layout.allocate(ofModel.device());
        } else {
            head = model.head();
            parameters = ofModel;
        }
        optimizer = Optimizer.of(settings.optimizer(), parameters, settings.weightDecay());
    }

    /** As {@link Learner#trainStep}. */
    double step(TokenBatch batch, double learningRate, double clip, long dropoutSeed) {
        passes.checkLabels(batch.labels());
        copyHead(ofModel, parameters); // a reset or a restore may have changed the model's
        parameters.zeroGradients(); // of a step that failed
        Pass pass = settings.dropout() ? Pass.TRAINING : Pass.EXACT;
        List<int[]> parts = passes.batches().rows(batch.sequences());
        double total = parameters.accumulate(parts.size(), part -> {
            Dropout.seed(dropoutSeed, part);
            int[] rows = parts.get(part);
            Tensor logits = logits(passes.batches().pad(batch.sequences(), rows), pass); // [rows, labels]
            Tensor loss = passes.sumOfLosses(logits, batch, rows)
                    .div(new Scalar((double) batch.size())); // []: this part's share of the mean
            loss.backward();
            return loss.item_double();
        });
        optimizer.step(learningRate, clip);
        copyHead(parameters, ofModel);
        return total;
    }

    void reset() {
        optimizer.reset();
        parameters.zeroGradients();
    }

    Map<String, Tensor> optimizerState() {
        return optimizer.state();
    }

    @Override
    public void close() {
        optimizer.close();
        if (settings.frozenBody()) {
            parameters.close();
        }
    }

    private Tensor logits(PaddedBatch batch, Pass pass) {
        return head.logits(settings.frozenBody() ? frozenFeatures(batch, pass) : passes.features(batch, pass), pass);
    }

    private Tensor frozenFeatures(PaddedBatch batch, Pass pass) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return passes.features(batch, pass);
        }
    }

    private void copyHead(Parameters from, Parameters to) {
        if (settings.frozenBody()) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                for (Parameter own : parameters.all()) {
                    to.get(own.name()).tensor().copy_(from.get(own.name()).tensor());
                }
            }
        }
    }
}
