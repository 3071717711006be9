package io.github.dilm4j.setup;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.hub.Hub;
import io.github.dilm4j.hub.HubSettings;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.hub.RepoId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The models that a run begins with.
 *
 * @param learner a folder or hub id; empty for a new one
 * @param generator as {@code learner}
 */
record BaseModels(Optional<String> learner, Optional<String> generator, List<String> warnings) {
    private static final String LEARNER = "sentence-transformers/all-MiniLM-L6-v2";
    private static final String GENERATOR = "HuggingFaceTB/SmolLM2-135M-Instruct";
    private static final int ATTEMPTS = 2; // there is an alternative

    /** Finds the named models, which must exist, or else the usual ones, which are fetched if possible. */
    static BaseModels of(Request request, Progress progress) {
        return of(request, () -> HubSettings.of(System.getenv()), progress);
    }

    static BaseModels of(Request request, Supplier<HubSettings> settings, Progress progress) {
        List<String> warnings = new ArrayList<>();
        Optional<String> learner = request.learner().map(BaseModels::absolute);
        Optional<String> generator = request.generator().map(BaseModels::absolute);
        if (learner.isEmpty()) {
            Optional<String> reason = lack(LEARNER, request.fromNothing(), settings, progress);
            learner = reason.isEmpty() ? Optional.of(LEARNER) : Optional.empty();
            reason.ifPresent(
                    why -> warnings.add("the learner is trained from scratch on these texts, and its scores are far"
                            + " below those of a pretrained one: " + why + ", or name one with --learner"));
        }
        if (generator.isEmpty()) {
            Optional<String> reason = lack(GENERATOR, request.fromNothing(), settings, progress);
            generator = reason.isEmpty() ? Optional.of(GENERATOR) : Optional.empty();
            reason.ifPresent(
                    why -> warnings.add("the generator is trained from scratch on these texts, and writes clumsier"
                            + " texts than a pretrained one: " + why + ", or name one with --generator"));
        }
        return new BaseModels(learner, generator, List.copyOf(warnings));
    }

    /**
     * Makes a path absolute: paths in a config are relative to its folder, paths of the user to the working directory.
     */
    private static String absolute(String given) {
        Path path = Path.of(given);
        return Files.exists(path) ? path.toAbsolutePath().normalize().toString() : given;
    }

    /** The reason that a model of the hub cannot be fetched, with a remedy; empty if it is in the cache now. */
    private static Optional<String> lack(
            String id, boolean unwanted, Supplier<HubSettings> settings, Progress progress) {
        if (unwanted) {
            return Optional.of("leave out --from-nothing to fetch " + id);
        }
        try {
            HubSettings usual = settings.get();
            HubSettings brief = new HubSettings(
                    usual.cache(),
                    usual.endpoint(),
                    usual.login(),
                    usual.token(),
                    usual.offline(),
                    ATTEMPTS,
                    Duration.ofMillis(500),
                    usual.stall(),
                    usual.proxies());
            new Hub(brief, progress).model(RepoId.parse(RepoId.Kind.MODEL, id).orElseThrow());
            return Optional.empty();
        } catch (InputException | UncheckedIOException e) {
            return Optional.of(e.getMessage());
        }
    }
}
