package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The generators that wrote the texts of a run's sets: the trained one, and the one before the training where the sets
 * are chosen among the texts of both.
 *
 * @param trained SHA-256 of its weights
 * @param before the same of the other one
 * @param ofTrained the texts that the trained one wrote, if both did; a text that both wrote counts as its own
 */
record WrittenBy(String trained, Optional<String> before, Set<Example> ofTrained) {
    private static final String WEIGHTS = "model.safetensors";

    /** A file of candidates. */
    private record Candidates(List<List<Example>> texts, JsonNode counts) {}

    /** @throws InputException if a file that tells is missing or cannot be read */
    static WrittenBy of(RunFolder folder, DistilConfig distil) {
        String trained = Sha256.of(weights(folder.generator()));
        if (!distil.chosenFromBoth(Method.DILM)) {
            return new WrittenBy(trained, Optional.empty(), Set.of());
        }
        Set<Example> ofTrained = new HashSet<>();
        Json.read(
                        folder.candidates(Results.DILM),
                        Candidates.class,
                        "it tells which generator wrote a text; put it back")
                .texts()
                .forEach(ofTrained::addAll);
        return new WrittenBy(
                trained, Optional.of(Sha256.of(weights(folder.generatorBeforeMatching()))), Set.copyOf(ofTrained));
    }

    /** SHA-256 of the weights of the generator that wrote a text. */
    String sha256(Example example) {
        return before.isEmpty() || ofTrained.contains(example) ? trained : before.get();
    }

    private static Path weights(Path generator) {
        Path weights = generator.resolve(WEIGHTS);
        if (!Files.isRegularFile(weights)) {
            throw InputException.at(weights, "there is no such file; give a run that kept its generator");
        }
        return weights;
    }
}
