package io.github.dilm4j.report;

import io.github.dilm4j.audit.NearestReal;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Texts;
import io.github.dilm4j.run.RunEvent.TextsWritten;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The distilled texts, and the counts of all texts that the generator wrote.
 *
 * @param left texts beyond {@link #MOST}, which are only in the files
 * @param cutOff explains {@link Counts#cutOff}
 */
record TextSection(List<Group> groups, String left, String cutOff, List<StageTexts> statistics) {
    static final int MOST = 6_000;

    private static final int MOST_LABELS = 12; // the labels for which the style sheet has rules

    /**
     * The sets of a method and size, as a table.
     *
     * @param id of the group in the page
     * @param open whether it is open at first: the sets of DiLM of the first size
     * @param labels to which the table can be narrowed; none if there are too many
     * @param compared whether the rows have their nearest real texts
     */
    record Group(
            String id,
            String title,
            String size,
            boolean open,
            String note,
            List<String> labels,
            boolean compared,
            List<Row> rows) {}

    /**
     * @param set counts from 1
     * @param place the label's index among those of the group
     */
    record Row(int set, String label, int place, List<Field> fields, Near near) {}

    /**
     * The nearest real text.
     *
     * @param copy the kind of copy; empty if the text is not one
     * @param overlap in words, in per cent
     */
    record Near(String copy, String overlap, List<Field> fields) {
        static final Near UNKNOWN = new Near("", "", List.of());
    }

    /** @param name empty if a task has one text */
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
        groups.forEach((title, sets) -> views.add(group("texts-" + views.size(), title, sets, run)));
        return new TextSection(
                List.copyOf(views),
                left == 0 ? "" : Words.count(left) + " more texts are in the files of the folder ‘distilled’.",
                run.task().filter(task -> task.textFields().size() == 2).isPresent()
                        ? "No end or separator"
                        : "Cut off",
                statistics(run));
    }

    /** Whether a group has the nearest real texts. */
    public boolean compared() {
        return groups.stream().anyMatch(Group::compared);
    }

    private static String title(DistilledSet set) {
        return Words.method(set.method()) + (set.dpc() == 0 ? "" : " · " + set.dpc() + " per class");
    }

    private static Group group(String id, String title, List<DistilledSet> sets, RunRecord run) {
        List<String> labels = Stream.concat(
                        run.task().map(Task::labels).orElse(List.of()).stream(),
                        sets.stream().flatMap(set -> set.rows().stream()).map(row -> label(row, run)))
                .distinct()
                .toList();
        List<Row> rows = new ArrayList<>();
        for (DistilledSet set : sets) {
            List<Near> near = near(set, run);
            for (int i = 0; i < set.rows().size(); i++) {
                Map<String, String> row = set.rows().get(i);
                String label = label(row, run);
                rows.add(new Row(
                        set.set() + 1,
                        label,
                        labels.indexOf(label),
                        fields(row, run),
                        near.isEmpty() ? Near.UNKNOWN : near.get(i)));
            }
        }
        int unreadable = sets.stream().mapToInt(DistilledSet::unreadable).sum();
        return new Group(
                id,
                title,
                Words.counted(sets.size(), "set") + ", " + Words.counted(rows.size(), "text"),
                id.equals("texts-0"),
                unreadable == 0 ? "" : Words.counted(unreadable, "row") + " of the files could not be read.",
                labels.size() > MOST_LABELS ? List.of() : labels,
                rows.stream().anyMatch(row -> !row.near().equals(Near.UNKNOWN)),
                rows);
    }

    /** By row; empty if the set was not compared with the real texts, or differs from the one that was. */
    private static List<Near> near(DistilledSet set, RunRecord run) {
        return run.nearest().stream()
                .filter(compared -> compared.method().equals(set.method())
                        && compared.dpc() == set.dpc()
                        && compared.set() == set.set()
                        && compared.texts().size() == set.rows().size())
                .findFirst()
                .map(compared ->
                        compared.texts().stream().map(text -> near(text, run)).toList())
                .orElse(List.of());
    }

    private static Near near(NearestReal.Text text, RunRecord run) {
        List<String> names = run.task().map(Task::textFields).orElse(List.of());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < text.real().size(); i++) {
            boolean named = names.size() > 1 && i < names.size();
            fields.add(new Field(named ? names.get(i) : "", text.real().get(i)));
        }
        return new Near(text.copy(), Words.fixed(100 * text.overlap(), 0), fields);
    }

    static String label(Map<String, String> row, RunRecord run) {
        return row.getOrDefault(run.task().map(Task::labelField).orElse("label"), "no label");
    }

    /** The texts of a row, with their names if a task has two. */
    static List<Field> fields(Map<String, String> row, RunRecord run) {
        String labelField = run.task().map(Task::labelField).orElse("label");
        List<String> textFields = run.task().map(Task::textFields).orElse(List.of());
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

    /** The sums over all rounds, per label. */
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
