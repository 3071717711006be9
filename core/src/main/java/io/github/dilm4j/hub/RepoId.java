package io.github.dilm4j.hub;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository at a revision: {@code bert-base-uncased}, {@code org/name@revision}.
 *
 * @param revision a branch, tag or commit; {@code main} unless given
 */
public record RepoId(Kind kind, String name, String revision) {
    /** What a repository holds. */
    public enum Kind {
        MODEL,
        DATASET;

        /** The name in addresses of the hub's API and in the cache: {@code models}. */
        String plural() {
            return name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    private static final Pattern TEXT = Pattern.compile(
            "(?<name>[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?)(@(?<revision>[A-Za-z0-9._/-]{1,120}))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** Parses an id without a request to the hub; empty if the text cannot be one. */
    public static Optional<RepoId> parse(Kind kind, String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || text.contains("..") || parts.group("name").contains("--")) {
            return Optional.empty();
        }
        String revision = parts.group("revision");
        if (revision != null && (revision.startsWith("/") || revision.endsWith("/") || revision.contains("//"))) {
            return Optional.empty();
        }
        return Optional.of(new RepoId(kind, parts.group("name"), revision == null ? "main" : revision));
    }

    boolean isCommit() {
        return COMMIT.matcher(revision).matches();
    }

    /** In addresses of files: data sets have a prefix, models have none. */
    String pathOfFiles() {
        return kind == Kind.MODEL ? name : kind.plural() + "/" + name;
    }

    @Override
    public String toString() {
        return revision.equals("main") ? name : name + "@" + revision;
    }
}
