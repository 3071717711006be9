package io.github.dilm4j.hub;

import io.github.dilm4j.base.FolderVariable;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the user's token as Python does. No message shows it. */
final class HubToken {
    private HubToken() {}

    /**
     * {@code HF_TOKEN}, else what {@code hf auth login} left in the file {@code HF_TOKEN_PATH}, else in {@code
     * HF_HOME/token}; none if {@code HF_HUB_DISABLE_IMPLICIT_TOKEN} is set.
     *
     * @throws InputException if the file cannot be read, or its content cannot be sent
     */
    static Optional<String> of(Map<String, String> environment) {
        if (HubSettings.isOn(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return Optional.empty();
        }
        Optional<String> given = HubSettings.given(environment, "HF_TOKEN");
        if (given.isPresent()) {
            return given.map(token -> sendable(token, "HF_TOKEN"));
        }
        return FolderVariable.of(environment, "HF_TOKEN_PATH")
                .or(() -> HubSettings.home(environment).map(home -> home.resolve("token")))
                .flatMap(HubToken::left);
    }

    private static Optional<String> left(Path file) {
        try {
            String left = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            return left.isEmpty() ? Optional.empty() : Optional.of(sendable(left, file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InputException(
                    file + ": the token of the hub cannot be read ("
                            + e.getClass().getSimpleName()
                            + "); fix the file, or set HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to go without a token",
                    e);
        }
    }

    private static String sendable(String token, String place) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw InputException.at(
                    place,
                    "does not hold one token of the hub (it has spaces, lines or other characters that a token cannot"
                            + " have); log in again with 'hf auth login'");
        }
        return token;
    }
}
