package io.github.dilm4j.hub;

import io.github.dilm4j.base.InputException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the hub and its cache are.
 *
 * @param cache the folder of {@code models--org--name}
 * @param endpoint without a path's end: {@code https://huggingface.co}
 * @param token sent to the endpoint and nowhere else
 * @param offline whether only the cache may be used
 * @param attempts of a request that fails for a reason that may pass
 * @param firstWait before the second attempt; doubles with each further one
 * @param stall a transfer without a byte for so long counts as broken
 * @param proxies by which the hub and the hosts that it sends on to are reached
 */
public record HubSettings(
        Path cache,
        URI endpoint,
        Optional<String> token,
        boolean offline,
        int attempts,
        Duration firstWait,
        Duration stall,
        ProxySelector proxies) {
    private static final Set<String> YES = Set.of("1", "true", "yes", "on");

    /**
     * By {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code HF_ENDPOINT}, {@code HF_HUB_OFFLINE}, what {@link HubToken#of}
     * reads, and the usual variables of proxies. A folder may begin with {@code ~}.
     *
     * @throws InputException if the endpoint is no address, or the token cannot be used
     */
    public static HubSettings of(Map<String, String> environment) {
        String home = home(environment);
        return new HubSettings(
                Path.of(folder(environment, "HF_HUB_CACHE").orElse(home + "/hub")),
                endpoint(given(environment, "HF_ENDPOINT").orElse("https://huggingface.co")),
                HubToken.of(environment),
                isOn(environment, "HF_HUB_OFFLINE"),
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                new EnvironmentProxies(environment));
    }

    /** The folder of the hub's own things. */
    static String home(Map<String, String> environment) {
        return folder(environment, "HF_HOME")
                .or(() -> folder(environment, "XDG_CACHE_HOME").map(cache -> cache + "/huggingface"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache/huggingface");
    }

    private static URI endpoint(String given) {
        try {
            URI address = new URI(given.replaceAll("/+$", ""));
            if (address.getHost() != null && given.matches("(?i)https?:.*")) {
                return address;
            }
            throw new InputException(noAddress(given));
        } catch (URISyntaxException e) {
            throw new InputException(noAddress(given), e);
        }
    }

    private static String noAddress(String given) {
        return "HF_ENDPOINT: '" + given + "' is no address; write it as https://huggingface.co is written";
    }

    /** As {@link #given}, with the user's own folder for a {@code ~} at the beginning, as Python has it. */
    static Optional<String> folder(Map<String, String> environment, String name) {
        return given(environment, name)
                .map(folder -> folder.equals("~") || folder.startsWith("~/")
                        ? System.getProperty("user.home") + folder.substring(1)
                        : folder);
    }

    static boolean isOn(Map<String, String> environment, String name) {
        return given(environment, name)
                .map(value -> YES.contains(value.toLowerCase(java.util.Locale.ROOT)))
                .orElse(false);
    }

    static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[cache=" + cache + ", endpoint=" + endpoint + ", offline=" + offline + "]";
    }
}
