package io.github.dilm4j.run.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * The compared methods, and the fresh learners that are trained on their sets.
 *
 * @param methods the methods whose sets are evaluated
 * @param learnersPerSet fresh learners that are trained on each set
 * @param training how a learner is trained on a set
 * @param fullData the same learners trained on all training data
 * @param otherLearners further learners that are trained on the sets, as many of each per set
 * @param inContext language models that read the sets without training
 */
public record EvaluationConfig(
        List<Method> methods,
        int learnersPerSet,
        TrainingConfig training,
        FullDataConfig fullData,
        List<OtherLearnerConfig> otherLearners,
        InContextConfig inContext) {
    public EvaluationConfig {
        methods = List.copyOf(methods);
        otherLearners = List.copyOf(otherLearners);
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
        fullData.check("evaluation.fullData", problems);
        for (int i = 0; i < otherLearners.size(); i++) {
            otherLearners.get(i).check("evaluation.otherLearners[" + i + "]", problems);
        }
        List<String> names =
                otherLearners.stream().map(OtherLearnerConfig::name).toList();
        problems.require(
                names.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .distinct()
                                .count()
                        == names.size(),
                "evaluation.otherLearners",
                "must not repeat a name",
                names);
        inContext.check("evaluation.inContext", problems);
    }
}
