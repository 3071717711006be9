package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.albert.AlbertArchitecture;
import io.github.dilm4j.model.bert.BertArchitecture;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.deberta.DebertaArchitecture;
import io.github.dilm4j.model.deberta.DebertaConfig;
import io.github.dilm4j.model.distilbert.DistilBertArchitecture;
import io.github.dilm4j.model.distilbert.DistilBertConfig;
import io.github.dilm4j.model.electra.ElectraArchitecture;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderClassifier;
import io.github.dilm4j.model.modernbert.ModernBertArchitecture;
import io.github.dilm4j.model.modernbert.ModernBertConfig;
import io.github.dilm4j.model.roberta.RobertaArchitecture;
import io.github.dilm4j.model.roberta.RobertaArchitecture.Variant;
import io.github.dilm4j.model.xlnet.XlnetArchitecture;
import io.github.dilm4j.model.xlnet.XlnetConfig;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;

/** The architectures that classify. */
public final class Classifiers {
    private static final List<String> KNOWN = List.of(
            "albert", "bert", "deberta-v2", "distilbert", "electra", "modernbert", "roberta", "xlm-roberta", "xlnet");

    private Classifiers() {}

    /**
     * Opens a Hugging Face folder as a classifier for {@code labels} labels; a head that the folder lacks is new. The
     * caller closes it.
     *
     * @throws InputException if the folder is not a model, of an unknown architecture, or damaged
     */
    public static ClassifierModel load(Path folder, int labels, Device device) {
        return EncoderClassifier.load(folder, architecture(ModelFolder.open(folder)), labels, device);
    }

    private static EncoderArchitecture architecture(ModelFolder folder) {
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
            default -> throw folder.unknownArchitecture(KNOWN);
        };
    }
}
