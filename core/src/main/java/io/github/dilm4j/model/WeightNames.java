package io.github.dilm4j.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the names in an architecture's checkpoint files relate to its parameters. Most are equal; older files and files
 * of bare bodies deviate.
 *
 * @param prefix of parameter names that files of the bare body leave out ({@code bert.}); may be empty
 * @param renamed endings of old names, with their new ones
 * @param ignorable whole names of weights that no parameter corresponds to and that are not needed: buffers, and the
 *     head that the body was pretrained with
 * @param optional beginnings of parameter names that a file may lack; such a weight of another shape counts as missing
 * @param growing parameters that may have more rows than the file, with the rows that the file must have; further rows
 *     keep their values
 */
public record WeightNames(
        String prefix,
        Map<String, String> renamed,
        Set<Pattern> ignorable,
        Set<String> optional,
        Map<String, Long> growing) {
    public WeightNames {
        renamed = Map.copyOf(renamed);
        ignorable = Set.copyOf(ignorable);
        optional = Set.copyOf(optional);
        growing = Map.copyOf(growing);
    }

    /** Names for an architecture whose files use the parameters' names and need all of them. */
    public static WeightNames exact() {
        return withPrefix("");
    }

    public static WeightNames withPrefix(String prefix) {
        return new WeightNames(prefix, Map.of(), Set.of(), Set.of(), Map.of());
    }

    public WeightNames renaming(String oldEnding, String newEnding) {
        Map<String, String> more = new LinkedHashMap<>(renamed);
        more.put(oldEnding, newEnding);
        return new WeightNames(prefix, more, ignorable, optional, growing);
    }

    /** @param pattern a regular expression for whole names in the file */
    public WeightNames ignoring(String pattern) {
        Set<Pattern> more = new LinkedHashSet<>(ignorable);
        more.add(Pattern.compile(pattern));
        return new WeightNames(prefix, renamed, more, optional, growing);
    }

    public WeightNames allowingAbsent(String beginning) {
        Set<String> more = new LinkedHashSet<>(optional);
        more.add(beginning);
        return new WeightNames(prefix, renamed, ignorable, more, growing);
    }

    /** @param stored rows that the file has at least */
    public WeightNames allowingMoreRows(String parameter, long stored) {
        Map<String, Long> more = new LinkedHashMap<>(growing);
        more.put(parameter, stored);
        return new WeightNames(prefix, renamed, ignorable, optional, more);
    }

    /** The parameter that a name in the file denotes, if there is one. */
    Optional<String> parameterFor(String name, Set<String> parameters) {
        String current = name;
        for (Map.Entry<String, String> ending : renamed.entrySet()) {
            if (name.endsWith(ending.getKey())) {
                current = name.substring(0, name.length() - ending.getKey().length()) + ending.getValue();
            }
        }
        if (parameters.contains(current)) {
            return Optional.of(current);
        }
        return parameters.contains(prefix + current) ? Optional.of(prefix + current) : Optional.empty();
    }

    /**
     * Whether a name in the file without a parameter belongs to the body, which then has another architecture, and not
     * to a head.
     */
    boolean ofBody(String name, Set<String> parameters) {
        String part = name.substring(0, name.indexOf('.') + 1); // "encoder."
        return !part.isEmpty()
                && parameters.stream()
                        .filter(parameter -> !mayLack(parameter))
                        .anyMatch(parameter -> parameter.startsWith(part) || parameter.startsWith(prefix + part));
    }

    /**
     * The prefix that a wrapper put before the names of all weights in the file, such as {@code _orig_mod.} of
     * torch.compile or {@code module.} of DataParallel; empty if there is none, or more than one.
     */
    String wrapper(Collection<String> stored, Set<String> parameters) {
        Set<String> wrappers = new LinkedHashSet<>();
        for (String name : stored) {
            int begin = 0;
            while (begin < name.length() && !isNeeded(name.substring(begin), parameters)) {
                int dot = name.indexOf('.', begin);
                begin = dot < 0 ? name.length() : dot + 1;
            }
            if (begin < name.length()) {
                wrappers.add(name.substring(0, begin));
            }
        }
        return wrappers.size() == 1 ? wrappers.iterator().next() : "";
    }

    private boolean isNeeded(String name, Set<String> parameters) {
        return parameterFor(name, parameters)
                .filter(parameter -> !mayLack(parameter))
                .isPresent();
    }

    boolean ignores(String name) {
        return ignorable.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    boolean mayLack(String parameter) {
        return optional.stream().anyMatch(parameter::startsWith);
    }
}
