package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.SelfTrainingConfig;

/** The time of self-training, in seconds. */
record SelfTrainingTimes(
        ExperimentConfig config, int fitTexts, int labels, TextTimes texts, GeneratorTimes generating) {
    /** Returns the seconds for the stage. */
    double stage() {
        SelfTrainingConfig settings = config.selfTraining();
        double written = labels * settings.candidates() * (generating.writing() + texts.embedding());
        double chosen = settings.sets()
                * labels
                * texts.selection(settings.selector(), (settings.candidates() + 1) / 2, settings.dpc());
        double trained = settings.training().steps()
                * generating.trainStep(settings.training().batchSize());
        double reference = embedsFit() ? fitTexts * texts.embedding() : 0;
        return reference + settings.rounds() * (written + chosen + trained);
    }

    /** The part of the stage that executors can do. */
    Estimate.Pieces pieces() {
        SelfTrainingConfig settings = config.selfTraining();
        Estimate.Pieces pieces = embedsFit() ? texts.embeddingPieces(fitTexts) : Estimate.Pieces.NONE;
        for (int round = 0; round < settings.rounds(); round++) {
            pieces = pieces.plus(texts.embeddingPieces((long) labels * settings.candidates()));
        }
        return pieces;
    }

    private boolean embedsFit() {
        SelfTrainingConfig settings = config.selfTraining();
        return settings.selector() == Method.RIDGE || settings.keep() < 1;
    }
}
