package io.github.dilm4j.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTML file from a template of this package. All values are escaped unless the template says otherwise. The policy of
 * the file names the hashes of its style sheet and script.
 */
final class Page {
    private static final String FOLDER = "io/github/dilm4j/report";
    private static final String ESCAPING = "untrusted";

    private Page() {}

    /** @param values by the names that the template uses */
    static String of(String template, Map<String, Object> values) {
        Map<String, Object> page = new HashMap<>(values);
        for (String name : new String[] {"css", "js"}) {
            String content = resource("report." + name);
            page.put(name, content);
            page.put(name + "Hash", "'sha256-" + base64Sha256(content) + "'");
        }
        StringWriter out = new StringWriter();
        try {
            engine().getTemplate(template).evaluate(out, page, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(template + ": cannot be made", e);
        }
        return out.toString();
    }

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(Page.class.getClassLoader());
        loader.setPrefix(FOLDER);
        return new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .addEscapingStrategy(ESCAPING, Untrusted::escape)
                .defaultEscapingStrategy(ESCAPING)
                .build();
    }

    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + FOLDER + "/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read", e);
        }
    }

    private static String base64Sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
