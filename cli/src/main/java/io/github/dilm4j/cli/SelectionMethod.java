package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.HerdingSelector;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.SubmodularSelector;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Ways to choose some texts of many, by their names on the command line. */
enum SelectionMethod {
    RANDOM,
    K_CENTERS,
    HERDING,
    FACILITY_LOCATION,
    GRAPH_CUT,
    RIDGE,
    LIKELIHOOD;

    boolean needsEncoder() {
        return this != RANDOM && this != LIKELIHOOD;
    }

    /** Chooses the texts of a label by their embeddings; {@link #RIDGE} begins with what K-centers chooses. */
    CoresetSelector selector(Encoder encoder) {
        return switch (this) {
            case HERDING -> new HerdingSelector(encoder);
            case FACILITY_LOCATION -> SubmodularSelector.facilityLocation(encoder);
            case GRAPH_CUT -> SubmodularSelector.graphCut(encoder);
            case K_CENTERS, RIDGE -> new KCentersSelector(encoder);
            case RANDOM, LIKELIHOOD -> throw new IllegalStateException(label() + " needs no embeddings");
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws InputException if there is none of that name */
    static SelectionMethod named(String option, String name) {
        List<String> known = Arrays.stream(values()).map(SelectionMethod::label).toList();
        return Arrays.stream(values())
                .filter(method -> method.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        option + ": '" + name + "' is not one of " + known + Suggestion.clause(name, known)));
    }
}
