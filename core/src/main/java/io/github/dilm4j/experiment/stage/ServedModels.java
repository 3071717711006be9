package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.ServedConfig;
import io.github.dilm4j.served.Patience;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.Usage;
import java.util.Optional;
import java.util.function.Function;

/** Models behind endpoints, as a run asks them: their replies are kept in its folder. */
final class ServedModels {
    private final StageContext context;

    ServedModels(StageContext context) {
        this.context = context;
    }

    /**
     * Opens the model.
     *
     * @throws io.github.dilm4j.base.InputException if the variable of its key is not set
     */
    ServedModel open(ServedConfig config) {
        return new ServedModel(
                config.endpoint(), System.getenv(), context.folder().replies(), Patience.USUAL);
    }

    /** Does the work, and tells what it took. */
    <T> T asked(Stage stage, ServedConfig config, Function<ServedModel, T> work) {
        ServedModel model = open(config);
        try {
            return work.apply(model);
        } finally {
            Usage usage = model.usage();
            context.events()
                    .accept(new RunEvent.ModelAsked(
                            RunEvent.now(),
                            stage.label(),
                            config.model(),
                            usage.requests(),
                            usage.cached(),
                            usage.promptTokens(),
                            usage.completionTokens(),
                            usage.cost(config.promptPrice(), config.completionPrice())));
        }
    }

    /**
     * That something leaves this machine, as a sentence; empty if it does not.
     *
     * @param what is sent, for the sentence
     */
    static Optional<String> departure(ServedConfig config, String what) {
        return config.endpoint().isLocal()
                ? Optional.empty()
                : Optional.of(what + " leave this machine: they are sent to " + config.url());
    }
}
