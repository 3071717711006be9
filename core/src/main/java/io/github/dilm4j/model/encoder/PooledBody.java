package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Autocast;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A body whose head reads {@code tanh(pooler(summary state))}. The pooler is pretrained with the body. */
public record PooledBody(EncoderArchitecture.Body body, Linear pooler) implements EncoderArchitecture.Body {
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
        return torch.tanh(Autocast.exactly(body.summaryStates(batch, pass), pooler::forward)); // [batch, hidden]
    }

    @Override
    public Optional<Linear> poolingLayer() {
        return Optional.of(pooler);
    }
}
