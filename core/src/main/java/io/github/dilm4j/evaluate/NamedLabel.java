package io.github.dilm4j.evaluate;

import io.github.dilm4j.served.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The label that the reply of a chat means, and its confidence. */
final class NamedLabel {
    private static final double CERTAIN = 0.99; // of a reply without log-probabilities
    private static final Pattern OUTSIDE = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

    private final List<String> labels; // plain

    NamedLabel(List<String> labels) {
        this.labels = labels.stream().map(NamedLabel::plain).toList();
    }

    /** @return [labels]; all equal if the reply names none */
    float[] logits(Reply reply) {
        OptionalInt named = named(reply.text());
        double[] shares = shares(reply.alternatives(), named);
        if (Arrays.stream(shares).allMatch(share -> share == 0)) {
            named.ifPresent(label -> {
                Arrays.fill(shares, (1 - CERTAIN) / Math.max(1, labels.size() - 1));
                shares[label] = CERTAIN;
            });
        } else {
            double least = reply.alternatives().values().stream()
                    .mapToDouble(Math::exp)
                    .min()
                    .orElseThrow();
            for (int label = 0; label < shares.length; label++) { // one that is not listed is less likely than those
                shares[label] = shares[label] == 0 ? least / 2 : shares[label];
            }
        }
        float[] logits = new float[shares.length];
        for (int label = 0; label < logits.length; label++) {
            logits[label] = shares[label] == 0 ? 0 : (float) Math.log(shares[label]);
        }
        return logits;
    }

    /** Whether {@link #logits} found no label. */
    boolean isNone(float[] logits) {
        return IntStream.range(1, logits.length).allMatch(label -> logits[label] == logits[0]);
    }

    /**
     * The probability of the first tokens that a label begins with; one that several begin with goes to the one named.
     */
    private double[] shares(Map<String, Double> alternatives, OptionalInt named) {
        double[] shares = new double[labels.size()];
        alternatives.forEach((token, logProbability) -> {
            String begin = plain(token);
            int[] meant = begin.isEmpty()
                    ? new int[0]
                    : IntStream.range(0, labels.size())
                            .filter(label -> labels.get(label).startsWith(begin))
                            .toArray();
            boolean decided = meant.length > 1
                    && named.isPresent()
                    && Arrays.stream(meant).anyMatch(label -> label == named.getAsInt());
            for (int label : decided ? new int[] {named.getAsInt()} : meant) {
                shares[label] += Math.exp(logProbability) / (decided ? 1 : meant.length);
            }
        });
        return shares;
    }

    /** The label that the reply is or begins with, or else the only label among the reply's words. */
    private OptionalInt named(String reply) {
        String plain = plain(reply);
        OptionalInt same = IntStream.range(0, labels.size())
                .filter(label -> plain.equals(labels.get(label)))
                .findFirst();
        if (same.isPresent()) {
            return same;
        }
        int[] held = IntStream.range(0, labels.size())
                .filter(label -> Pattern.compile(
                                "(?<![\\p{L}\\p{N}])" + Pattern.quote(labels.get(label)) + "(?![\\p{L}\\p{N}])")
                        .matcher(plain)
                        .find())
                .toArray();
        return held.length == 1 ? OptionalInt.of(held[0]) : OptionalInt.empty();
    }

    private static String plain(String text) {
        return OUTSIDE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }
}
