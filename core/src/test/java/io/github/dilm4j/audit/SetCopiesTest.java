package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetCopiesTest {
    @Test
    void copiesAreCountedByKindSetForSet() {
        List<Example> real = List.of(
                Example.of("the plot is thin and the cast is poor today", 0), Example.of("a warm and funny film", 1));
        List<SetCopies> counts = new SetsAgainstReal(
                        List.of(
                                new SetCopies.Named(
                                        "dilm",
                                        5,
                                        0,
                                        List.of(
                                                Example.of("a warm and funny film", 1),
                                                Example.of("A warm, and funny film!", 1),
                                                Example.of("quite another text", 0))),
                                new SetCopies.Named(
                                        "served",
                                        5,
                                        1,
                                        List.of(
                                                Example.of("a warm and silly film", 1),
                                                Example.of(
                                                        "they say the plot is thin and the cast is bad anyway here",
                                                        0)))),
                        real)
                .copies();
        assertThat(counts)
                .containsExactly(
                        new SetCopies("dilm", 5, 0, 3, 1, 1, 0, 0, 5), new SetCopies("served", 5, 1, 2, 0, 0, 1, 1, 8));
        assertThat(counts).extracting(SetCopies::all).containsExactly(2, 2);
    }
}
