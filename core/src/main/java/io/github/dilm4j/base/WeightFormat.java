package io.github.dilm4j.base;

/** The formats of a model's weights, in order of preference: one file, or shards with an index. */
public enum WeightFormat {
    SAFETENSORS("model", "safetensors"),
    PICKLE("pytorch_model", "bin");

    private final String stem;
    private final String extension;

    WeightFormat(String stem, String extension) {
        this.stem = stem;
        this.extension = extension;
    }

    /** The name of the file that holds all weights. */
    public String file() {
        return stem + "." + extension;
    }

    /** The name of the file that lists the shards. */
    public String index() {
        return file() + ".index.json";
    }

    /** The extension of the file and of the shards, without a dot. */
    public String extension() {
        return extension;
    }

    /** Whether a file has the usual name of a shard, such as {@code model-00001-of-00002.safetensors}. */
    public boolean isShard(String name) {
        return name.matches(stem + "-\\d+-of-\\d+\\." + extension);
    }
}
