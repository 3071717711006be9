package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.JavaMemory;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.WeightFormat;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.TorchFile;
import io.github.dilm4j.tensor.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The open files with a folder's weights: one, or the shards that an index lists.
 *
 * @param listing the file to name in messages
 */
record StoredWeights(Path listing, List<WeightFile> files) implements AutoCloseable {
    static StoredWeights open(Path folder) {
        for (WeightFormat format : WeightFormat.values()) {
            Path single = folder.resolve(format.file());
            if (Files.exists(single)) {
                return new StoredWeights(single, List.of(open(single, format)));
            }
            Path index = folder.resolve(format.index());
            if (Files.exists(index)) {
                return new StoredWeights(index, shardFiles(folder, index, format));
            }
        }
        throw InputException.at(
                folder,
                "has no model.safetensors and no pytorch_model.bin; give a folder with config.json and"
                        + " model.safetensors");
    }

    private static List<WeightFile> shardFiles(Path folder, Path index, WeightFormat format) {
        List<WeightFile> files = new ArrayList<>();
        try {
            for (String shard : shards(index, format)) {
                Path part = folder.resolve(shard);
                if (!Files.isRegularFile(part)) {
                    throw InputException.at(
                            index, "lists the file '" + shard + "', which is not there; copy or download it too");
                }
                files.add(open(part, format));
            }
            return files;
        } catch (RuntimeException e) {
            files.forEach(WeightFile::close);
            throw e;
        }
    }

    String wrapper(Set<String> parameters, WeightNames names) {
        List<String> all = files.stream().flatMap(file -> file.names().stream()).toList();
        return names.wrapper(all, parameters);
    }

    /** @param use takes the names without the wrapper's prefix */
    void forEach(String wrapper, BiConsumer<String, Weight> use) {
        for (WeightFile file : files) {
            for (String name : file.names()) {
                String bare = name.startsWith(wrapper) ? name.substring(wrapper.length()) : name;
                use.accept(bare, new Weight(file, name));
            }
        }
    }

    long elements() {
        return files.stream().mapToLong(WeightFile::elements).sum();
    }

    @Override
    public void close() {
        files.forEach(WeightFile::close);
    }

    private static Set<String> shards(Path index, WeightFormat format) {
        JsonNode map = Json.read(index, JsonNode.class).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw InputException.at(index, "lacks 'weight_map', which must list the file of every weight");
        }
        Set<String> shards = new LinkedHashSet<>();
        map.properties().forEach(entry -> {
            String shard = entry.getValue().asText();
            if (!shard.matches("[\\w.-]+\\." + format.extension())) {
                throw InputException.at(
                        index,
                        "'" + shard + "' is not the name of a " + format.extension() + " file in the same folder");
            }
            shards.add(shard);
        });
        return shards;
    }

    private static WeightFile open(Path file, WeightFormat format) {
        return JavaMemory.holding(file, () -> switch (format) {
            case SAFETENSORS -> SafetensorsFile.open(file);
            case PICKLE -> TorchFile.open(file);
        });
    }

    /** One of them. */
    record Weight(WeightFile file, String name) {
        List<Long> shape() {
            return file.shape(name);
        }

        /** A weight, in the innermost scope. */
        Tensor read(ScalarType type) {
            long[] shape = shape().stream().mapToLong(Long::longValue).toArray();
            Tensor read = Tensors.zeros(type, Device.CPU, shape);
            file.copyInto(name, read);
            return read;
        }

        void copyTo(Parameter parameter) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                List<Long> shape = shape();
                Tensor target = shape.equals(Checkpoints.shapeOf(parameter))
                        ? parameter.tensor()
                        : parameter.tensor().narrow(0, 0, shape.get(0));
                file.copyInto(name, target);
            }
        }
    }
}
