package io.github.dilm4j.generator;

/** Tests a generator whose texts follow prompts. */
class PromptedGeneratorTest extends GeneratorContract {
    @Override
    Generator generator() {
        TinyGenerator tiny = TinyGenerator.prompted(TransformerGenerator.Settings.usual());
        return TransformerGenerator.withTokenizer(tiny.model, tiny.format, TransformerGenerator.Settings.usual());
    }
}
