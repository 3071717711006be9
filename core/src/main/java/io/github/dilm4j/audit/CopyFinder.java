package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the texts of a set that repeat real ones. Only the set is indexed, by hashes of its word sequences, and the
 * real examples are looked at one after the other: the time grows with the words of both together, the memory with the
 * set alone. Words are those of {@link NearestTexts}: letter case, punctuation and spaces make no difference.
 */
public final class CopyFinder {
    /** Number of consecutive words shared with a real text that makes a text a copy. */
    public static final int RUN = 8;

    private static final int FEWEST_OF_NEAR =
            5; // two texts that share all words but one of four may be alike by chance
    private static final int LONGEST_OF_DELETIONS = 2 * RUN + 1; // a longer text with one word changed keeps a run
    private static final double MOST_CHANGED = 0.1;
    private static final long BASE = 0x9E3779B97F4A7C15L; // odd, so that no power of it is 0
    private static final int BREAK = Integer.MIN_VALUE; // between the texts of a pair

    private final long[][] words; // [set][words]
    private final Copy[] found; // [set]
    private final Map<List<String>, List<Integer>> byTexts = new HashMap<>();
    private final Map<Long, List<Integer>> byWords = new HashMap<>(); // by the hash of all words
    private final Map<Long, List<Integer>> byMostWords = new HashMap<>(); // all words but one, of short texts
    private final Map<Long, List<Place>> byRun = new HashMap<>();

    /** How a text repeats a real one, the closest first. */
    public enum Kind {
        /** The same characters. */
        VERBATIM,
        /** The same words; letter case, punctuation or spaces differ. */
        RECASED,
        /** One word, or one in ten, is changed, added or left out. */
        NEAR,
        /** {@link #RUN} or more consecutive words are the same. */
        PASSAGE
    }

    /**
     * @param real the first of the closest
     * @param run words in a row that both have
     */
    public record Copy(Kind kind, Example real, int run) {
        private boolean isCloserThan(Copy other) {
            int order = kind.compareTo(other.kind);
            return order < 0 || (order == 0 && run > other.run);
        }
    }

    private record Place(int member, int begin) {}

    /** @param set what may repeat real examples */
    public CopyFinder(List<Example> set) {
        this.words = new long[set.size()][];
        this.found = new Copy[set.size()];
        for (int member = 0; member < words.length; member++) {
            long[] ofMember = hashes(set.get(member));
            words[member] = ofMember;
            add(byTexts, set.get(member).texts(), member);
            add(byWords, all(ofMember), member);
            if (hasDeletions(ofMember)) {
                for (long hash : deletions(ofMember)) {
                    add(byMostWords, hash, member);
                }
            }
            long[] runs = runs(ofMember);
            for (int begin = 0; begin < runs.length; begin++) {
                byRun.computeIfAbsent(runs[begin], run -> new ArrayList<>()).add(new Place(member, begin));
            }
        }
    }

    /** Looks for copies of one real example. */
    public void look(Example real) {
        long[] ofReal = hashes(real);
        for (int member : byTexts.getOrDefault(real.texts(), List.of())) {
            keep(member, new Copy(Kind.VERBATIM, real, words[member].length));
        }
        if (ofReal.length == 0) {
            return;
        }
        for (int member : byWords.getOrDefault(all(ofReal), List.of())) {
            keep(member, new Copy(Kind.RECASED, real, words[member].length));
        }
        lookForNear(real, ofReal);
        lookForRuns(real, ofReal);
    }

    /** What was found so far, in the order of the set. */
    public List<Optional<Copy>> copies() {
        return Arrays.stream(found).map(Optional::ofNullable).toList();
    }

    /** Compares a set with all real examples. */
    public static List<Optional<Copy>> copies(List<Example> set, Iterable<Example> real) {
        CopyFinder finder = new CopyFinder(set);
        real.forEach(finder::look);
        return finder.copies();
    }

    private void keep(int member, Copy copy) {
        if (found[member] == null || copy.isCloserThan(found[member])) {
            found[member] = copy;
        }
    }

    private static boolean hasDeletions(long[] words) {
        return words.length >= FEWEST_OF_NEAR && words.length <= LONGEST_OF_DELETIONS;
    }

    /** Texts that are equal when a word of each is left out, or of one of them. */
    private void lookForNear(Example real, long[] ofReal) {
        if (ofReal.length < FEWEST_OF_NEAR - 1 || ofReal.length > LONGEST_OF_DELETIONS + 1) {
            return;
        }
        near(real, ofReal, byMostWords.getOrDefault(all(ofReal), List.of()));
        for (long hash : deletions(ofReal)) {
            near(real, ofReal, byMostWords.getOrDefault(hash, List.of()));
            near(real, ofReal, byWords.getOrDefault(hash, List.of()));
        }
    }

    private void near(Example real, long[] ofReal, List<Integer> members) {
        for (int member : members) {
            if (words[member].length >= FEWEST_OF_NEAR) {
                keep(member, new Copy(Kind.NEAR, real, Math.min(words[member].length, ofReal.length) - 1));
            }
        }
    }

    private void lookForRuns(Example real, long[] ofReal) {
        long[] runs = runs(ofReal);
        Map<Integer, Integer> longest = new HashMap<>(); // by member
        for (int begin = 0; begin < runs.length; begin++) {
            for (Place place : byRun.getOrDefault(runs[begin], List.of())) {
                int length = commonRun(words[place.member()], place.begin(), ofReal, begin);
                if (length >= RUN) { // else the hashes were equal by chance, or the run began before
                    longest.merge(place.member(), length, Math::max);
                }
            }
        }
        longest.forEach((member, run) -> {
            boolean near = isNear(words[member], ofReal);
            keep(member, new Copy(near ? Kind.NEAR : Kind.PASSAGE, real, run));
        });
    }

    /** The length of the run that begins here; 0 inside a longer run. */
    private static int commonRun(long[] one, int atOne, long[] other, int atOther) {
        if (atOne > 0 && atOther > 0 && one[atOne - 1] == other[atOther - 1]) {
            return 0;
        }
        int length = 0;
        while (atOne + length < one.length
                && atOther + length < other.length
                && one[atOne + length] == other[atOther + length]) {
            length++;
        }
        return length;
    }

    /** Whether few words have to be changed, added or left out to make one of the other. */
    private static boolean isNear(long[] one, long[] other) {
        int most = Math.max(1, (int) (MOST_CHANGED * one.length));
        return Math.abs(one.length - other.length) <= most && editsWithin(one, other, most);
    }

    /** Levenshtein's distance, in a band of {@code most} around the diagonal. */
    private static boolean editsWithin(long[] one, long[] other, int most) {
        int far = most + 1;
        int[] before = new int[other.length + 1];
        Arrays.setAll(before, j -> Math.min(j, far));
        for (int i = 1; i <= one.length; i++) {
            int[] now = new int[other.length + 1];
            Arrays.fill(now, far);
            now[0] = Math.min(i, far);
            for (int j = Math.max(1, i - most); j <= Math.min(other.length, i + most); j++) {
                int change = before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                now[j] = Math.min(far, Math.min(change, 1 + Math.min(before[j], now[j - 1])));
            }
            before = now;
        }
        return before[other.length] <= most;
    }

    /** [words] of all texts; a pair's are apart, so that no run goes from one into the other. */
    private static long[] hashes(Example example) {
        List<Long> hashes = new ArrayList<>();
        for (String text : example.texts()) {
            if (!hashes.isEmpty()) {
                hashes.add((long) BREAK);
            }
            NearestTexts.words(text).forEach(word -> hashes.add(hash(word)));
        }
        return hashes.stream().mapToLong(Long::longValue).toArray();
    }

    private static long hash(String word) {
        long hash = 1;
        for (int i = 0; i < word.length(); i++) {
            hash = hash * BASE + word.charAt(i);
        }
        return mixed(hash);
    }

    private static long all(long[] words) {
        long hash = words.length;
        for (long word : words) {
            hash = hash * BASE + word;
        }
        return mixed(hash);
    }

    /** [words], the hashes of {@link #all} without each one of the words. */
    private static long[] deletions(long[] words) {
        long[] hashes = new long[words.length];
        for (int left = 0; left < hashes.length; left++) {
            long hash = words.length - 1L;
            for (int i = 0; i < words.length; i++) {
                if (i != left) {
                    hash = hash * BASE + words[i];
                }
            }
            hashes[left] = mixed(hash);
        }
        return hashes;
    }

    /** [words - RUN + 1], the hash of each run; none of a text that is shorter. */
    private static long[] runs(long[] words) {
        if (words.length < RUN) {
            return new long[0];
        }
        long first = 1; // the power of BASE that a run's first word is multiplied by
        for (int i = 1; i < RUN; i++) {
            first *= BASE;
        }
        long[] runs = new long[words.length - RUN + 1];
        long hash = 0;
        for (int i = 0; i < words.length; i++) {
            if (i >= RUN) {
                hash -= words[i - RUN] * first;
            }
            hash = hash * BASE + words[i];
            if (i >= RUN - 1) {
                runs[i - RUN + 1] = mixed(hash);
            }
        }
        return runs;
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * BASE;
        return mixed ^ (mixed >>> 29);
    }

    private static <K> void add(Map<K, List<Integer>> map, K key, int member) {
        List<Integer> members = map.computeIfAbsent(key, k -> new ArrayList<>());
        if (members.isEmpty() || members.get(members.size() - 1) != member) {
            members.add(member);
        }
    }
}
