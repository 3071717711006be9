package io.github.dilm4j.cli;

import io.github.dilm4j.base.Printable;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for the running stage, which is redrawn in place. */
final class ProgressBars extends Progress {
    private static final int REDRAW_MILLIS = 250;
    private static final int WIDTH_WITH_SPEED = 100;
    private static final int BAR = 8; // the least width
    private static final int PER_CENT_AND_BRACKETS = " 100% [] ".length();
    private static final int TIMES = " (0:00:00 / 0:00:00)  ".length();
    private static final int SPEED = " 1000.00/s".length();
    private static final String TO_LINE_BEGIN = "\r\u001b[K"; // and clear the line

    private Optional<ProgressBar> bar = Optional.empty();
    private String stage = "";

    ProgressBars(Console console) {
        super(console);
    }

    @Override
    void begin(String name, long total) {
        close();
        stage = name;
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(Printable.line(name))
                .setInitialMax(total > 0 ? total : -1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(
                        new DelegatingProgressBarConsumer(this::draw, console().columns() - 1));
        if (console().columns() >= WIDTH_WITH_SPEED) { // leaves room for the metrics and the bar
            builder.showSpeed(new DecimalFormat("0.00", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        }
        bar = Optional.of(builder.build());
    }

    @Override
    void step(String name, long step, long total, Map<String, Double> values) {
        if (!name.equals(stage)) {
            begin(name, total);
        }
        bar.ifPresent(each -> {
            each.maxHint(total > 0 ? total : -1);
            each.stepTo(step);
            each.setExtraMessage(" " + metrics(values, room(name, total)));
        });
    }

    /** The columns that a stage's line has for metrics. */
    private int room(String name, long total) {
        int counters = 2 * String.valueOf(total).length() + 1;
        int speed = console().columns() >= WIDTH_WITH_SPEED ? SPEED : 0;
        return console().columns() - 1 - name.length() - PER_CENT_AND_BRACKETS - BAR - counters - TIMES - speed;
    }

    @Override
    void estimating(String what, int part, int parts) {
        step("estimate", part - 1, parts, Map.of());
        bar.ifPresent(each -> each.setExtraMessage(" " + what));
    }

    @Override
    void end(String name) {
        close();
    }

    @Override
    void line(String text) {
        print(TO_LINE_BEGIN + Printable.line(text) + "\n");
    }

    @Override
    public void close() {
        bar.ifPresent(each -> {
            each.close();
            print(TO_LINE_BEGIN);
        });
        bar = Optional.empty();
        stage = "";
    }

    /** Called by the bar's own thread. */
    private void draw(String line) {
        print(TO_LINE_BEGIN + Printable.of(line)); // the bar's own spaces stay
    }

    private void print(String text) {
        synchronized (console()) {
            console().err().print(text);
            console().err().flush();
        }
    }
}
