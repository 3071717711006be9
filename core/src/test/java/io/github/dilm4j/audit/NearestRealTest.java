package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestRealTest {
    private static final List<Example> REAL = List.of(
            real("a dull film with a flat script and no end"),
            real("the fine play was over far too soon for us all tonight"),
            real("warm"));

    private static Example real(String text) {
        return new Example(List.of(text), 0);
    }

    @Test
    void everyTextHasItsNearestRealOneAndTheKindOfCopy() {
        List<NearestReal> found = new SetsAgainstReal(
                        List.of(
                                new SetCopies.Named(
                                        "dilm", 5, 0, List.of(real("A dull film, with a flat script and no end."))),
                                new SetCopies.Named("dilm", 5, 1, List.of(real("a warm evening"), real("xyz")))),
                        REAL)
                .nearest();
        assertThat(found)
                .containsExactly(
                        new NearestReal(
                                "dilm",
                                5,
                                0,
                                List.of(new NearestReal.Text(
                                        "recased", 1, REAL.get(0).texts()))),
                        new NearestReal(
                                "dilm",
                                5,
                                1,
                                List.of(
                                        new NearestReal.Text(
                                                "", 1.0 / 3, REAL.get(2).texts()),
                                        new NearestReal.Text("", 0, List.of()))));
    }

    @Test
    void aCopyNamesItsOriginalWhereAnotherSharesMoreWords() {
        Example shuffled = real("all us for soon too far over was play fine the today");
        Example passage = real("the fine play was over far too soon");
        List<NearestReal> found = new SetsAgainstReal(
                        List.of(new SetCopies.Named("dilm", 5, 0, List.of(passage))),
                        List.of(shuffled, REAL.get(1), real("soon too far over was play fine the")))
                .nearest();
        assertThat(found.get(0).texts())
                .containsExactly(new NearestReal.Text("passage", 1, REAL.get(1).texts()));
    }
}
