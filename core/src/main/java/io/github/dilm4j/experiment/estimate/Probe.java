package io.github.dilm4j.experiment.estimate;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;

/**
 * Times pieces of work within a budget. Work is repeated until Java's compilers have done most of theirs. Work that is too
 * long for the budget is timed in smaller sizes, from which its time follows along a line.
 */
final class Probe {
    /**
     * After this time, Java's compilers have compiled the loops of a piece of work. Tests set less: they compare orders
     * of magnitude.
     */
    private static final double LEAST_SECONDS = Double.parseDouble(System.getProperty("dilm.probeSeconds", "0.25"));

    private static final int STEP_ROUNDS = 2; // in least seconds
    private static final double BUDGETS = 8; // the budget of a measurement, in least seconds
    private static final int LEAST_TIMES = 3;
    private static final int PARTS = 8; // the smallest size that work is timed in, as a share of all

    private final double least;
    private final double budget;
    private final double whole;
    private final LongSupplier nanos;

    Probe() {
        this(LEAST_SECONDS, BUDGETS * LEAST_SECONDS, BUDGETS * LEAST_SECONDS / 2, System::nanoTime);
    }

    /**
     * A probe for the steps of a training, which take most of a run: with longer rounds, since their code is large.
     *
     * @param whole most seconds of a step at its whole size, at which its memory is measured too
     */
    static Probe ofSteps(double whole) {
        double rounds = STEP_ROUNDS * LEAST_SECONDS;
        return new Probe(rounds, BUDGETS * rounds, whole, System::nanoTime);
    }

    /**
     * @param least seconds of a round of repetitions that is long enough
     * @param budget most seconds of all rounds, unless the first repetition alone takes longer
     * @param whole most seconds, by the time of a part, of a repetition that is not replaced by smaller ones
     * @param nanos the clock
     */
    Probe(double least, double budget, double whole, LongSupplier nanos) {
        this.least = least;
        this.budget = budget;
        this.whole = whole;
        this.nanos = nanos;
    }

    /** Work that is repeated. */
    @FunctionalInterface
    interface Repetitions {
        /**
         * Does the repetitions {@code from} to {@code to - 1}.
         *
         * @param from counted from 0 over all rounds
         */
        void run(int from, int to);
    }

    /** Work of one repetition. */
    @FunctionalInterface
    interface Repetition {
        /** @param number of the repetition, from 0 */
        void run(int number);
    }

    /** Returns the seconds of one run of the work. */
    double once(Runnable work) {
        long begin = nanos.getAsLong();
        work.run();
        return (nanos.getAsLong() - begin) / 1e9;
    }

    /** The repetitions of work, one after another. */
    static Repetitions inTurn(Repetition work) {
        return (from, to) -> {
            for (int number = from; number < to; number++) {
                work.run(number);
            }
        };
    }

    /** Like {@link #each(Repetitions)}, one after another. */
    double each(Repetition work) {
        return each(inTurn(work));
    }

    /**
     * The mean seconds of one repetition; a mean because repetitions differ in length. Runs rounds of 1, 2, 4, ...
     * repetitions until a round takes long enough or the budget leaves no room for another repetition. The last round
     * counts.
     */
    double each(Repetitions work) {
        double spent = 0;
        int done = 0;
        int count = 1;
        while (true) {
            int from = done;
            int to = done + count;
            double seconds = once(() -> work.run(from, to));
            double mean = seconds / count;
            done = to;
            spent += seconds;
            double room = (budget - spent) / mean;
            if ((seconds >= least && done >= LEAST_TIMES) || room < 1) {
                return mean;
            }
            count = (int) Math.min(2L * count, (long) room);
        }
    }

    /**
     * Returns the seconds of one repetition of work of a size. If the budget has no room for it, they follow from smaller
     * sizes.
     *
     * @param size of the work, at least 1
     * @param work of a size
     */
    double seconds(int size, IntFunction<Repetitions> work) {
        int affordable = affordable(size, work);
        return affordable == size
                ? each(work.apply(size))
                : through(affordable, each(work.apply(affordable)), work, some -> some)
                        .at(size);
    }

    /** Like {@link #seconds}, for all sizes. */
    Line line(int size, IntFunction<Repetitions> work) {
        return line(size, work, some -> some);
    }

    /**
     * The time of work by its units, measured at two sizes: the given one, or the largest one that the budget has room for,
     * and half of it.
     *
     * @param size of the wanted work, at least 1
     * @param work of a size
     * @param units the units of one repetition of a size, which is called after the work
     */
    Line line(int size, IntFunction<Repetitions> work, IntToDoubleFunction units) {
        int most = affordable(size, work);
        double seconds = each(work.apply(most));
        boolean fixedPartIsSmall = most == size && seconds > budget;
        return most == 1 || fixedPartIsSmall
                ? Line.proportional(units.applyAsDouble(most), seconds)
                : through(most, seconds, work, units);
    }

    /** Returns the size, or a smaller one that the budget has room for, by the time of a part. */
    private int affordable(int size, IntFunction<Repetitions> work) {
        int small = Math.max(1, size / PARTS);
        double first = once(() -> work.apply(small).run(0, 1));
        if (first * size / small <= whole) {
            return size;
        }
        int room = (int) Math.min(size, budget / 2 * small / first);
        return Math.min(size, Math.max(2 * small, room));
    }

    /** @param seconds of one repetition of the size {@code most}, at least 2 */
    private Line through(int most, double seconds, IntFunction<Repetitions> work, IntToDoubleFunction units) {
        int half = most / 2;
        double ofHalf = each(work.apply(half));
        return Line.through(units.applyAsDouble(half), ofHalf, units.applyAsDouble(most), seconds);
    }

    /**
     * Seconds that grow linearly with the units of work.
     *
     * @param fixed seconds for any number of units, not negative
     * @param perUnit seconds, not negative
     */
    record Line(double fixed, double perUnit) {
        static Line proportional(double units, double seconds) {
            return new Line(0, seconds / units);
        }

        /**
         * Passes through the second point, and through the first unless one of the two parts would be negative, which only
         * noise explains.
         */
        static Line through(double units, double seconds, double moreUnits, double moreSeconds) {
            double slope = moreUnits > units ? (moreSeconds - seconds) / (moreUnits - units) : Double.POSITIVE_INFINITY;
            double perUnit = Math.max(0, Math.min(slope, moreSeconds / moreUnits));
            return new Line(moreSeconds - perUnit * moreUnits, perUnit);
        }

        double at(double units) {
            return fixed + perUnit * units;
        }
    }
}
