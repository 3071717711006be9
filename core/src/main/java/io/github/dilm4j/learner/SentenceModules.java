package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The embedding settings of a folder's model. The sentence-transformers library keeps them in {@code modules.json}, in
 * the {@code config.json} of the pooling and in {@code sentence_bert_config.json}.
 *
 * @param transformer the folder of the model and its tokenizer
 * @param pooling the summary token's state if the folder names none
 * @param lowerCase whether texts are lower-cased before the tokenizer
 * @param maxTokens longest text, in tokens; longer ones are cut
 */
public record SentenceModules(Path transformer, Pooling pooling, boolean lowerCase, OptionalInt maxTokens) {
    private static final String MODULES = "modules.json";
    private static final String CONFIG = "config.json";
    private static final String TRANSFORMER = "Transformer";
    private static final String POOLING = "Pooling";
    private static final String NORMALIZE = "Normalize";
    private static final List<String> KNOWN = List.of(TRANSFORMER, POOLING, NORMALIZE);

    /** The names of the file, in the library's search order. */
    private static final List<String> TRANSFORMER_CONFIGS = List.of(
            "sentence_bert_config.json",
            "sentence_roberta_config.json",
            "sentence_distilbert_config.json",
            "sentence_camembert_config.json",
            "sentence_albert_config.json",
            "sentence_xlm-roberta_config.json",
            "sentence_xlnet_config.json");

    /** A module: the last part of its class's name, and its folder. */
    private record Module(String name, Path folder) {}

    /**
     * Reads the settings. A folder without them holds a plain model.
     *
     * @throws InputException if the folder asks for another way of pooling, or for more than pooling
     */
    public static SentenceModules of(Path folder) {
        List<Module> modules = modules(folder);
        requireKnown(modules, folder.resolve(MODULES));
        Path transformer = folder(modules, TRANSFORMER).orElse(folder);
        boolean unitLength = folder(modules, NORMALIZE).isPresent();
        Pooling pooling = folder(modules, POOLING)
                .map(found -> Pooling.read(found.resolve(CONFIG), unitLength))
                .orElse(new Pooling(Pooling.Of.SUMMARY, unitLength));
        Optional<ModelConfig> config = TRANSFORMER_CONFIGS.stream()
                .map(transformer::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> new ModelConfig(file, Json.read(file, JsonNode.class)));
        OptionalInt maxTokens = config.filter(told -> told.has("max_seq_length"))
                .map(told -> OptionalInt.of(told.integer("max_seq_length", 1)))
                .orElse(OptionalInt.empty());
        return new SentenceModules(
                transformer,
                pooling,
                config.map(told -> told.flag("do_lower_case", false)).orElse(false),
                maxTokens);
    }

    /** The folders that hold parts of a folder's model: first the transformer's, then the folder itself. */
    public static List<Path> folders(Path folder) {
        List<Module> modules = modules(folder);
        Path transformer = folder(modules, TRANSFORMER).orElse(folder);
        Stream<Path> others = modules.stream().map(Module::folder).filter(Files::isDirectory);
        return Stream.concat(Stream.of(transformer, folder), others).distinct().toList();
    }

    private static List<Module> modules(Path folder) {
        Path file = folder.resolve(MODULES);
        List<Module> modules = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            for (JsonNode module : Json.read(file, JsonNode.class)) {
                String type = module.path("type").asText();
                String path = module.path("path").asText();
                if (!path.matches("([\\w-][\\w.-]*)?")) {
                    throw InputException.at(
                            file, "has the path '" + path + "', which must be the name of a folder beside it");
                }
                modules.add(new Module(type.substring(type.lastIndexOf('.') + 1), folder.resolve(path)));
            }
            return modules;
        }
        Path usual = folder.resolve("1_Pooling");
        if (Files.isRegularFile(usual.resolve(CONFIG))) {
            modules.add(new Module(POOLING, usual));
        }
        return modules;
    }

    private static void requireKnown(List<Module> modules, Path file) {
        for (Module module : modules) {
            if (!KNOWN.contains(module.name())) {
                throw InputException.at(
                        file,
                        "has a module of the type " + module.name() + ", which is not one of " + KNOWN
                                + "; choose another encoder");
            }
        }
        if (modules.stream().map(Module::name).distinct().count() < modules.size()) {
            throw InputException.at(file, "has two modules of one type; choose another encoder");
        }
    }

    private static Optional<Path> folder(List<Module> modules, String name) {
        return modules.stream()
                .filter(module -> module.name().equals(name))
                .map(Module::folder)
                .findFirst();
    }
}
