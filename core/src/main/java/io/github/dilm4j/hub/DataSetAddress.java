package io.github.dilm4j.hub;

import io.github.dilm4j.base.FilePattern;
import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of a data set of the hub: {@code hf://datasets/OWNER/NAME[@REVISION]/WHAT}, where WHAT is a file, a pattern of
 * files ({@code sst2/train-*.parquet}), a split ({@code sst2/train}) or a folder with splits ({@code sst2}), of which
 * the usual one for the use is chosen.
 *
 * @param what may be empty: the repository's own folder, or {@code data} in it
 */
public record DataSetAddress(RepoId id, String what) {
    private static final String SCHEME = "hf://";
    private static final String CARD = "README.md";
    private static final Pattern UNCOUNTED = Pattern.compile(".*/\\d+\\.[a-z.]+");

    /** The endings of the readable formats. A split is searched in this order. */
    private static final List<String> ENDINGS =
            List.of(".parquet", ".jsonl", ".csv", ".tsv", ".jsonl.gz", ".csv.gz", ".tsv.gz");

    private static final String REMEDY = ", or name the files that are to be read";
    private static final Pattern TEXT = Pattern.compile(
            "hf://datasets/(?<name>[^/@]+/[^/@]+)" + "(@(?<revision>refs/(convert|pr)/[^/]+|[^/]+))?(/(?<what>.*))?");

    /**
     * Empty if the text is not an address of the hub.
     *
     * @throws InputException if it is a malformed address
     */
    public static Optional<DataSetAddress> parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(text);
        if (parts.matches()) {
            String revision = parts.group("revision");
            Optional<RepoId> id =
                    RepoId.parse(RepoId.Kind.DATASET, parts.group("name") + (revision == null ? "" : "@" + revision));
            if (id.isPresent()) {
                String what = parts.group("what") == null ? "" : parts.group("what");
                return Optional.of(new DataSetAddress(id.get(), what.replaceAll("/+$", "")));
            }
        }
        throw new InputException(
                text + ": is not the address of a data set; write hf://datasets/OWNER/NAME/WHAT, such as"
                        + " hf://datasets/nyu-mll/glue/sst2/train");
    }

    /** The address of one of its files. */
    public String of(String file) {
        return SCHEME + "datasets/" + id + "/" + file;
    }

    /**
     * Fetches the files, and the card, which may name the labels.
     *
     * @param splits the ones to look for in a folder; the first that exists is used
     * @param commits at which repositories are read
     * @return the folder that {@link #chosenIn} finds them in
     * @throws InputException if there are none, or they cannot be fetched
     */
    public Path folder(Hub hub, List<String> splits, HubCommits commits) {
        Path folder = hub.snapshot(
                commits.at(id),
                choice(splits),
                "has no files for '" + what + "', with a split of " + splits + " where it is a folder,");
        commits.read(id, folder);
        return folder;
    }

    /** The names, within the folder, of the files that were fetched. */
    public List<String> chosenIn(Path folder, List<String> splits) {
        return chosen(HubCache.filesIn(folder), splits);
    }

    /** @param splits the ones to look for in a folder; the first that exists is used */
    Choice choice(List<String> splits) {
        return new Choice() {
            @Override
            public List<String> of(Set<String> files) {
                return withCard(chosen(files, splits), files);
            }

            @Override
            public Optional<Doubt> doubt(Set<String> here) {
                return problem(here, splits).map(problem -> new Doubt(problem, REMEDY));
            }
        };
    }

    private static List<String> withCard(List<String> chosen, Set<String> files) {
        if (chosen.isEmpty() || !files.contains(CARD) || chosen.contains(CARD)) {
            return chosen;
        }
        List<String> all = new ArrayList<>(List.of(CARD));
        all.addAll(chosen);
        return all;
    }

    /**
     * See {@link Choice#of}. A split with missing parts counts as absent, such as in a cache after an interrupted
     * download.
     */
    List<String> chosen(Set<String> files, List<String> splits) {
        if (files.contains(what)) {
            return List.of(what);
        }
        if (isPattern()) {
            return matching(files);
        }
        for (String split : places(splits)) {
            List<String> found = ofSplit(files, split);
            if (!found.isEmpty() && PartName.areWhole(found)) {
                return found;
            }
        }
        return List.of();
    }

    private boolean isPattern() {
        return FilePattern.isPattern(what);
    }

    private List<String> matching(Set<String> files) {
        Pattern pattern = FilePattern.of(what);
        return files.stream()
                .filter(file -> pattern.matcher(file).matches())
                .sorted()
                .toList();
    }

    /**
     * The possible places of the split; the first that exists is used: the name itself, or the split in the folder of
     * that name.
     */
    private List<String> places(List<String> splits) {
        return what.isEmpty()
                ? splits.stream()
                        .flatMap(split -> Stream.of(split, "data/" + split))
                        .toList()
                : Stream.concat(Stream.of(what), splits.stream().map(split -> what + "/" + split))
                        .toList();
    }

    /** See {@link Choice#doubt}. */
    private Optional<String> problem(Set<String> here, List<String> splits) {
        if (here.contains(what)) {
            return Optional.empty();
        }
        return isPattern() ? problemOfPattern(here) : problemOfSplit(here, splits);
    }

    private Optional<String> problemOfPattern(Set<String> here) {
        List<String> found = matching(here);
        Pattern pattern = FilePattern.of(what);
        List<String> missing = PartName.missing(
                found, PartName.first(found), name -> pattern.matcher(name).matches());
        if (!missing.isEmpty()) {
            return Optional.of("lacks " + Hub.shown(missing));
        }
        int beforeAsterisk = what.indexOf('*');
        boolean known = found.stream()
                .allMatch(file -> PartName.of(file)
                        .filter(part -> part.begin().length() <= beforeAsterisk)
                        .isPresent());
        return known ? Optional.empty() : Optional.of(maybeMore(what, found));
    }

    private Optional<String> problemOfSplit(Set<String> here, List<String> splits) {
        for (String split : places(splits)) {
            List<String> found = ofSplit(here, split);
            if (!found.isEmpty()) {
                List<String> missing = PartName.missing(found, PartName.first(found), name -> true);
                if (!missing.isEmpty()) {
                    return Optional.of("lacks " + Hub.shown(missing));
                }
                if (found.stream().anyMatch(file -> UNCOUNTED.matcher(file).matches())) {
                    return Optional.of(maybeMore(split, found));
                }
                return problemOfOrder(split, splits);
            }
        }
        return Optional.empty();
    }

    /** Whether another split may take precedence over the cached one. */
    private Optional<String> problemOfOrder(String found, List<String> splits) {
        String first = splits.isEmpty() ? "" : splits.get(0);
        return found.equals(what) || found.equals(first) || found.endsWith("/" + first)
                ? Optional.empty()
                : Optional.of("holds '" + found + "' but may lack '" + first + "', which takes precedence");
    }

    private static String maybeMore(String wanted, List<String> found) {
        return "may lack files of '" + wanted + "', because their names do not say how many there are, besides "
                + Hub.shown(found);
    }

    /**
     * {@code train.parquet}, {@code train-00000-of-00002.parquet}, {@code train/0000.parquet}; without Parquet the same
     * of the first other format.
     */
    private static List<String> ofSplit(Set<String> files, String split) {
        return ENDINGS.stream()
                .map(ending -> ofSplit(files, split, ending))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<String> ofSplit(Set<String> files, String split, String ending) {
        Pattern names = Pattern.compile(
                Pattern.quote(split) + "(-\\d+-of-\\d+" + PartName.FINGERPRINT + "|/\\d+)?" + Pattern.quote(ending));
        return files.stream()
                .filter(file -> names.matcher(file).matches())
                .sorted()
                .toList();
    }
}
