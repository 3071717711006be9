package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageObserverTest {
    @Test
    void textsAndWhatIsWrongWithThemAreToldByMethodAndLabel() {
        List<RunEvent> events = new ArrayList<>();
        StageObserver observer = new StageObserver(Stage.SELECTION, List.of("no", "yes"), events::add);
        observer.of("dilm").textsWritten(2, 1, new TextCounts(9, 3, 1, 5, 0, 0));
        observer.of("dilm").warning(1, "few are usable");
        observer.warning(0, "few are usable");
        assertThat(events.get(0)).isInstanceOfSatisfying(RunEvent.TextsWritten.class, written -> {
            assertThat(written.method()).isEqualTo("dilm");
            assertThat(written.round()).isEqualTo(2);
            assertThat(written.label()).isEqualTo("yes");
            assertThat(written.cutOff()).isEqualTo(5);
        });
        assertThat(events.subList(1, 3))
                .extracting(event -> ((RunEvent.Warning) event).message())
                .containsExactly("dilm, label 'yes': few are usable", "label 'no': few are usable");
    }
}
