package io.github.dilm4j.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A probabilistic context-free grammar with a polarity: a rule may differ between positive and negative sentences, and
 * a symbol may require the opposite polarity, which makes negation and contrast. The notation is explained at the head
 * of {@code reviews.grammar}.
 */
final class Grammar {
    /** Rank r, from 1, is drawn in proportion to r^-2.2: a few words are common, with a long tail of rare words. */
    private static final double RANK_EXPONENT = 2.2;

    private static final int TRIES_FOR_A_NEW_WORD = 10;
    private static final Pattern RULE = Pattern.compile("([a-z0-9]+)([+-]?)(?:\\.([a-z]+))?([:~]) +(.+)");
    private static final Pattern WEIGHTED = Pattern.compile("(.*)\\*([0-9]+)");
    private static final Pattern SYMBOL = Pattern.compile("\\{(!?)([a-z0-9]+)}");
    private static final Pattern ARTICLE = Pattern.compile("\\ba (?=[aeiou])");
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final String NOTHING = "_";

    private record Key(String name, String polarity, String domain) {}

    private static final Key DOMAIN = new Key("domain", "", "");

    /** The right side of rules: alternatives and their weights, each [alternatives]. */
    private record Choice(List<String> alternatives, List<Double> weights, boolean ranked) {
        Choice {
            alternatives = List.copyOf(alternatives);
            weights = List.copyOf(weights);
        }
    }

    /** Alternatives to draw from, with the running sums of their weights: [alternatives], the last is the total. */
    private static final class Drawable {
        private final List<String> alternatives;
        private final double[] sums;
        private final boolean ranked;

        Drawable(Choice choice) {
            alternatives = choice.alternatives();
            ranked = choice.ranked();
            sums = new double[alternatives.size()];
            double sum = 0;
            for (int i = 0; i < sums.length; i++) {
                sum += choice.weights().get(i);
                sums[i] = sum;
            }
        }

        String draw(UniformRandomProvider random) {
            int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
            int index = found < 0 ? -found - 1 : found + 1; // the first sum above the draw
            return alternatives.get(Math.min(index, sums.length - 1));
        }
    }

    private final Map<Key, Choice> rules; // as written
    private final Map<Key, Drawable> drawables = new HashMap<>(); // what a symbol expands to, by polarity and domain

    private Grammar(Map<Key, Choice> rules) {
        this.rules = rules;
    }

    /** The library's own grammar. */
    static Grammar ofReviews() {
        try (InputStream in = Grammar.class.getResourceAsStream("reviews.grammar")) {
            return parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException quoting a line that is not a rule
     */
    static Grammar parse(String text) {
        Map<Key, Choice> rules = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher rule = RULE.matcher(line);
            if (!rule.matches()) {
                throw new IllegalArgumentException("no rule: " + line);
            }
            String domain = rule.group(3) == null ? "" : rule.group(3);
            Key key = new Key(rule.group(1), rule.group(2), domain);
            boolean ranked = rule.group(4).equals("~");
            rules.merge(key, choice(rule.group(5), ranked), Grammar::joined);
        }
        return new Grammar(rules);
    }

    private static Choice choice(String right, boolean ranked) {
        List<String> alternatives = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String alternative : right.split("\\|", -1)) {
            Matcher weighted = WEIGHTED.matcher(alternative.strip());
            boolean hasWeight = weighted.matches();
            alternatives.add(hasWeight ? weighted.group(1) : alternative.strip());
            double weight = hasWeight ? Double.parseDouble(weighted.group(2)) : 1;
            weights.add(ranked ? Math.pow(alternatives.size(), -RANK_EXPONENT) : weight);
        }
        return new Choice(alternatives, weights, ranked);
    }

    private static Choice joined(Choice first, Choice second) {
        List<String> alternatives = new ArrayList<>(first.alternatives());
        alternatives.addAll(second.alternatives());
        List<Double> weights = new ArrayList<>(first.weights());
        weights.addAll(second.weights());
        return new Choice(alternatives, weights, first.ranked());
    }

    /** A random sentence of the polarity, about one domain; it repeats no ranked word if possible. */
    String sentence(boolean positive, UniformRandomProvider random) {
        String domain = rules.containsKey(DOMAIN)
                ? drawables.computeIfAbsent(DOMAIN, this::alternativesOf).draw(random)
                : "";
        String text = new Expansion(domain, random).expand("sentence", positive);
        text = SPACES.matcher(text.replace(NOTHING, "")).replaceAll(" ").strip();
        return ARTICLE.matcher(text).replaceAll("an ");
    }

    /** The expansion of one sentence. */
    private final class Expansion {
        private final String domain;
        private final UniformRandomProvider random;
        private final Set<String> used = new HashSet<>();

        Expansion(String domain, UniformRandomProvider random) {
            this.domain = domain;
            this.random = random;
        }

        String expand(String symbol, boolean positive) {
            Drawable choice = drawables.computeIfAbsent(
                    new Key(symbol, positive ? "+" : "-", domain), Grammar.this::alternativesOf);
            Matcher symbols = SYMBOL.matcher(draw(choice));
            StringBuilder text = new StringBuilder();
            while (symbols.find()) {
                boolean other = !symbols.group(1).isEmpty();
                String inner = expand(symbols.group(2), positive != other);
                symbols.appendReplacement(text, Matcher.quoteReplacement(inner));
            }
            return symbols.appendTail(text).toString();
        }

        private String draw(Drawable choice) {
            String drawn = choice.draw(random);
            for (int i = 0; choice.ranked && !used.add(drawn) && i < TRIES_FOR_A_NEW_WORD; i++) {
                drawn = choice.draw(random);
            }
            return drawn;
        }
    }

    /** The alternatives of all rules that fit, the most particular first; ranks count within each rule. */
    private Drawable alternativesOf(Key key) {
        List<Key> fitting = List.of(
                key,
                new Key(key.name(), "", key.domain()),
                new Key(key.name(), key.polarity(), ""),
                new Key(key.name(), "", ""));
        return new Drawable(fitting.stream()
                .distinct()
                .filter(rules::containsKey)
                .map(rules::get)
                .reduce(Grammar::joined)
                .orElseThrow(() -> new IllegalArgumentException("no rule for " + key)));
    }
}
