package io.github.dilm4j.base;

/** The type of weights in memory; trained weights are float32. */
public enum WeightType {
    FLOAT32("in float32"),
    BFLOAT16("in bfloat16"),
    /** The type in the model's files: float16 and bfloat16 stay. */
    KEPT("as stored");

    private final String words;

    WeightType(String words) {
        this.words = words;
    }

    /** The name in sentences: {@code weights as stored}. */
    public String words() {
        return words;
    }
}
