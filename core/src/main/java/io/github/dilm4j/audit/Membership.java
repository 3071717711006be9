package io.github.dilm4j.audit;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.statistics.RankArea;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A membership-inference test: whether the texts from which a set was made are nearer to it than real texts that were
 * held out. Who has the set could then tell which texts were used. Nearness is the overlap of {@link NearestTexts}.
 *
 * @param members texts that the set was made from
 * @param others held-out texts
 * @param area the chance that a member is nearer than a held-out text
 */
public record Membership(int members, int others, RankArea area) {
    private static final int MOST = 5_000; // of each kind: the interval is then below ± 1.2 points

    /**
     * @param set not empty
     * @param heldOut texts that are among {@code members} too are left out
     * @param streams draw the texts, if there are many
     * @return empty if fewer than two members or held-out texts are left
     */
    public static Optional<Membership> of(
            List<Example> set, List<Example> members, List<Example> heldOut, RandomStreams streams) {
        Set<List<String>> used = new HashSet<>();
        members.forEach(member -> used.add(member.texts()));
        List<Example> others =
                heldOut.stream().filter(text -> !used.contains(text.texts())).toList();
        if (members.size() < 2 || others.size() < 2) {
            return Optional.empty();
        }
        NearestTexts nearest = new NearestTexts(set);
        double[] ofMembers = overlaps(nearest, members, streams.child("members"));
        double[] ofOthers = overlaps(nearest, others, streams.child("held out"));
        return Optional.of(new Membership(ofMembers.length, ofOthers.length, RankArea.of(ofMembers, ofOthers)));
    }

    /** Whether members are nearer than chance explains. */
    public boolean tells() {
        return area.low() > 0.5;
    }

    private static double[] overlaps(NearestTexts set, List<Example> texts, RandomStreams streams) {
        return RandomStreams.sample(texts, MOST, streams.stream("order")).stream()
                .mapToDouble(
                        text -> set.to(text).map(NearestTexts.Nearest::overlap).orElse(0.0))
                .toArray();
    }
}
