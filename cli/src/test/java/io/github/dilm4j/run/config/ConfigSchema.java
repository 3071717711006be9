package io.github.dilm4j.run.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.config.ConfigReference.Setting;

/**
 * {@code docs/config.schema.json}, for completion in editors. It requires no key, since the command line can set any of
 * them. It has no ranges, since the program checks them together with other settings.
 */
final class ConfigSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ConfigReference reference;

    private ConfigSchema(ConfigReference reference) {
        this.reference = reference;
    }

    static String of(ConfigReference reference) {
        return Json.pretty(new ConfigSchema(reference).schema())
                        .replace("\r\n", "\n")
                        .stripTrailing() + "\n";
    }

    private ObjectNode schema() {
        ObjectNode root = NODES.objectNode().put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "dilm4j config");
        root.setAll(section(ExperimentConfig.class));
        ObjectNode definitions = root.putObject("definitions");
        reference.uses().keySet().forEach(type -> definitions.set(type.getSimpleName(), section(type)));
        return root;
    }

    private ObjectNode section(Class<?> type) {
        ObjectNode section = NODES.objectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = section.putObject("properties");
        for (Setting setting : reference.settings(type)) {
            properties.set(setting.name(), described(setting));
        }
        return section;
    }

    private ObjectNode described(Setting setting) {
        ObjectNode described = NODES.objectNode().put("description", setting.comment());
        ObjectNode one = one(setting);
        if (setting.list()) { // a single value counts as a list of one
            ObjectNode list = NODES.objectNode().put("type", "array").set("items", one);
            described.putArray("anyOf").add(list).add(one);
        } else if (setting.optional()) {
            described.putArray("anyOf").add(one).add(NODES.objectNode().put("type", "null"));
        } else {
            described.setAll(one);
        }
        return described;
    }

    private ObjectNode one(Setting setting) {
        Class<?> type = setting.type();
        ObjectNode one = NODES.objectNode();
        if (type.isRecord()) {
            one.putArray("allOf").addObject().put("$ref", "#/definitions/" + type.getSimpleName());
        } else if (type.isEnum()) {
            setting.values().keySet().forEach(one.withArray("enum")::add);
        } else if (type == String.class) {
            one.putArray("type").add("string").add("number");
        } else if (type == boolean.class) {
            one.put("type", "boolean");
        } else {
            one.put("type", type == double.class ? "number" : "integer");
        }
        return one;
    }
}
