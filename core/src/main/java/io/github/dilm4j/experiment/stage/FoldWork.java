package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LabelMoments;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.Teacher;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Sums the embeddings of rows for the regressions of a {@link Teacher}: a piece for each fold, and one for all rows, from
 * which a {@link RidgeReference} is made.
 */
record FoldWork(int labels, Embedded rows) implements Work<Integer, LabelMoments> {
    static final int FOLDS = 5;
    static final int ALL = FOLDS;

    /**
     * Sums the embeddings of rows in pieces. Those that are too many to be sent are summed here, without being held.
     *
     * @param parts the first ones: {@link #FOLDS}, or one more for {@link #ALL}
     * @return [parts]
     */
    static List<LabelMoments> sums(
            List<Example> rows, int labels, int parts, Encoder encoder, PieceRunner pieces, Watch watch) {
        List<LabelMoments> sums = new ArrayList<>();
        IntStream.range(0, parts).forEach(part -> sums.add(new LabelMoments(labels)));
        List<float[]> held = new ArrayList<>();
        RidgeReference.forEachEmbedding(rows, encoder, (row, embedding) -> {
            if (Embedded.canBeSent(rows.size(), embedding.length)) {
                held.add(embedding);
            } else {
                for (int part = 0; part < parts; part++) {
                    add(row, embedding, part, sums.get(part));
                }
            }
        });
        if (!held.isEmpty()) {
            pieces.run(
                    new FoldWork(labels, new Embedded(rows, held.toArray(float[][]::new))),
                    IntStream.range(0, parts)
                            .mapToObj(part -> new Piece<>(name(part), part))
                            .toList(),
                    watch,
                    (part, sum) -> sums.set(part.input(), sum));
        }
        return sums;
    }

    private static String name(int part) {
        return (part == ALL ? "all" : "fold " + part) + " of the teacher's rows";
    }

    private static void add(Example row, float[] embedding, int part, LabelMoments sums) {
        if (part == ALL || Teacher.fold(row, FOLDS) == part) {
            sums.add(embedding, row.label());
        }
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Workbench<Integer, LabelMoments> open(UnaryOperator<Path> located) {
        return Workbench.oneByOne(this::sum, () -> {});
    }

    private LabelMoments sum(int part) {
        LabelMoments sums = new LabelMoments(labels);
        for (int row = 0; row < rows.vectors().length; row++) {
            add(rows.examples().get(row), rows.vectors()[row], part, sums);
        }
        return sums;
    }
}
