package io.github.dilm4j.cli;

import io.github.dilm4j.base.HomeFolder;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Patience;
import io.github.dilm4j.served.ServedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** A language model behind an endpoint that speaks the protocol of OpenAI. */
final class ServedOptions {
    /** Number of concurrent requests. */
    static final int AT_ONCE = 4;

    @Option(
            names = "--served",
            paramLabel = "URL",
            description = "Endpoint of a language model that reads the sets as --in-context does, such as"
                    + " http://localhost:8000/v1. The sets and the texts of --test are sent there.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--served-model",
            paramLabel = "NAME",
            description = "The model of --served, as the server calls it.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--served-api",
            paramLabel = "API",
            defaultValue = "CHAT",
            description = "CHAT asks for a label; COMPLETIONS scores all labels after the prompt and needs the"
                    + " log-probabilities of the prompt from the server (default: ${DEFAULT-VALUE}).")
    private Endpoint.Api api;

    @Option(
            names = "--served-key",
            paramLabel = "VARIABLE",
            description = "The environment variable that holds the key for --served.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--prompt-price",
            paramLabel = "X",
            defaultValue = "0",
            description = "Price of a million tokens that are sent to --served; the command reports the cost.")
    private double promptPrice;

    @Option(
            names = "--completion-price",
            paramLabel = "X",
            defaultValue = "0",
            description = "Price of a million tokens that --served sends.")
    private double completionPrice;

    @Option(
            names = "--replies",
            paramLabel = "DIR",
            description = "Folder for the replies of --served, so that no request is repeated (default:"
                    + " ~/.cache/dilm4j/replies).")
    private Optional<Path> replies = Optional.empty();

    boolean given() {
        return url.isPresent();
    }

    String model() {
        return model.orElse("");
    }

    void check() {
        Arguments.notNegative("--prompt-price", promptPrice);
        Arguments.notNegative("--completion-price", completionPrice);
        if (given()) {
            var unused = endpoint();
        } else if (model.isPresent() || key.isPresent()) {
            throw new InputException("--served: is missing; --served-model and --served-key need this address");
        }
    }

    /** Does work with the model, and reports its cost. */
    void asked(Console console, Consumer<ServedModel> work) {
        ServedModel asked = new ServedModel(endpoint(), System.getenv(), folder(), Patience.USUAL);
        work.accept(asked);
        if (asked.usage().requests() + asked.usage().cached() > 0) {
            console.note(model() + ": " + asked.usage().sentence(asked.usage().cost(promptPrice, completionPrice)));
        }
    }

    private Endpoint endpoint() {
        return Endpoint.of("--served", url.orElseThrow(), model(), api, key);
    }

    private Path folder() {
        return replies.or(() -> HomeFolder.of(System.getenv()).map(home -> home.resolve(".cache/dilm4j/replies")))
                .orElseThrow(() -> new InputException(
                        "--replies: is missing, and the user has no home folder; name a folder for the replies"));
    }
}
