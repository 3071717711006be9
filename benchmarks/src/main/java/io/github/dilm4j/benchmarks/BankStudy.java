package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.statistics.Summary;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how many trajectories a bank needs: {@code BankStudy RUN [OVERRIDE ...]} trains many trajectories with the
 * models, data and repsets of a run, computes the generator's gradient along each, and prints how well the mean over K
 * of them agrees with the mean over other ones, which represent fresh trajectories. All see the same
 * synthetic texts.
 */
public final class BankStudy {
    private static final int TRAJECTORIES = 32;
    private static final int[] SIZES = {1, 2, 4, 8, 16};
    private static final int DRAWS = 200;
    private static final long SEED = 1;

    private BankStudy() {}

    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.isEmpty()) {
            throw new IllegalArgumentException("usage: BankStudy RUN [OVERRIDE ...]");
        }
        Path run = Path.of(given.get(0));
        ExperimentConfig config = ExperimentConfig.load(run.resolve("config.yaml"), given.subList(1, given.size()));
        Engine.setThreads(config.threads());
        double[][] whole = new double[TRAJECTORIES][]; // inner products of the gradients along whole trajectories
        double[][] single = new double[TRAJECTORIES][]; // of one step's gradient with those
        try (TrajectoryGradients gradients = new TrajectoryGradients(run, config, new RandomStreams(SEED))) {
            List<float[]> along = new ArrayList<>();
            List<float[]> steps = new ArrayList<>();
            for (int trajectory = 0; trajectory < TRAJECTORIES; trajectory++) {
                TrajectoryGradients.Pair pair = gradients.of(trajectory);
                along.add(pair.whole());
                steps.add(pair.single());
                System.err.printf(Locale.ROOT, "trajectory %d of %d%n", trajectory + 1, TRAJECTORIES);
            }
            for (int i = 0; i < TRAJECTORIES; i++) {
                whole[i] = products(along.get(i), along);
                single[i] = products(steps.get(i), along);
            }
            System.out.println(table(whole, single, steps));
        }
    }

    private static String table(double[][] whole, double[][] single, List<float[]> steps) {
        StringBuilder table = new StringBuilder("| gradient of the generator | cosine with the mean of "
                + TRAJECTORIES / 2 + " other trajectories |\n" + "| --- | ---: |\n");
        double[] ofSteps = new double[TRAJECTORIES];
        for (int i = 0; i < TRAJECTORIES; i++) {
            int[] others = others(i);
            double norm = Math.sqrt(products(steps.get(i), List.of(steps.get(i)))[0]);
            ofSteps[i] = sum(single[i], others) / norm / norm(whole, others);
        }
        line(table, "of one matching step", Summary.of(ofSteps));
        for (int size : SIZES) {
            double[] cosines = new double[DRAWS];
            for (int draw = 0; draw < DRAWS; draw++) {
                int[] order = RandomStreams.permutation(
                        TRAJECTORIES, new RandomStreams(SEED).stream("draw of " + size, draw));
                int[] bank = java.util.Arrays.copyOf(order, size);
                int[] fresh = java.util.Arrays.copyOfRange(order, TRAJECTORIES / 2, TRAJECTORIES);
                double product = 0;
                for (int member : bank) {
                    product += sum(whole[member], fresh);
                }
                cosines[draw] = product / norm(whole, bank) / norm(whole, fresh);
            }
            line(table, "of a bank of " + size, Summary.of(cosines));
        }
        return table.toString();
    }

    private static void line(StringBuilder table, String name, Summary cosines) {
        table.append(String.format(Locale.ROOT, "| %s | %.4f ± %.4f |%n", name, cosines.mean(), cosines.sd()));
    }

    /** Half of the others. */
    private static int[] others(int trajectory) {
        int[] others = new int[TRAJECTORIES / 2];
        for (int i = 0; i < others.length; i++) {
            others[i] = (trajectory + 1 + i) % TRAJECTORIES;
        }
        return others;
    }

    private static double norm(double[][] products, int[] members) {
        double square = 0;
        for (int member : members) {
            square += sum(products[member], members);
        }
        return Math.sqrt(square);
    }

    private static double sum(double[] values, int[] members) {
        double sum = 0;
        for (int member : members) {
            sum += values[member];
        }
        return sum;
    }

    private static double[] products(float[] vector, List<float[]> others) {
        double[] products = new double[others.size()];
        for (int i = 0; i < products.length; i++) {
            float[] other = others.get(i);
            for (int j = 0; j < vector.length; j++) {
                products[i] += (double) vector[j] * other[j];
            }
        }
        return products;
    }
}
