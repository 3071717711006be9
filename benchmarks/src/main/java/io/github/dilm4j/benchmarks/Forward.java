package io.github.dilm4j.benchmarks;

import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Workers;
import java.util.Arrays;
import java.util.Map;
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
        int parts = Workers.multiple(Work.DEVICE); // as the encoder cuts its batches
        double[] norms = new double[parts];
        Workers.withoutGradients(Work.DEVICE, parts, part -> {
            int from = Workers.begin(ids.length, part, parts);
            int to = Workers.begin(ids.length, part + 1, parts);
            PaddedBatch batch = PaddedBatch.of(
                    Arrays.copyOfRange(ids, from, to),
                    Arrays.copyOfRange(typeIds, from, to),
                    model.padId(),
                    Work.DEVICE);
            Tensor states = model.hiddenStates(batch, Pass.EXACT); // [texts, tokens, hidden]
            norms[part] = states.narrow(0, 0, 1).norm().item_double();
        });
        return Map.of("firstTextNorm", norms[0]);
    }

    @Override
    public void close() {
        model.close();
    }
}
