package io.github.dilm4j.cli;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.hub.ModelLocations;
import java.io.File;
import java.nio.file.Path;

/** Models named by a folder or by an id of the hub; reports downloads. */
final class NamedModels {
    private final ModelLocations locations;

    NamedModels(Console console) {
        Progress progress = Progress.on(console);
        Transfers downloads = Transfers.fetching(progress);
        locations = ModelLocations.usual((file, done, total) -> {
            downloads.transferred(file, done, total);
            if (done == total) {
                progress.close();
                console.note("fetched " + file + ", " + Quantities.bytes(total));
            }
        });
    }

    /** @throws io.github.dilm4j.base.InputException if it is an id that cannot be fetched */
    Path folder(Path given) {
        return given.isAbsolute() ? given : locations.folder(given.toString().replace(File.separatorChar, '/'), given);
    }
}
