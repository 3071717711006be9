package io.github.dilm4j.learner;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.training.ParameterTraining;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains sentence embeddings by contrast: each sentence passes twice with different dropout, and among all sentences of
 * the batch its nearest by cosine should be itself (unsupervised SimCSE, Gao et al. 2021, section 3). Masked language
 * modelling trains neither [CLS] nor the pooler, which a classifier uses; this does, on plain text.
 */
public final class SentenceEmbeddingTraining implements ParameterTraining {
    private static final double TEMPERATURE = 0.05;

    private final ClassifierModel model;
    private final PaddedBatches batches;
    private final Optimizer optimizer;
    private final RandomStreams streams;

    /** @param model trained in place; stays the caller's */
    public SentenceEmbeddingTraining(ClassifierModel model, OptimizerKind optimizer, double weightDecay, long seed) {
        this.model = model;
        this.batches = PaddedBatches.of(model);
        this.optimizer = Optimizer.of(optimizer, model.parameters(), weightDecay);
        this.streams = new RandomStreams(seed);
    }

    /**
     * One step with dropout.
     *
     * @param sequences at least two
     * @param step its number, which decides what is dropped
     * @param clip the largest gradient norm; infinity for no clipping
     * @return mean cross-entropy of the sentence itself among the batch's, nats
     */
    @Override
    public double step(List<TokenSequence> sequences, int step, double learningRate, double clip) {
        int n = sequences.size();
        if (n < 2) {
            throw new IllegalArgumentException("contrastive training needs at least two sentences in a batch");
        }
        batches.rows(sequences); // checks that the model can read them
        int[] rows = IntStream.range(0, n).toArray();
        Dropout.seed(streams.seed("sentence embedding dropout", step), 0);
        double value = model.parameters().accumulate(1, part -> {
            PaddedBatch batch = batches.pad(sequences, rows);
            Tensor similarities = embeddings(batch)
                    .matmul(embeddings(batch).t())
                    .div(new Scalar(TEMPERATURE)); // [n, n]: cosines over the temperature
            Tensor itself = Tensors.of(rows, model.parameters().device(), n); // [n]
            Tensor loss = torch.cross_entropy_loss(similarities, itself); // []
            loss.backward();
            return loss.item_double();
        });
        optimizer.step(learningRate, clip);
        return value;
    }

    /** Features of unit length [n, features]. */
    private Tensor embeddings(PaddedBatch batch) {
        return Tensors.unitRows(model.features(batch, Pass.TRAINING));
    }

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }
}
