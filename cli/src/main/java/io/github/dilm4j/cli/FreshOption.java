package io.github.dilm4j.cli;

import picocli.CommandLine.Option;

final class FreshOption {
    @Option(names = "--fresh", description = "Move an old run folder aside, to NAME.old-1 and so on, and start again.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }
}
