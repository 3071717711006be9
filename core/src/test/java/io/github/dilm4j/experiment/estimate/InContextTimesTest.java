package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InContextTimesTest {
    /** An order of dpc 2 takes 1 s and half a second for each text, one of dpc 5 takes 2 s and a second for each. */
    @Test
    void everyOrderOfEveryDpcReadsTheSetAndAnswersForEachText() {
        InContextTimes times = new InContextTimes(Map.of(2, new Probe.Line(1, 0.5), 5, new Probe.Line(2, 1)));
        assertThat(times.seconds(10, 4)).isEqualTo(10 * (1 + 0.5 * 4) + 10 * (2 + 4));
    }
}
