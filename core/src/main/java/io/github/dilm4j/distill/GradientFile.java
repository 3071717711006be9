package io.github.dilm4j.distill;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.matching.MeanGradient;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real gradients along a trajectory, [position][label][batch], in a file. */
final class GradientFile {
    private GradientFile() {}

    static void write(Path file, List<List<List<MeanGradient>>> gradients) {
        AtomicFiles.write(file, beside -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(beside)))) {
                out.writeInt(gradients.size());
                for (List<List<MeanGradient>> byLabel : gradients) {
                    out.writeInt(byLabel.size());
                    for (List<MeanGradient> byBatch : byLabel) {
                        out.writeInt(byBatch.size());
                        for (MeanGradient gradient : byBatch) {
                            writeGradient(out, gradient);
                        }
                    }
                }
            }
        });
    }

    private static void writeGradient(DataOutputStream out, MeanGradient gradient) throws IOException {
        out.writeInt(gradient.layers().size());
        for (float[] layer : gradient.layers()) {
            out.writeInt(layer.length);
            for (float value : layer) {
                out.writeFloat(value);
            }
        }
    }

    /** @throws UncheckedIOException naming the file, if it is damaged */
    static List<List<List<MeanGradient>>> read(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            List<List<List<MeanGradient>>> byPosition = new ArrayList<>();
            int positions = in.readInt();
            for (int position = 0; position < positions; position++) {
                List<List<MeanGradient>> byLabel = new ArrayList<>();
                int labels = in.readInt();
                for (int label = 0; label < labels; label++) {
                    List<MeanGradient> byBatch = new ArrayList<>();
                    int batches = in.readInt();
                    for (int batch = 0; batch < batches; batch++) {
                        byBatch.add(readGradient(in));
                    }
                    byLabel.add(byBatch);
                }
                byPosition.add(byLabel);
            }
            return byPosition;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": the real gradients cannot be read; delete its folder to train the trajectory again", e);
        }
    }

    private static MeanGradient readGradient(DataInputStream in) throws IOException {
        List<float[]> layers = new ArrayList<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            float[] layer = new float[in.readInt()];
            for (int j = 0; j < layer.length; j++) {
                layer[j] = in.readFloat();
            }
            layers.add(layer);
        }
        return new MeanGradient(layers);
    }
}
