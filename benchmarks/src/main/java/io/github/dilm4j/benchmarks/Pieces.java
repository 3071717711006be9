package io.github.dilm4j.benchmarks;

/** The pieces by name; the names are those of {@code reference/pieces.py}. */
final class Pieces {
    private Pieces() {}

    static Piece open(String name, Work work) {
        return switch (name) {
            case "real-gradient" -> new RealGradient(work);
            case "synthetic-gradient" -> new SyntheticGradient(work);
            case "learner-step" -> new LearnerStep(work, false);
            case "learner-step-dropout" -> new LearnerStep(work, true);
            case "language-model-step" -> new LanguageModelStep(work);
            case "generate" -> new Generate(work);
            case "embed" -> new Embed(work);
            case "k-centers" -> new KCenters(work);
            case "evaluate" -> new Evaluate(work);
            case "outer-loop" -> new OuterLoop(work, false);
            case "outer-loop-bank" -> new OuterLoop(work, true);
            case "forward" -> new Forward(work);
            case "generator-passes" -> new GeneratorPasses(work);
            case "gemm" -> new Gemm(work);
            default -> throw new IllegalArgumentException("there is no piece '" + name + "'");
        };
    }
}
