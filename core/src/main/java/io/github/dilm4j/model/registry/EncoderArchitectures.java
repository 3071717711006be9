package io.github.dilm4j.model.registry;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.albert.AlbertArchitecture;
import io.github.dilm4j.model.bert.BertArchitecture;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.causal.CausalSequenceClassifier;
import io.github.dilm4j.model.deberta.DebertaArchitecture;
import io.github.dilm4j.model.deberta.DebertaConfig;
import io.github.dilm4j.model.distilbert.DistilBertArchitecture;
import io.github.dilm4j.model.distilbert.DistilBertConfig;
import io.github.dilm4j.model.electra.ElectraArchitecture;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.modernbert.ModernBertArchitecture;
import io.github.dilm4j.model.modernbert.ModernBertConfig;
import io.github.dilm4j.model.roberta.RobertaArchitecture;
import io.github.dilm4j.model.roberta.RobertaArchitecture.Variant;
import io.github.dilm4j.model.xlnet.XlnetArchitecture;
import io.github.dilm4j.model.xlnet.XlnetConfig;
import java.util.List;
import java.util.stream.Stream;

/** The architectures that classify: encoders, and causal models by their last token. */
public final class EncoderArchitectures {
    private static final List<String> ENCODERS = List.of(
            "albert", "bert", "deberta-v2", "distilbert", "electra", "modernbert", "roberta", "xlm-roberta", "xlnet");

    private EncoderArchitectures() {}

    /** @throws io.github.dilm4j.base.InputException if the architecture is unknown, or its config cannot be used */
    public static EncoderArchitecture of(ModelFolder folder) {
        return switch (folder.modelType()) {
            case "albert" -> AlbertArchitecture.of(folder.config());
            case "bert" -> new BertArchitecture(BertConfig.of(folder.config()));
            case "deberta-v2" -> new DebertaArchitecture(DebertaConfig.of(folder.config()));
            case "distilbert" -> new DistilBertArchitecture(DistilBertConfig.of(folder.config()));
            case "electra" -> ElectraArchitecture.of(folder.config());
            case "modernbert" -> new ModernBertArchitecture(ModernBertConfig.of(folder.config()));
            case "roberta" -> RobertaArchitecture.of(Variant.ROBERTA, folder.config());
            case "xlm-roberta" -> RobertaArchitecture.of(Variant.XLM_ROBERTA, folder.config());
            case "xlnet" -> new XlnetArchitecture(XlnetConfig.of(folder.config()));
            default -> causal(folder);
        };
    }

    private static EncoderArchitecture causal(ModelFolder folder) {
        if (!CausalArchitectures.KNOWN.contains(folder.modelType())) {
            throw folder.unknownArchitecture(Stream.concat(ENCODERS.stream(), CausalArchitectures.KNOWN.stream())
                    .toList());
        }
        return new CausalSequenceClassifier(CausalArchitectures.of(folder), folder);
    }
}
