package io.github.dilm4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;

/**
 * Handles SIGINT and SIGTERM during a run: the first requests a stop at the next checkpoint, the second ends the
 * process at once. Outside a run both have their usual effect.
 */
final class Interruption implements AutoCloseable {
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15);

    private final Runnable request;
    private final Console console;
    private final List<Registered> registered;
    private volatile int exitCode = 128 + SIGNALS.get("INT");
    private volatile boolean interrupted;

    /** A signal and its previous handler. */
    private record Registered(String signal, Object former) {}

    /** @param request asks the run to stop */
    Interruption(Runnable request, Console console) {
        this.request = request;
        this.console = console;
        this.registered = SIGNALS.keySet().stream()
                .sorted()
                .map(signal -> new Registered(signal, Signals.register(signal, () -> received(signal))))
                .toList();
    }

    /** 128 plus the number of the first signal. */
    int exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        for (Registered each : registered) {
            if (each.former() != null) {
                Signals.unregister(each.signal(), each.former());
            }
        }
    }

    private void received(String signal) {
        int code = 128 + SIGNALS.get(signal);
        if (interrupted) {
            quit(signal, code);
        }
        interrupted = true;
        exitCode = code;
        request.run();
        console.lines((console.terminal() ? "\n" : "")
                + "stopping at the next checkpoint; the same signal again (Ctrl-C) quits at once");
    }

    /**
     * Lets the system end the process by the signal. If Java ends it, the engine's libraries are taken down while other
     * threads compute with them, and these crash.
     */
    private static void quit(String signal, int code) {
        Signals.registerDefault(signal);
        try {
            new ProcessBuilder(
                            "sh",
                            "-c",
                            "kill -" + signal + " " + ProcessHandle.current().pid())
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            // a system without a shell
        }
        Runtime.getRuntime().halt(code);
    }
}
