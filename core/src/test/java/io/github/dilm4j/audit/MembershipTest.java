package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final RandomStreams STREAMS = new RandomStreams(4);

    private final Random random = new Random(1);

    /** Makes texts of ten words that are drawn from a hundred. */
    private List<Example> texts(int count) {
        List<Example> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 10; word++) {
                text.append("word").append(random.nextInt(100)).append(' ');
            }
            texts.add(new Example(List.of(text.toString()), 0));
        }
        return texts;
    }

    @Test
    void aSetOfCopiesTellsItsMembers() {
        List<Example> members = texts(60);
        Membership found = Membership.of(members.subList(0, 30), members, texts(60), STREAMS)
                .orElseThrow();
        assertThat(found.tells()).isTrue();
        assertThat(found.area().area()).isBetween(0.7, 0.8); // half are copies, half are like the held-out texts
        assertThat(found.members()).isEqualTo(60);
    }

    @Test
    void aSetOfOtherTextsTellsNothing() {
        Membership found =
                Membership.of(texts(30), texts(200), texts(200), STREAMS).orElseThrow();
        assertThat(found.tells()).isFalse();
        assertThat(found.area().low()).isLessThan(0.5);
        assertThat(found.area().high()).isGreaterThan(0.5);
    }

    @Test
    void heldOutTextsThatAreMembersAreLeftOut() {
        List<Example> members = texts(20);
        assertThat(Membership.of(texts(3), members, members.subList(0, 10), STREAMS))
                .isEmpty();
        List<Example> some = new ArrayList<>(members.subList(0, 10));
        some.addAll(texts(5));
        assertThat(Membership.of(texts(3), members, some, STREAMS).orElseThrow().others())
                .isEqualTo(5);
    }
}
