package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.experiment.estimate.Probe.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes with a least round of 1 s and a budget of 8 s, on a clock that only the work moves. */
class ProbeTest {
    private double seconds; // of the clock
    private final Probe probe = new Probe(1, 8, 4, () -> Math.round(seconds * 1e9));

    private void passes(double some) {
        seconds += some;
    }

    @Test
    void shortWorkIsRepeatedUntilARoundIsLongEnough() {
        List<Integer> numbers = new ArrayList<>();
        double each = probe.each(number -> {
            numbers.add(number);
            passes(number < 3 ? 0.2 : 0.3); // the first rounds do not count
        });
        assertThat(each).isEqualTo(0.3, within(1e-9));
        assertThat(numbers).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "8, 8", "5, 5", "3, 6", "2.5, 7.5", "0.5, 1.5"})
    void longWorkIsRepeatedNoFurtherThanTheBudget(double ofOne, double spent) {
        assertThat(probe.each(number -> passes(ofOne))).isEqualTo(ofOne, within(1e-9));
        assertThat(seconds).isEqualTo(spent, within(1e-9));
    }

    /** A size of 1 takes a millisecond, the whole one takes a tenth of a second. */
    @Test
    void workThatFitsIsMeasuredAtItsSizeAndAtHalfOfIt() {
        List<Integer> sizes = new ArrayList<>();
        Line line = line(64, sizes, size -> 0.036 + 0.001 * size);
        assertThat(line.at(64)).isEqualTo(0.1, within(1e-6));
        assertThat(line.fixed()).isEqualTo(0.036, within(1e-6));
        assertThat(sizes.stream().distinct()).containsExactly(8, 64, 32);
        sizes.clear();
        assertThat(probe.seconds(64, work(sizes, size -> 0.1))).isEqualTo(0.1, within(1e-6));
        assertThat(sizes.stream().distinct()).containsExactly(8, 64);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.2", "0.5, 0.25", "3, 10", "0, 1000"})
    void longWorkIsMeasuredInSmallSizesAndExtrapolatedAlongALine(double fixed, double ofOne) {
        List<Integer> sizes = new ArrayList<>();
        Line line = line(64, sizes, size -> fixed + ofOne * size);
        assertThat(line.at(64)).isEqualTo(fixed + 64 * ofOne, within(1e-6 * ofOne));
        assertThat(probe.seconds(64, work(sizes, size -> fixed + ofOne * size)))
                .isEqualTo(fixed + 64 * ofOne, within(1e-6 * ofOne));
        assertThat(sizes).allMatch(size -> size < 64);
        assertThat(seconds / 2).isLessThanOrEqualTo(Math.max(2 * 8 + 2, (8 + 16 + 8) * ofOne + 3 * fixed));
    }

    /** Memory is that of the whole size. */
    @Test
    void workIsDoneAtItsWholeSizeUpToALimit() {
        List<Integer> sizes = new ArrayList<>();
        Probe ofWhole = new Probe(1, 8, 12, () -> Math.round(seconds * 1e9));
        assertThat(ofWhole.line(64, work(sizes, size -> 12.0 / 64 * size)).at(64))
                .isEqualTo(12, within(1e-6));
        assertThat(sizes).containsExactly(8, 64);
        sizes.clear();
        ofWhole.line(64, work(sizes, size -> 13.0 / 64 * size));
        assertThat(sizes).allMatch(size -> size < 64);
    }

    @Test
    void workOfOneUnitIsNotSplit() {
        assertThat(line(1, new ArrayList<>(), size -> 2.0)).isEqualTo(new Line(0, 2));
    }

    /** Texts end before the limit, so that a batch has half of the tokens that there is room for. */
    @Test
    void unitsAreThoseThatWereDone() {
        Line line = probe.line(100, size -> Probe.inTurn(number -> passes(0.02 * size)), size -> size / 2.0);
        assertThat(line.perUnit()).isEqualTo(0.04, within(1e-6));
    }

    /** Passes through the second point, with two parts that are not negative. */
    @ParameterizedTest
    @CsvSource({"1, 2, 2, 3, 1, 1", "1, 1, 2, 3, 0, 1.5", "1, 4, 2, 3, 3, 0", "2, 3, 2, 3, 0, 1.5"})
    void noiseMakesNoPartOfALineNegative(
            double units, double first, double more, double second, double fixed, double perUnit) {
        assertThat(Line.through(units, first, more, second)).isEqualTo(new Line(fixed, perUnit));
    }

    private Line line(int size, List<Integer> sizes, IntToDoubleFunction time) {
        return probe.line(size, work(sizes, time));
    }

    private IntFunction<Probe.Repetitions> work(List<Integer> sizes, IntToDoubleFunction time) {
        return size -> Probe.inTurn(number -> {
            sizes.add(size);
            passes(time.applyAsDouble(size));
        });
    }
}
