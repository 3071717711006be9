package io.github.dilm4j.run.config;

import java.util.HashSet;
import java.util.List;

/** Which methods are compared, on how many fresh learners per set, trained how. */
public record EvaluationConfig(List<Method> methods, int learnersPerSet, TrainingConfig training) {
    public EvaluationConfig {
        methods = List.copyOf(methods);
    }

    void check(Problems problems) {
        problems.require(!methods.isEmpty(), "evaluation.methods", "must name at least one method", "none");
        problems.require(
                new HashSet<>(methods).size() == methods.size(),
                "evaluation.methods",
                "must not repeat a method",
                methods.stream().map(Method::label).toList());
        problems.positive("evaluation.learnersPerSet", learnersPerSet);
        training.check("evaluation.training", problems);
    }
}
