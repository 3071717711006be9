package io.github.dilm4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.nio.file.Path;

/** Four cases that the reference implementation of DiLM computed; {@code README.md} in the folder describes them. */
public final class ReferenceFixture {
    public static final Path FOLDER = Path.of("src", "test", "resources", "gradient-matching"); // relative to core
    public static final Path GENERATOR = FOLDER.resolve("generator");
    public static final Path LEARNER = FOLDER.resolve("learner");
    public static final Path GRADIENTS = FOLDER.resolve("gradients.safetensors");

    private ReferenceFixture() {}

    public static JsonNode cases() {
        return Json.read(FOLDER.resolve("cases.json"), JsonNode.class).get("cases");
    }
}
