package io.github.dilm4j.cli;

import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;

/** Encoders from folders. */
final class LoadedEncoder {
    private LoadedEncoder() {}

    /** @param labels of the head that comes with it and is not used */
    static FolderEncoder open(Path folder, int labels, int maxTokens, Device device, Console console) {
        FolderEncoder encoder = FolderEncoder.open(folder, labels, maxTokens, device);
        encoder.warnings().forEach(console::warn);
        return encoder;
    }
}
