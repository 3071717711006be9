package io.github.dilm4j.run.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.run.config.ConfigReference.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md}. */
final class ConfigurationPage {
    private static final String HEAD = """
            # Configuration

            <!-- Generated from the records of io.github.dilm4j.run.config; scripts/docs writes this page. -->

            A config is a YAML file. This page lists all of its settings, with the value that each has where a config leaves it
            out. `./dilm config PRESET` prints complete configs; `./dilm run CONFIG --dry-run` prints every setting that applies.
            On the command line, `key=value` with a dotted key replaces a setting: `matching.training.steps=200`.
            Paths are relative to the config's folder.

            An editor that reads JSON schemas completes and checks the keys if the config begins with this line:

                # yaml-language-server: $schema=PATH/TO/docs/config.schema.json
            """;

    private final ConfigReference reference;
    private final StringBuilder page = new StringBuilder(HEAD);

    private ConfigurationPage(ConfigReference reference) {
        this.reference = reference;
    }

    static String of(ConfigReference reference) {
        return new ConfigurationPage(reference).write();
    }

    private String write() {
        page.append("\n## The experiment\n\n");
        ownSection("", ExperimentConfig.class);
        for (Map.Entry<Class<?>, List<String>> section : reference.uses().entrySet()) {
            List<String> keys = section.getValue();
            page.append("\n## ").append(title(section.getKey())).append("\n\n");
            page.append(reference.comment(section.getKey())).append("\n\n");
            if (keys.size() == 1) {
                ownSection(keys.get(0) + ".", section.getKey());
            } else {
                sharedSection(keys, section.getKey());
            }
        }
        return page.toString();
    }

    private void ownSection(String prefix, Class<?> section) {
        page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Setting setting : reference.settings(section)) {
            row(
                    "`" + prefix + setting.name() + "`",
                    value(setting),
                    shownDefault(prefix + setting.name(), setting),
                    meaning(setting));
        }
    }

    private void sharedSection(List<String> keys, Class<?> section) {
        page.append("| key | value | meaning |\n|---|---|---|\n");
        List<Setting> settings = reference.settings(section);
        for (Setting setting : settings) {
            row("`" + setting.name() + "`", value(setting), meaning(setting));
        }
        List<Setting> scalars =
                settings.stream().filter(setting -> !setting.type().isRecord()).toList();
        page.append("\nDefaults:\n\n| section |");
        scalars.forEach(setting -> page.append(" `").append(setting.name()).append("` |"));
        page.append("\n|---|").append("---|".repeat(scalars.size())).append("\n");
        for (String key : keys) {
            if (scalars.stream()
                    .allMatch(setting ->
                            shownDefault(key + "." + setting.name(), setting).isEmpty())) {
                continue; // the defaults come from another section
            }
            page.append("| `").append(key).append("` |");
            scalars.forEach(setting -> page.append(" ")
                    .append(shownDefault(key + "." + setting.name(), setting))
                    .append(" |"));
            page.append("\n");
        }
    }

    private void row(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private String value(Setting setting) {
        Class<?> type = setting.type();
        String one;
        if (type.isRecord()) {
            one = "[" + title(type) + "](#" + anchor(title(type)) + ")";
        } else if (type.isEnum()) {
            one = setting.values().keySet().stream()
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "));
        } else if (type == boolean.class) {
            one = "`true`, `false`";
        } else if (type == double.class) {
            one = "number";
        } else {
            one = type == String.class ? "text" : "whole number";
        }
        return setting.list() ? "list of: " + one : one;
    }

    private String shownDefault(String key, Setting setting) {
        if (reference.isRequired(key)) {
            return "required";
        }
        if (setting.optional()) {
            return "none";
        }
        return setting.type().isRecord() && !setting.list()
                ? ""
                : reference.defaultOf(key).map(value -> "`" + yaml(value) + "`").orElse("");
    }

    private static String yaml(JsonNode value) {
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(yaml(element)));
            return elements.toString();
        }
        return value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText();
    }

    private String meaning(Setting setting) {
        StringBuilder meaning = new StringBuilder(setting.comment());
        if (setting.type().isEnum()) {
            setting.values()
                    .forEach((name, comment) -> comment.ifPresent(text ->
                            meaning.append("<br>`").append(name).append("`: ").append(text)));
        }
        return meaning.toString();
    }

    /** Returns "Learner settings" for {@code LearnerConfig}. */
    private static String title(Class<?> section) {
        return section.getSimpleName().replaceFirst("Config$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ") + " settings";
    }

    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
