package io.github.dilm4j.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the program, which the build copies from the pom. */
public final class ProgramVersion {
    private static final String FILE = "version.properties";

    private ProgramVersion() {}

    /** Such as {@code 0.1.0}. */
    public static String get() {
        Properties properties = new Properties();
        try (InputStream in = ProgramVersion.class.getResourceAsStream(FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + ": cannot be read", e);
        }
        return properties.getProperty("version");
    }
}
