package io.github.dilm4j.cli;

import io.github.dilm4j.base.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"dilm4j " + ProgramVersion.get() + ", Java " + System.getProperty("java.version")};
    }
}
