package io.github.dilm4j.report;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Texts;
import io.github.dilm4j.run.RunEvent.TextsWritten;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distilled texts themselves, and what became of all that the generator wrote.
 *
 * @param left texts beyond {@link #MOST}, which are only in the files
 * @param cutOff what {@link Counts#cutOff} counts
 */
record TextSection(List<Group> groups, String left, String cutOff, List<StageTexts> statistics) {
    static final int MOST = 6_000;

    /**
     * The sets of a method and size.
     *
     * @param open whether to show it at once: the first sets of DiLM
     */
    record Group(String title, String size, boolean open, List<DistilledView> sets) {}

    /** @param open as of a group */
    record DistilledView(String title, String size, boolean open, String note, List<LabelTexts> labels) {}

    record LabelTexts(String label, List<List<Field>> texts) {}

    /** @param name empty where a task has one text */
    record Field(String name, String text) {}

    record StageTexts(String stage, List<Counts> labels) {}

    /** Texts that are counted together: those of a stage, or of one method in it. */
    private record Part(String stage, String method) {
        String title() {
            return Words.stage(stage) + (method.isEmpty() ? "" : ", " + Words.method(method));
        }
    }

    record Counts(
            String label,
            String written,
            String kept,
            String empty,
            String cutOff,
            String identicalPair,
            String duplicates) {}

    static TextSection of(RunRecord run) {
        Map<String, List<DistilledSet>> groups = new LinkedHashMap<>();
        List<DistilledSet> ordered = run.sets().stream()
                .sorted(Comparator.comparing((DistilledSet s) -> !s.method().equals(Results.DILM)))
                .toList();
        int shown = 0;
        int left = 0;
        for (DistilledSet set : ordered) {
            if (shown + set.rows().size() > MOST) {
                left += set.rows().size();
            } else {
                groups.computeIfAbsent(title(set), title -> new ArrayList<>()).add(set);
                shown += set.rows().size();
            }
        }
        List<Group> views = new ArrayList<>();
        groups.forEach((title, sets) -> views.add(group(title, sets, run, views.isEmpty())));
        return new TextSection(
                List.copyOf(views),
                left == 0 ? "" : Words.count(left) + " more texts are in the files of the folder ‘distilled’.",
                run.task().filter(task -> task.textFields().size() == 2).isPresent()
                        ? "No end or separator"
                        : "Cut off",
                statistics(run));
    }

    private static String title(DistilledSet set) {
        return Words.method(set.method()) + (set.dpc() == 0 ? "" : " · " + set.dpc() + " per class");
    }

    private static Group group(String title, List<DistilledSet> sets, RunRecord run, boolean open) {
        List<DistilledView> views = new ArrayList<>();
        sets.forEach(set -> views.add(view(set, run, open && views.isEmpty())));
        return new Group(title, Words.counted(sets.size(), "set"), open, List.copyOf(views));
    }

    private static DistilledView view(DistilledSet set, RunRecord run, boolean open) {
        String labelField = run.task().map(Task::labelField).orElse("label");
        List<String> textFields = run.task().map(Task::textFields).orElse(List.of());
        Map<String, List<List<Field>>> byLabel = new LinkedHashMap<>();
        run.task().ifPresent(task -> task.labels().forEach(label -> byLabel.put(label, new ArrayList<>())));
        for (Map<String, String> row : set.rows()) {
            byLabel.computeIfAbsent(row.getOrDefault(labelField, "no label"), label -> new ArrayList<>())
                    .add(fields(row, labelField, textFields));
        }
        return new DistilledView(
                "Set " + (set.set() + 1),
                Words.counted(set.rows().size(), "text"),
                open,
                set.unreadable() == 0 ? "" : Words.counted(set.unreadable(), "row") + " of the file could not be read.",
                byLabel.entrySet().stream()
                        .filter(e -> !e.getValue().isEmpty())
                        .map(e -> new LabelTexts(e.getKey(), e.getValue()))
                        .toList());
    }

    private static List<Field> fields(Map<String, String> row, String labelField, List<String> textFields) {
        List<String> names = textFields.isEmpty()
                ? row.keySet().stream().filter(name -> !name.equals(labelField)).toList()
                : textFields;
        return names.stream()
                .map(name -> new Field(names.size() == 1 ? "" : name, row.getOrDefault(name, "")))
                .toList();
    }

    private static List<StageTexts> statistics(RunRecord run) {
        Map<Part, Map<String, Map<Long, Texts>>> parts = new LinkedHashMap<>(); // by label and round
        run.textsWritten()
                .forEach(e -> parts.computeIfAbsent(new Part(e.stage(), e.method()), p -> new LinkedHashMap<>())
                        .computeIfAbsent(e.label(), l -> new LinkedHashMap<>())
                        .merge(e.round(), texts(e), e.round() < 0 ? Texts::plus : (earlier, later) -> later));
        if (parts.isEmpty()) {
            List<Texts> all = run.results().map(Results::texts).orElse(List.of());
            return all.isEmpty() ? List.of() : List.of(new StageTexts("Sets of DiLM", counts(all)));
        }
        return parts.entrySet().stream()
                .map(e -> new StageTexts(e.getKey().title(), counts(sums(e.getValue()))))
                .toList();
    }

    /** Over all rounds, per label. */
    private static List<Texts> sums(Map<String, Map<Long, Texts>> byLabel) {
        return byLabel.values().stream()
                .map(rounds -> rounds.values().stream().reduce(Texts::plus).orElseThrow())
                .toList();
    }

    private static Texts texts(TextsWritten e) {
        return new Texts(e.label(), e.written(), e.kept(), e.empty(), e.cutOff(), e.identicalPair(), e.duplicates());
    }

    private static List<Counts> counts(List<Texts> texts) {
        return texts.stream()
                .map(t -> new Counts(
                        t.label(),
                        Words.count(t.written()),
                        Words.count(t.kept())
                                + (t.written() == 0
                                        ? ""
                                        : " (" + Words.fixed(100.0 * t.kept() / t.written(), 0) + " %)"),
                        Words.count(t.empty()),
                        Words.count(t.cutOff()),
                        Words.count(t.identicalPair()),
                        Words.count(t.duplicates())))
                .toList();
    }
}
