package io.github.dilm4j.run.config;

import io.github.dilm4j.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Checks that the docs describe the settings as the records define them. */
class ConfigurationPageTest {
    private final ConfigReference reference = new ConfigReference();

    @Test
    void thePageListsTheSettingsAsTheyAre() throws IOException {
        GeneratedPage.check("configuration.md", ConfigurationPage.of(reference));
    }

    @Test
    void theSchemaListsTheSettingsAsTheyAre() throws IOException {
        GeneratedPage.check("config.schema.json", ConfigSchema.of(reference));
    }
}
