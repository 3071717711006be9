package io.github.dilm4j.experiment;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.experiment.stage.InContextModels;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * New settings for the selection and the evaluation of a run that has begun. Results of the old settings move to a
 * separate folder in the run folder; results that the new settings would make alike stay.
 */
final class Redo {
    private static final String TRAINING = "evaluation.training";
    private static final Set<String> KEEPING_PROPOSALS = Set.of("distil.sets", "distil.bestOfBy");

    private final RunFolder folder;
    private final Set<String> keys;
    private final ExperimentConfig before;
    private final ExperimentConfig now;

    /** @param keys the settings that differ between the run's config and the new one */
    Redo(RunFolder folder, Set<String> keys, ExperimentConfig before, ExperimentConfig now) {
        this.folder = folder;
        this.keys = Set.copyOf(keys);
        this.before = before;
        this.now = now;
    }

    /** Whether the stages before the selection read none of these settings. */
    static boolean isPossible(Set<String> keys) {
        return firstReader(keys).compareTo(Stage.SELECTION) >= 0;
    }

    /**
     * The first stage whose result depends on one of these settings.
     *
     * @param before the run's config; empty if this version does not know all of its settings
     */
    static Stage firstVoided(Set<String> keys, Optional<ExperimentConfig> before, ExperimentConfig now) {
        Stage first = firstReader(keys);
        return first == Stage.EVALUATION && before.isPresent() && choosesAnew(keys, before.get(), now)
                ? Stage.CHOICE
                : first;
    }

    private static Stage firstReader(Set<String> keys) {
        return keys.stream()
                .map(Stage::firstReader)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether the run's sets were chosen among proposals, which the new settings would score in another way. */
    private static boolean choosesAnew(Set<String> keys, ExperimentConfig before, ExperimentConfig now) {
        return before.distil().bestOf() > 1
                && (before.distil().bestOfBy() != now.distil().bestOfBy()
                        || switch (before.distil().bestOfBy()) {
                            case LEARNER -> changed(keys, TRAINING);
                            case IN_CONTEXT -> !chooser(before).equals(chooser(now)) || !readsAlike(before, now);
                        });
    }

    private static String chooser(ExperimentConfig config) {
        return config.evaluation().inContext().chooser();
    }

    /** The stages that are no longer finished. */
    Set<Stage> stages() {
        Stage first = otherProposals() ? Stage.SELECTION : firstVoided(keys, Optional.of(before), now);
        return EnumSet.range(first, Stage.EVALUATION);
    }

    /** Deletes the markers first, so that a process that is killed meanwhile leaves unfinished stages. */
    void setAside(EventSink events) {
        Map<String, Path> old = scores(before);
        Map<String, Path> valid = new LinkedHashMap<>(old);
        valid.keySet().removeIf(learner -> !staysValid(learner));
        Set<Path> kept = new HashSet<>(valid.values());
        old.keySet().stream()
                .filter(this::fullDataStaysValid)
                .map(folder::fullDataScores)
                .forEach(kept::add);
        List<Path> away = new ArrayList<>();
        stages().forEach(stage -> away.add(folder.marker(stage)));
        away.add(folder.results());
        away.add(folder.seal(Stage.EVALUATION));
        if (stages().contains(Stage.CHOICE)) {
            away.add(folder.repetition());
            away.add(folder.copies());
            away.add(folder.nearest());
            away.add(folder.map());
        }
        if (otherProposals()) {
            away.add(folder.distilled());
            away.add(folder.seal(Stage.SELECTION));
        }
        if (otherSets()) {
            away.addAll(sets());
            away.add(folder.seal(Stage.CHOICE));
            away.add(folder.proposalScores());
        }
        Folders.files(folder.root()).stream()
                .filter(RunFolder::isScores)
                .filter(file -> !kept.contains(file))
                .forEach(away::add);
        events.accept(new RunEvent.SetAside(
                RunEvent.now(),
                otherProposals(),
                old.keySet().stream()
                        .filter(learner -> !valid.containsKey(learner))
                        .toList()));
        AsideFolder aside = new AsideFolder(folder);
        away.forEach(aside::move);
    }

    /** The files of the run's distilled sets. */
    private List<Path> sets() {
        List<Path> files = new ArrayList<>();
        for (Method method : before.evaluation().methods()) {
            for (int dpc : before.distil().dpc()) {
                for (int set = 0; set < before.distil().sets(); set++) {
                    files.add(folder.distilled(method.label(), dpc, set));
                }
            }
        }
        return files;
    }

    /** Where the scores of every learner lie, by its name in results. */
    private Map<String, Path> scores(ExperimentConfig config) {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put(Results.LEARNER, folder.scores(Results.LEARNER));
        config.evaluation().otherLearners().forEach(other -> files.put(other.name(), folder.scores(other.name())));
        judges(config).forEach(judge -> files.put(judge.name(), judge.scores()));
        return files;
    }

    private List<InContextModels.Judge> judges(ExperimentConfig config) {
        return InContextModels.judges(folder, config.evaluation().inContext());
    }

    /** Whether the new settings would give the learner's scores again, as far as there are any. */
    private boolean staysValid(String learner) {
        return !otherSets() && scores(now).containsKey(learner) && (trainsAlike(learner) || readsAlike(learner));
    }

    /** Like {@link #staysValid(String)}, of the learner's scores on the whole training data. */
    private boolean fullDataStaysValid(String learner) {
        return trainsAlike(learner) && !changed("evaluation.fullData.steps");
    }

    /** Whether it is a learner that is trained, and the new settings train it in the same way. */
    private boolean trainsAlike(String learner) {
        return learner.equals(Results.LEARNER)
                ? !changed(TRAINING)
                : before.evaluation().otherLearners().stream()
                        .anyMatch(other -> other.name().equals(learner)
                                && now.evaluation().otherLearners().contains(other));
    }

    /** Whether it is an in-context model, and the new settings prompt it in the same way. */
    private boolean readsAlike(String learner) {
        return readsAlike(before, now)
                && judges(before).stream()
                        .filter(judge -> judge.name().equals(learner))
                        .anyMatch(judges(now)::contains);
    }

    /** Whether both prompt in-context models in the same way. */
    private static boolean readsAlike(ExperimentConfig before, ExperimentConfig now) {
        return before.evaluation()
                .inContext()
                .withoutModels()
                .equals(now.evaluation().inContext().withoutModels());
    }

    /** Whether the new settings would change the existing sets; a higher number of sets does not. */
    private boolean otherSets() {
        return otherProposals() || choosesAnew(keys, before, now);
    }

    /** Like {@link #otherSets}, of the sets before the best are chosen among them. */
    private boolean otherProposals() {
        return keys.stream().anyMatch(key -> key.startsWith("distil.") && !KEEPING_PROPOSALS.contains(key))
                || (before.candidates().isPresent() && changed("candidates"))
                || now.distil().sets() < before.distil().sets();
    }

    private boolean changed(String prefix) {
        return changed(keys, prefix);
    }

    private static boolean changed(Set<String> keys, String prefix) {
        return keys.stream().anyMatch(key -> key.startsWith(prefix));
    }
}
