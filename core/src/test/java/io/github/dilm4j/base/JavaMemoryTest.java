package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JavaMemoryTest {
    private static final Path FILE = Path.of("huge.json");

    @Test
    void aFileThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> JavaMemory.holding(FILE, () -> new long[Integer.MAX_VALUE]))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "huge\\.json: does not fit into Java's memory of [0-9]+ MB; check that it is the file"
                                + " that you mean, or give Java more \\(-Xmx; for the command line, DILM_OPTS=-Xmx8g\\)");
    }

    @Test
    void aLackOfThreadsIsNoFaultOfTheFile() {
        OutOfMemoryError lack = new OutOfMemoryError("unable to create native thread: possibly out of memory");
        assertThatThrownBy(() -> JavaMemory.holding(FILE, () -> {
                    throw lack;
                }))
                .isSameAs(lack);
    }
}
