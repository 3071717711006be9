package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.ServedConfig;
import io.github.dilm4j.served.Patience;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The models behind endpoints that a run uses; their replies are kept in its folder. */
public final class ServedModels {
    private final StageContext context;

    public ServedModels(StageContext context) {
        this.context = context;
    }

    /**
     * @return a sentence for all data that leave this machine
     * @throws io.github.dilm4j.base.InputException if the variable of a key is not set
     */
    public List<String> check() {
        List<String> warnings = new ArrayList<>();
        for (ServedConfig judge : context.config().evaluation().inContext().served()) {
            check(judge, "the distilled sets and the texts of data.report").ifPresent(warnings::add);
        }
        context.config()
                .candidates()
                .flatMap(writer -> check(writer.served(), "real examples of data.train"))
                .ifPresent(warnings::add);
        return warnings;
    }

    private Optional<String> check(ServedConfig config, String sent) {
        boolean stays = open(config).endpoint().isLocal();
        return stays ? Optional.empty() : Optional.of(sent + " leave this machine: they are sent to " + config.url());
    }

    private ServedModel open(ServedConfig config) {
        return new ServedModel(
                config.endpoint(), System.getenv(), context.folder().replies(), Patience.USUAL);
    }

    /** Does the work, and reports its cost. */
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
}
