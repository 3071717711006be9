package io.github.dilm4j.cli;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import picocli.CommandLine.Option;

/** The device and threads of the engine. */
final class EngineOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cuda or mps (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the tensor engine; 0 for one per processor (default).")
    private int threads;

    /** Sets the number of threads; returns the device. */
    Device start() {
        Engine.setThreads(threads);
        return Device.named(device);
    }
}
