package io.github.dilm4j.report;

import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.SetCopies;
import java.util.List;

/** How much generated texts repeat the training data: one row per method and size, and one row per set. */
record RepetitionSection(List<Row> rows, List<SetRow> sets) {
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
                run.repetition().stream().map(RepetitionSection::row).toList(),
                run.copies().stream().map(RepetitionSection::row).toList());
    }

    /** @param set counts from 1, for people */
    record SetRow(
            String method,
            int dpc,
            int set,
            String texts,
            String verbatim,
            String recased,
            String near,
            String passages,
            String longest) {}

    private static SetRow row(SetCopies copies) {
        return new SetRow(
                Words.method(copies.method()),
                copies.dpc(),
                copies.set() + 1,
                Words.count(copies.texts()),
                Words.count(copies.verbatim()),
                Words.count(copies.recased()),
                Words.count(copies.near()),
                Words.count(copies.passages()),
                Words.count(copies.longest()));
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
