package io.github.dilm4j.export;

import java.util.List;
import java.util.Optional;

/**
 * What the cards say that the run does not know.
 *
 * @param address where Python opens the folder: {@code org/name}
 * @param languages of the texts by their ISO 639 codes, such as {@code en}; may be empty
 * @param licence by the hub's identifier, such as {@code cc-by-4.0}; empty to name none
 */
public record Publication(String address, List<String> languages, Optional<String> licence) {
    private static final String FOLDER = "path/to/this/folder";

    /** @throws io.github.dilm4j.base.InputException if a code cannot be one of a language or a licence */
    public Publication {
        languages = List.copyOf(languages);
        languages.forEach(HubNames::requireLanguage);
        licence.ifPresent(HubNames::requireLicence);
    }

    /** A publication in a local folder. */
    public static Publication local(List<String> languages, Optional<String> licence) {
        return new Publication(FOLDER, languages, licence);
    }
}
