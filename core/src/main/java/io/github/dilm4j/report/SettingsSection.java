package io.github.dilm4j.report;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunEvent.RunStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings and inputs that reproduce the run. */
record SettingsSection(List<Fact> facts, List<Content> files, String config) {
    record Fact(String name, String value) {}

    /** A file and its checksum. */
    record Content(String name, String path, String size, String sha256) {}

    static SettingsSection of(RunRecord run) {
        List<Fact> facts = new ArrayList<>();
        List<Content> files = new ArrayList<>();
        Optional<Manifest> manifest = run.manifest();
        if (manifest.isPresent()) {
            facts(manifest.get(), facts);
            files(manifest.get(), files);
        } else {
            run.last(RunStarted.class).ifPresent(started -> {
                facts.add(new Fact("Root seed", Long.toString(started.seed())));
                facts.add(new Fact("Device", started.device()));
            });
        }
        return new SettingsSection(List.copyOf(facts), List.copyOf(files), run.config());
    }

    private static void facts(Manifest manifest, List<Fact> facts) {
        Manifest.Platform platform = manifest.platform();
        facts.add(new Fact("Root seed", Long.toString(manifest.rootSeed())));
        facts.add(new Fact("Program", manifest.program()));
        facts.add(new Fact(
                "Device", platform.device() + ", " + platform.dtype() + ", " + platform.threads() + " threads"));
        manifest.engines().forEach((name, version) -> facts.add(new Fact(name, version)));
        facts.add(new Fact("Java", platform.javaVersion() + ", " + platform.javaVendor()));
        facts.add(new Fact("System", platform.os()));
        manifest.served().forEach(served -> facts.add(new Fact(served.name(), served.model() + " at " + served.url())));
    }

    private static void files(Manifest manifest, List<Content> files) {
        files.add(new Content("config", "config.yaml", "", manifest.configSha256()));
        manifest.inputs()
                .forEach(i -> files.add(new Content(i.name(), i.path(), Quantities.bytes(i.bytes()), i.sha256())));
        for (Manifest.Model model : manifest.models()) {
            model.sha256()
                    .forEach((file, sha) -> files.add(new Content(model.name(), model.path() + " / " + file, "", sha)));
        }
    }
}
