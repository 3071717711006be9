package io.github.dilm4j.tokenize;

import java.util.OptionalInt;

/** The ids of the tokens with a role; empty if the tokenizer has none. */
public record SpecialTokens(
        OptionalInt bos,
        OptionalInt eos,
        OptionalInt pad,
        OptionalInt unk,
        OptionalInt cls,
        OptionalInt sep,
        OptionalInt mask) {}
