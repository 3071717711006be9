package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.SpecialFiles;
import io.github.dilm4j.base.WeightType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A folder in the layout of Hugging Face, with at least a {@code config.json}. */
public record ModelFolder(Path path, ModelConfig config) {
    private static final String CONFIG = "config.json";

    /** @throws InputException if there is no such folder or it has no readable {@code config.json} */
    public static ModelFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw InputException.at(
                    folder, "there is no such folder; give a folder with config.json and model.safetensors");
        }
        Folders.entries(folder).forEach(SpecialFiles::refuse); // else they would count as absent
        Path file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw InputException.at(
                    folder,
                    "is not a model folder: it has no config.json; give a folder with config.json and"
                            + " model.safetensors");
        }
        JsonNode json = Json.read(file, JsonNode.class);
        if (!json.isObject()) {
            throw InputException.at(file, "is not a JSON object; give a folder of a Hugging Face model");
        }
        return new ModelFolder(folder, new ModelConfig(file, json));
    }

    /** Whether the folder holds a config and weights of any architecture. */
    public static boolean holdsModel(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG))
                && Folders.files(folder).stream()
                        .map(file -> file.getFileName().toString())
                        .anyMatch(name -> name.endsWith(".safetensors") || name.endsWith(".bin"));
    }

    /** The architecture, as {@code model_type} of the config names it. */
    public String modelType() {
        return config.text("model_type");
    }

    /** The type for the folder's weights in memory. */
    public ScalarType typeOf(WeightType weights) {
        return switch (weights) {
            case FLOAT32 -> ScalarType.Float;
            case BFLOAT16 -> ScalarType.BFloat16;
            case KEPT -> stored();
        };
    }

    private ScalarType stored() {
        String type = config.text("dtype", config.text("torch_dtype", "float32"));
        return switch (type) {
            case "float16" -> ScalarType.Half;
            case "bfloat16" -> ScalarType.BFloat16;
            default -> ScalarType.Float;
        };
    }

    /** The error about an architecture that is not one of {@code known}. */
    public InputException unknownArchitecture(Collection<String> known) {
        return InputException.at(
                config.file(),
                "model_type '" + modelType() + "' is not one of "
                        + known.stream().sorted().toList() + "; give a folder of one of these architectures");
    }
}
