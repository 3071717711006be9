package io.github.dilm4j.data;

import java.util.List;

/**
 * Examples by their role.
 *
 * @param fit examples that models and distilled sets are made from
 * @param select examples that checkpoints and settings are chosen on
 * @param report examples that results are reported on; read once, at the end
 */
public record Splits(List<Example> fit, List<Example> select, List<Example> report) {
    public Splits {
        fit = List.copyOf(fit);
        select = List.copyOf(select);
        report = List.copyOf(report);
    }
}
