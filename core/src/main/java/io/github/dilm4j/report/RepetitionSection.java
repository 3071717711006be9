package io.github.dilm4j.report;

import io.github.dilm4j.audit.Repetition;
import java.util.List;

/** How much the texts that a generator wrote repeat the training data; a row a method and size. */
record RepetitionSection(List<Row> rows) {
    record Row(
            String method,
            int dpc,
            String texts,
            String copies,
            String median,
            String high,
            String greatest,
            String distinct2,
            String words) {}

    static RepetitionSection of(RunRecord run) {
        return new RepetitionSection(
                run.repetition().stream().map(RepetitionSection::row).toList());
    }

    private static Row row(Repetition repetition) {
        return new Row(
                Words.method(repetition.method()),
                repetition.dpc(),
                Words.count(repetition.texts()),
                Words.count(repetition.copies()),
                Words.fixed(repetition.medianOverlap(), 2),
                Words.fixed(repetition.highOverlap(), 2),
                Words.fixed(repetition.greatestOverlap(), 2),
                Words.fixed(repetition.distinct2(), 2),
                Words.fixed(repetition.words(), 1));
    }
}
