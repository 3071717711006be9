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

/**
 * Files of a data set of the hub: {@code hf://datasets/OWNER/NAME[@REVISION]/WHAT}, where WHAT is a file, a pattern of
 * files ({@code sst2/train-*.parquet}), a split ({@code sst2/train}) or a folder with splits ({@code sst2}), of which
 * the usual one for the use is taken.
 *
 * @param what may be empty: the repository's own folder, or {@code data} in it
 */
public record DataSetAddress(RepoId id, String what) {
    private static final String SCHEME = "hf://";
    private static final String CARD = "README.md";
    private static final Pattern COUNTED = Pattern.compile(".*-of-(\\d{1,9})\\.parquet");
    private static final Pattern TEXT = Pattern.compile(
            "hf://datasets/(?<name>[^/@]+/[^/@]+)" + "(@(?<revision>refs/(convert|pr)/[^/]+|[^/]+))?(/(?<what>.*))?");

    /**
     * Empty if the text is no address of the hub.
     *
     * @throws InputException if it is one that cannot be understood
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
        throw new InputException(text + ": is no address of a data set; write hf://datasets/OWNER/NAME/WHAT, such as"
                + " hf://datasets/nyu-mll/glue/sst2/train");
    }

    /** The address of one of its files. */
    public String of(String file) {
        return SCHEME + "datasets/" + id + "/" + file;
    }

    /**
     * Fetches the files, and the card, which may name the labels.
     *
     * @param splits the ones to look for in a folder; the first that is there is taken
     * @param commits at which repositories are read
     * @return the folder that {@link #chosenIn} finds them in
     * @throws InputException if there are none, or they cannot be had
     */
    public Path folder(Hub hub, List<String> splits, HubCommits commits) {
        Path folder = hub.snapshot(
                commits.at(id),
                files -> withCard(chosen(files, splits), files),
                "has no files for '" + what + "', with a split of " + splits + " where it is a folder,");
        commits.read(id, folder);
        return folder;
    }

    /** The names, within the folder, of the files that were fetched. */
    public List<String> chosenIn(Path folder, List<String> splits) {
        return chosen(HubCache.filesIn(folder), splits);
    }

    private static List<String> withCard(List<String> chosen, Set<String> files) {
        if (chosen.isEmpty() || !files.contains(CARD) || chosen.contains(CARD)) {
            return chosen;
        }
        List<String> all = new ArrayList<>(List.of(CARD));
        all.addAll(chosen);
        return all;
    }

    /** See {@link Choice#of}. */
    List<String> chosen(Set<String> files, List<String> splits) {
        if (files.contains(what)) {
            return List.of(what);
        }
        if (FilePattern.isPattern(what)) {
            Pattern pattern = FilePattern.of(what);
            return files.stream()
                    .filter(file -> pattern.matcher(file).matches())
                    .sorted()
                    .toList();
        }
        List<String> named = ofSplit(files, what);
        if (!what.isEmpty() && !named.isEmpty()) {
            return named;
        }
        for (String split : splits) {
            for (String folder : what.isEmpty() ? List.of("", "data/") : List.of(what + "/")) {
                List<String> found = ofSplit(files, folder + split);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    /**
     * {@code train.parquet}, {@code train-00000-of-00002.parquet}, {@code train/0000.parquet}; none if some of the parts
     * that a name counts are not there, as in a cache after a download that was stopped.
     */
    private static List<String> ofSplit(Set<String> files, String split) {
        Pattern names = Pattern.compile(Pattern.quote(split) + "(-\\d+-of-\\d+|/\\d+)?\\.parquet");
        List<String> found = files.stream()
                .filter(file -> names.matcher(file).matches())
                .sorted()
                .toList();
        return found.stream().allMatch(file -> parts(file, found.size()) == found.size()) ? found : List.of();
    }

    /** How many parts the name counts; {@code all} if it counts none. */
    private static int parts(String file, int all) {
        Matcher counted = COUNTED.matcher(file);
        return counted.matches() ? Integer.parseInt(counted.group(1)) : all;
    }
}
