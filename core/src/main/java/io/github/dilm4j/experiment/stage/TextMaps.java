package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.TextMap;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.statistics.PrincipalPlane;
import io.github.dilm4j.statistics.TSne;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the map of a run's texts once: a sample of the fit split, and the first set of every method. */
final class TextMaps {
    private static final int REAL_TEXTS = 600;
    private static final int LEAST_PER_LABEL = 4;
    private static final double DIGITS = 1e4;

    private TextMaps() {}

    /** @param sets of all methods */
    static void write(StageContext context, Models models, Map<EvaluationGrid.Cell, List<Example>> sets) {
        if (context.config().evaluation().methods().stream().anyMatch(Method::writes)) {
            context.once(Stage.EVALUATION, context.folder().map(), () -> map(context, models, sets));
        }
    }

    private static TextMap map(StageContext context, Models models, Map<EvaluationGrid.Cell, List<Example>> sets) {
        int dpc = context.config().distil().largest();
        List<String> methods = new ArrayList<>();
        List<Example> texts = new ArrayList<>();
        for (Example real : sample(context)) {
            methods.add(TextMap.REAL);
            texts.add(real);
        }
        for (Method method : context.config().evaluation().methods()) {
            for (Example chosen : sets.get(new EvaluationGrid.Cell(method.label(), dpc, 0))) {
                methods.add(method.label());
                texts.add(chosen);
            }
        }
        float[][] embeddings;
        try (FolderEncoder open = models.encoder()) {
            Encoder encoder = open.encoder();
            embeddings = encoder.embed(texts);
        }
        PrincipalPlane plane = PrincipalPlane.of(embeddings);
        List<TextMap.Point> points = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            points.add(new TextMap.Point(
                    methods.get(i),
                    context.data().task().labels().get(texts.get(i).label()),
                    rounded(plane.coordinates()[i][0]),
                    rounded(plane.coordinates()[i][1]),
                    texts.get(i).texts()));
        }
        return new TextMap(rounded(plane.explained()), dpc, points, neighbours(embeddings));
    }

    private static List<TextMap.Place> neighbours(float[][] embeddings) {
        List<TextMap.Place> places = new ArrayList<>();
        if (embeddings.length <= TSne.MOST) {
            for (double[] place : TSne.of(embeddings)) {
                places.add(new TextMap.Place(rounded(place[0]), rounded(place[1])));
            }
        }
        return places;
    }

    /** Equally many texts of each label, or all of a label that has fewer. */
    private static List<Example> sample(StageContext context) {
        int labels = context.data().task().labelCount();
        int perLabel = Math.max(LEAST_PER_LABEL, REAL_TEXTS / labels);
        List<Example> sample = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            List<Example> ofLabel = context.data().fitByLabel().get(label);
            sample.addAll(RandomStreams.sample(ofLabel, perLabel, context.streams().stream("text map", label)));
        }
        return sample;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
