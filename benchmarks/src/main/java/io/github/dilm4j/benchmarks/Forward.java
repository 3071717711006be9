package io.github.dilm4j.benchmarks;

import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** All positions of all layers of the encoder, without padding, for its rate. */
final class Forward implements Piece {
    private final ClassifierModel model;
    private final int[][] ids;
    private final int[][] typeIds;

    Forward(Work work) {
        Plan plan = work.plan();
        model = work.classifier("learner");
        ids = new int[plan.forwardTexts()][plan.forwardTokens()];
        typeIds = new int[plan.forwardTexts()][plan.forwardTokens()];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < ids[i].length; j++) {
                ids[i][j] = 100 + (i * ids[i].length + j) % 1000;
            }
        }
    }

    @Override
    public Map<String, Double> run() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PaddedBatch batch = PaddedBatch.of(ids, typeIds, model.padId(), Work.DEVICE);
            Tensor states = model.hiddenStates(batch, Pass.EXACT); // [texts, tokens, hidden]
            float[] first = Tensors.floats(states.narrow(0, 0, 1));
            double square = 0;
            for (float value : first) {
                square += (double) value * value;
            }
            return Map.of("firstTextNorm", Math.sqrt(square));
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
