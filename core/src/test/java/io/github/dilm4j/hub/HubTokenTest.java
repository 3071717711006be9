package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTokenTest {
    @TempDir
    private Path home;

    private String elsewhere = "";

    @BeforeEach
    void logIn() throws IOException {
        Files.writeString(home.resolve("token"), "hf_home\n");
        elsewhere = Files.writeString(home.resolve("elsewhere"), " hf_elsewhere\r\n")
                .toString();
    }

    @Test
    void theNearestIsTaken() {
        String folder = home.toString();
        assertThat(HubToken.of(Map.of("HF_HOME", folder))).contains("hf_home");
        assertThat(HubToken.of(Map.of("HF_HOME", folder, "HF_TOKEN", " "))).contains("hf_home");
        assertThat(HubToken.of(Map.of("HF_HOME", folder, "HF_TOKEN_PATH", elsewhere)))
                .contains("hf_elsewhere");
        assertThat(HubToken.of(Map.of("HF_HOME", folder, "HF_TOKEN_PATH", elsewhere, "HF_TOKEN", "hf_given")))
                .contains("hf_given");
        assertThat(HubToken.of(Map.of("HF_HOME", folder, "HF_TOKEN_PATH", folder + "/none")))
                .isEmpty();
    }

    @Test
    void noneIsTakenWhereTheUserForbidsIt() {
        Map<String, String> given = Map.of("HF_HOME", home.toString(), "HF_TOKEN", "hf_given");
        assertThat(HubToken.of(given)).isPresent();
        for (String yes : new String[] {"1", "True", "on"}) {
            assertThat(HubToken.of(Map.of(
                            "HF_HOME", home.toString(), "HF_TOKEN", "hf_given", "HF_HUB_DISABLE_IMPLICIT_TOKEN", yes)))
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBeSentIsToldWithoutShowingIt() throws IOException {
        Path file = Files.writeString(home.resolve("token"), "hf_secret\nhf_other\n");
        assertThatThrownBy(() -> HubToken.of(Map.of("HF_HOME", home.toString())))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        file
                                + ": does not hold one token of the hub (it has spaces, lines or other characters that a token cannot have); log in again with 'hf auth login'");
        assertThatThrownBy(() -> HubToken.of(Map.of("HF_TOKEN", "hf_secr\u00e4t")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("HF_TOKEN: does not hold")
                .hasMessageNotContaining("secr");
        Path folder = Files.createDirectory(home.resolve("folder"));
        assertThatThrownBy(() -> HubToken.of(Map.of("HF_TOKEN_PATH", folder.toString())))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        folder
                                + ": the token of the hub cannot be read (IOException); fix the file, or set HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to go without a token");
    }

    @Test
    void itIsPartOfTheSettingsButNotOfTheirText() {
        HubSettings settings = HubSettings.of(Map.of("HF_HOME", home.toString()));
        assertThat(settings.token()).contains("hf_home");
        assertThat(settings.toString()).doesNotContain("hf_home");
    }
}
