package io.github.dilm4j.generator;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The vectors of the tokens that a format added, before an optimizer step. A step is proportional to the learning rate,
 * so lengthening the step of some vectors equals a larger rate for them. The tensors belong to the scope of their
 * creation.
 *
 * @param ids [added] int64
 * @param before [added, hidden]
 */
record AddedVectors(CausalModel model, Tensor ids, Tensor before) {
    static AddedVectors of(CausalModel model, LabelledTextFormat format) {
        int[] added = format.addedIds();
        Tensor ids = Tensors.of(added, model.parameters().device(), added.length);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return new AddedVectors(model, ids, model.tokenVectors().index_select(0, ids));
        }
    }

    /** Makes the step from there {@code factor} times as long. */
    void extendStep(double factor) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor step = model.tokenVectors().index_select(0, ids).sub(before); // [added, hidden]
            model.tokenVectors().index_add_(0, ids, step.mul(new Scalar(factor - 1)));
        }
    }
}
