package io.github.dilm4j.tokenize;

import java.util.List;

/** The roles of special tokens in tokenizer_config.json, in the order in which transformers adds the tokens. */
enum SpecialRole {
    BOS("bos_token"),
    EOS("eos_token"),
    UNK("unk_token"),
    SEP("sep_token"),
    PAD("pad_token"),
    CLS("cls_token"),
    MASK("mask_token");

    /** Its key in tokenizer_config.json and special_tokens_map.json. */
    final String key;

    SpecialRole(String key) {
        this.key = key;
    }

    /** The usual spellings, for folders that name no token for the role. */
    List<String> spellings() {
        return switch (this) {
            case BOS -> List.of("<s>", "<|endoftext|>");
            case EOS -> List.of("</s>", "<|endoftext|>");
            case UNK -> List.of("[UNK]", "<unk>", "<|endoftext|>");
            case SEP -> List.of("[SEP]");
            case PAD -> List.of("[PAD]", "<pad>");
            case CLS -> List.of("[CLS]");
            case MASK -> List.of("[MASK]", "<mask>");
        };
    }
}
