package io.github.dilm4j.hub;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file name with a part number: {@code train-00000-of-00002.parquet}, or with a fingerprint, as older versions of
 * Python's {@code push_to_hub} wrote it, {@code train-00000-of-00002-a09b74b3ef9c3b56.parquet}.
 *
 * @param begin all before the number, {@code train-}
 * @param number this part's, as it is written
 * @param count of all parts, as it is written
 * @param fingerprint with the hyphen before it; another one in each part; may be empty
 * @param end the file's ending, {@code .parquet}
 */
record PartName(String begin, String number, String count, String fingerprint, String end) {
    /** As a regular expression. */
    static final String FINGERPRINT = "(?:-[0-9a-f]{16})?";

    private static final Pattern NAME =
            Pattern.compile("(.*[-_.])(\\d{1,6})-of-(\\d{1,6})(" + FINGERPRINT + ")(\\.[A-Za-z][\\w.]*)");

    /** Empty if the name counts no parts. */
    static Optional<PartName> of(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches()
                ? Optional.of(new PartName(name.group(1), name.group(2), name.group(3), name.group(4), name.group(5)))
                : Optional.empty();
    }

    int parts() {
        return Integer.parseInt(count);
    }

    /** The number of the first part of a data set: 0, or 1 if the last part has the total as its number. */
    static int first(Collection<String> files) {
        return files.stream()
                        .flatMap(file -> of(file).stream())
                        .anyMatch(part -> Integer.parseInt(part.number()) == part.parts())
                ? 1
                : 0;
    }

    /**
     * The missing parts according to these files' names, without fingerprints.
     *
     * @param first the number of the first part: 0 in data sets, 1 in weights
     * @param wanted accepts names; called with the fingerprint of an existing part
     */
    static List<String> missing(Collection<String> files, int first, Predicate<String> wanted) {
        List<PartName> here = files.stream().flatMap(file -> of(file).stream()).toList();
        Set<PartName> plain = here.stream().map(PartName::plain).collect(Collectors.toSet());
        Set<PartName> looked = new HashSet<>();
        Set<String> missing = new TreeSet<>();
        for (PartName part : here) {
            if (looked.add(part.plain().at(first))) {
                for (int number = first; number < first + part.parts(); number++) {
                    PartName other = part.at(number);
                    if (!plain.contains(other.plain()) && wanted.test(other.name())) {
                        missing.add(other.plain().name());
                    }
                }
            }
        }
        return List.copyOf(missing);
    }

    /** Whether each part exists exactly once; names without part numbers are accepted. */
    static boolean areWhole(List<String> files) {
        List<PartName> parts = files.stream().flatMap(file -> of(file).stream()).toList();
        return parts.stream().allMatch(part -> part.parts() == files.size())
                && parts.stream().map(PartName::plain).distinct().count() == parts.size();
    }

    private PartName at(int other) {
        String written = String.format(Locale.ROOT, "%0" + number.length() + "d", other);
        return new PartName(begin, written, count, fingerprint, end);
    }

    private PartName plain() {
        return new PartName(begin, number, count, "", end);
    }

    private String name() {
        return begin + number + "-of-" + count + fingerprint + end;
    }
}
