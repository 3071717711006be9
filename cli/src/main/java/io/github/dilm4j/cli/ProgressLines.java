package io.github.dilm4j.cli;

import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.Quantities;
import java.util.Map;
import java.util.function.LongSupplier;

/** At most one line every ten seconds for a stage, besides those at its beginning and end. */
final class ProgressLines extends Progress {
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final LongSupplier nanos;
    private String stage = "";
    private long lastLineNanos;
    private long lastLineStep; // -1 before the first step that this process makes

    /** @param nanos the clock */
    ProgressLines(Console console, LongSupplier nanos) {
        super(console);
        this.nanos = nanos;
    }

    @Override
    void begin(String name, long total) {
        stage = name;
        lastLineNanos = nanos.getAsLong();
        lastLineStep = -1;
        line(name + ": begins" + (total > 0 ? ", " + steps(total) : ""));
    }

    private static String steps(long total) {
        return total + (total == 1 ? " step" : " steps");
    }

    @Override
    void step(String name, long step, long total, Map<String, Double> values) {
        if (!name.equals(stage)) {
            begin(name, total);
        }
        long now = nanos.getAsLong();
        if (lastLineStep < 0 || step < lastLineStep) { // the first step of this process, or of the stage's next part
            lastLineStep = step;
            lastLineNanos = now;
            return;
        }
        if (now - lastLineNanos < EVERY_NANOS) {
            return;
        }
        double rate = (step - lastLineStep) / ((now - lastLineNanos) / 1e9);
        lastLineNanos = now;
        lastLineStep = step;
        StringBuilder text = new StringBuilder(name).append(": ").append(step);
        if (total > 0) {
            text.append('/')
                    .append(total)
                    .append(" (")
                    .append(100 * step / total)
                    .append(" %)");
        }
        text.append(", ").append(Quantities.significant(rate)).append("/s");
        if (total > 0) {
            text.append(", ").append(Quantities.duration((total - step) / rate)).append(" left");
        }
        line(text + (values.isEmpty() ? "" : ", " + metrics(values)));
    }

    @Override
    void end(String name) {
        stage = "";
    }

    @Override
    void estimating(String what, int part, int parts) {
        line("estimate: measuring " + what + " (" + part + "/" + parts + ")");
    }

    @Override
    void line(String text) {
        console().note(Printable.line(text));
    }

    @Override
    public void close() {
        stage = "";
    }
}
