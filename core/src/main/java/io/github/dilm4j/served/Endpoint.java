package io.github.dilm4j.served;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.WebAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model and the address of its server.
 *
 * @param url the address to which {@code /completions} is appended: {@code http://localhost:8000/v1}
 * @param model as the server calls it
 * @param keyVariable the variable of the environment that holds the key; empty for a server without keys
 */
public record Endpoint(URI url, String model, Api api, Optional<String> keyVariable) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The kinds of request. */
    public enum Api {
        CHAT("chat/completions"),
        COMPLETIONS("completions");

        private final String path;

        Api(String path) {
            this.path = path;
        }
    }

    /**
     * @param place the name of the url's setting
     * @throws InputException if {@link #problems} finds any
     */
    public static Endpoint of(String place, String url, String model, Api api, Optional<String> keyVariable) {
        List<String> problems = problems(place, url, model, keyVariable);
        if (!problems.isEmpty()) {
            throw new InputException(String.join("; ", problems));
        }
        return new Endpoint(WebAddress.of(url).orElseThrow(), model, api, keyVariable);
    }

    /**
     * The problems of an endpoint, a sentence each. No sentence holds what may be a key.
     *
     * @param place the name of the url's setting
     */
    public static List<String> problems(String place, String url, String model, Optional<String> keyVariable) {
        List<String> problems = new ArrayList<>();
        Optional<URI> address = WebAddress.of(url);
        if (address.isEmpty()) {
            problems.add(place + " must be an address such as http://localhost:8000/v1, without a login, '?' or '#'");
        }
        if (model.isBlank()) {
            problems.add(place + " needs the name of a model, as the server calls it");
        }
        if (keyVariable.isPresent() && !VARIABLE.matcher(keyVariable.get()).matches()) {
            problems.add("the key for " + place
                    + " must be the name of an environment variable that holds it, such as OPENAI_API_KEY");
        }
        if (keyVariable.isPresent()
                && address.filter(given -> !isEncrypted(given) && !isOwnMachine(given))
                        .isPresent()) {
            problems.add(place + " must begin with https:// where a key is sent to another machine");
        }
        return problems;
    }

    /** Whether requests stay on this machine. */
    public boolean isLocal() {
        return isOwnMachine(url);
    }

    URI address() {
        return URI.create(url + "/" + api.path);
    }

    /** @throws InputException if the environment has none, or if no header can hold it */
    Optional<String> key(Map<String, String> environment) {
        return keyVariable.map(name -> {
            String key = environment.getOrDefault(name, "").strip();
            if (key.isEmpty()) {
                throw InputException.at(name, "is not set; it must hold the key for " + url);
            }
            if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw InputException.at(name, "does not hold one key (it has spaces, lines or letters)");
            }
            return key;
        });
    }

    private static boolean isEncrypted(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static boolean isOwnMachine(URI address) {
        return OWN_MACHINE.contains(address.getHost());
    }
}
