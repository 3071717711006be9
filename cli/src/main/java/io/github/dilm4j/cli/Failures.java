package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.JavaMemory;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reports a failure to the user and returns the exit code. */
final class Failures {
    static final int OK = 0;
    /** The program or the machine failed. */
    static final int INTERNAL = 1;
    /** The user's input cannot be used. */
    static final int INPUT = 2;

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /**
     * Prints one sentence per problem on stderr.
     *
     * @param logFolder for the stack trace of a bug
     * @param debug whether it goes to stderr instead
     */
    int report(Throwable failure, Optional<Path> logFolder, boolean debug) {
        if (failure instanceof InputException || failure instanceof NotFiniteException) {
            console.lines(failure.getMessage());
            if (debug) {
                console.lines(trace(failure));
            }
            return INPUT;
        }
        Optional<String> known = known(failure, logFolder.isPresent());
        if (known.isPresent()) {
            console.note(known.get());
            if (debug) {
                console.lines(trace(failure));
            }
            return INTERNAL;
        }
        String what = failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : Printable.line(firstLine(failure.getMessage()));
        if (debug) {
            console.lines("internal error: " + what + "\nthis is a bug, please report it with this stack trace:");
            console.lines(trace(failure));
        } else {
            console.lines("internal error: " + what + "\nthis is a bug, please report it with the stack trace in "
                    + written(failure, logFolder));
        }
        return INTERNAL;
    }

    /**
     * Failures that are not bugs.
     *
     * @param configured whether the command has a config, whose keys the sentence can name
     */
    private static Optional<String> known(Throwable failure, boolean configured) {
        if (failure instanceof UncheckedIOException) {
            return Optional.of(failure.getMessage());
        }
        if (failure instanceof OutOfMemoryError lack && JavaMemory.isLackOfThreads(lack)) {
            return Optional.of(
                    "the system does not let this process start more threads; raise the limit of processes (ulimit -u,"
                            + " or that of the container), or use fewer --threads");
        }
        if (failure instanceof OutOfMemoryError) {
            return Optional.of("Java's memory of "
                    + Quantities.bytes(Runtime.getRuntime().maxMemory())
                    + " is used up; give Java more, such as DILM_OPTS=-Xmx8g, or use smaller batches");
        }
        if (failure instanceof ExceptionInInitializerError loading
                && loading.getCause() instanceof UncheckedIOException cause) {
            return Optional.of(cause.getMessage());
        }
        if (failure instanceof IncompatibleClassChangeError) {
            return Optional.of("the libraries on the class path are of different versions ("
                    + Printable.line(String.valueOf(failure.getMessage()))
                    + "); build them together with ./mvnw -DskipTests package");
        }
        if (failure instanceof LinkageError) {
            return Optional.of("the native libraries cannot be loaded on this machine ("
                    + Printable.line(String.valueOf(failure.getMessage()))
                    + "); build again with ./mvnw package on this machine, or use another: Linux or Windows on"
                    + " x86-64, macOS");
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("out of memory") || message.contains("can't allocate memory")) {
            return Optional.of("the device's memory is used up; use smaller batches"
                    + (configured ? " (matching.training.batchSize, sampling.batchSize)" : "")
                    + ", shorter texts or another --device");
        }
        return Optional.empty();
    }

    private static String written(Throwable failure, Optional<Path> logFolder) {
        try {
            Path folder = logFolder.filter(Files::isDirectory).orElse(Path.of(System.getProperty("java.io.tmpdir")));
            Path file = Files.createTempFile(folder, "dilm-error-", ".log");
            Files.writeString(file, trace(failure));
            return file.toString();
        } catch (IOException notWritable) {
            return "the output of the same command with --debug";
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
