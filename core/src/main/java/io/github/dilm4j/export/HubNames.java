package io.github.dilm4j.export;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names that the hub's check of cards accepts, by its documentation of repositories and cards of 2026. */
final class HubNames {
    private static final List<String> LICENCES = List.of(
            "afl-3.0",
            "agpl-3.0",
            "apache-2.0",
            "apple-amlr",
            "apple-ascl",
            "artistic-2.0",
            "bigcode-openrail-m",
            "bigscience-bloom-rail-1.0",
            "bigscience-openrail-m",
            "bsd",
            "bsd-2-clause",
            "bsd-3-clause",
            "bsd-3-clause-clear",
            "bsl-1.0",
            "c-uda",
            "cc",
            "cc-by-2.0",
            "cc-by-2.5",
            "cc-by-3.0",
            "cc-by-4.0",
            "cc-by-nc-2.0",
            "cc-by-nc-3.0",
            "cc-by-nc-4.0",
            "cc-by-nc-nd-3.0",
            "cc-by-nc-nd-4.0",
            "cc-by-nc-sa-2.0",
            "cc-by-nc-sa-3.0",
            "cc-by-nc-sa-4.0",
            "cc-by-nd-4.0",
            "cc-by-sa-3.0",
            "cc-by-sa-4.0",
            "cc0-1.0",
            "cdla-permissive-1.0",
            "cdla-permissive-2.0",
            "cdla-sharing-1.0",
            "creativeml-openrail-m",
            "deepfloyd-if-license",
            "ecl-2.0",
            "epl-1.0",
            "epl-2.0",
            "etalab-2.0",
            "eupl-1.1",
            "eupl-1.2",
            "fair-noncommercial-research-license",
            "gemma",
            "gfdl",
            "gpl",
            "gpl-2.0",
            "gpl-3.0",
            "grok2-community",
            "h-research",
            "intel-research",
            "isc",
            "lgpl",
            "lgpl-2.1",
            "lgpl-3.0",
            "lgpl-lr",
            "llama2",
            "llama3",
            "llama3.1",
            "llama3.2",
            "llama3.3",
            "llama4",
            "lppl-1.3c",
            "mit",
            "mpl-2.0",
            "ms-pl",
            "ncsa",
            "odbl",
            "odc-by",
            "ofl-1.1",
            "openmdw-1.0",
            "openmdw-1.1",
            "openrail",
            "openrail++",
            "osl-3.0",
            "other",
            "pddl",
            "postgresql",
            "unknown",
            "unlicense",
            "wtfpl",
            "zlib");

    /** Two letters are ISO 639-1; the hub also takes the thousands of codes of three letters, and these words. */
    private static final Set<String> LANGUAGE_WORDS = Set.of("code", "multilingual");

    private HubNames() {}

    /** @throws InputException if the hub refuses it as a licence */
    static void requireLicence(String name) {
        if (!LICENCES.contains(name)) {
            throw InputException.at(
                    "--license",
                    "'" + name + "' is not the hub's name of a licence; write it like cc-by-4.0, or other for a licence"
                            + " that the hub does not know" + Suggestion.clause(name, LICENCES));
        }
    }

    /** @throws InputException if the hub refuses it as a language */
    static void requireLanguage(String code) {
        boolean known = code.length() == 2
                ? Arrays.asList(Locale.getISOLanguages()).contains(code)
                : code.matches("[a-z]{3}") || LANGUAGE_WORDS.contains(code);
        if (!known) {
            throw InputException.at(
                    "--language",
                    "'" + code + "' is not the code of a language; write en for English, or multilingual for many");
        }
    }
}
