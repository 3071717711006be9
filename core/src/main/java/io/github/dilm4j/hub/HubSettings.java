package io.github.dilm4j.hub;

import io.github.dilm4j.base.FolderVariable;
import io.github.dilm4j.base.HomeFolder;
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
 * The settings of the hub and its cache.
 *
 * @param cache the folder of {@code models--org--name}
 * @param endpoint without a trailing slash: {@code https://huggingface.co}
 * @param login {@code user:password} of the endpoint; sent to it in place of the token, as Python's client does
 * @param token sent to the endpoint and nowhere else
 * @param offline whether only the cache may be used
 * @param attempts of a request that fails for a temporary reason
 * @param firstWait before the second attempt; doubles with each further one
 * @param stall the time without a byte after which a transfer counts as broken
 * @param proxies for the hub and the hosts that it redirects to
 */
public record HubSettings(
        Path cache,
        URI endpoint,
        Optional<String> login,
        Optional<String> token,
        boolean offline,
        int attempts,
        Duration firstWait,
        Duration stall,
        ProxySelector proxies) {
    private static final Set<String> YES = Set.of("1", "true", "yes", "on");

    /**
     * By {@code HF_HUB_CACHE}, {@code HUGGINGFACE_HUB_CACHE} (its older name), {@code HF_HOME}, {@code HF_ENDPOINT},
     * {@code HF_HUB_OFFLINE}, what {@link HubToken#of} reads, and the usual variables of proxies. Folders are those
     * that {@link FolderVariable} finds.
     *
     * @throws InputException if the endpoint is not an address, no folder for the cache is known, or the token cannot
     *     be used
     */
    public static HubSettings of(Map<String, String> environment) {
        URI endpoint = endpoint(given(environment, "HF_ENDPOINT").orElse("https://huggingface.co"));
        return new HubSettings(
                FolderVariable.of(environment, "HF_HUB_CACHE")
                        .or(() -> FolderVariable.of(environment, "HUGGINGFACE_HUB_CACHE"))
                        .or(() -> home(environment).map(home -> home.resolve("hub")))
                        .orElseThrow(HubSettings::withoutHome),
                withoutLogin(endpoint),
                Optional.ofNullable(endpoint.getUserInfo()),
                HubToken.of(environment),
                isOn(environment, "HF_HUB_OFFLINE"),
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                new EnvironmentProxies(environment));
    }

    /** The folder of Hugging Face's files; none if no variable names it and the user has no home folder. */
    static Optional<Path> home(Map<String, String> environment) {
        return FolderVariable.of(environment, "HF_HOME")
                .or(() -> FolderVariable.of(environment, "XDG_CACHE_HOME").map(cache -> cache.resolve("huggingface")))
                .or(() -> HomeFolder.of(environment).map(home -> home.resolve(".cache/huggingface")));
    }

    private static InputException withoutHome() {
        return new InputException(
                "HF_HOME: is not set, and the user has no home folder, so there is no folder for downloads from the"
                        + " hub; set HF_HOME to a folder");
    }

    private static URI endpoint(String given) {
        try {
            URI address = new URI(given.replaceAll("/+$", ""));
            boolean plain = address.getRawQuery() == null && address.getRawFragment() == null; // a path is added to it
            if (plain && address.getHost() != null && given.matches("(?i)https?:.*")) {
                return address;
            }
        } catch (URISyntaxException e) { // its message holds the address, perhaps with a password
            throw new InputException(noAddress(given));
        }
        throw new InputException(noAddress(given));
    }

    private static String noAddress(String given) {
        String shown = given.replaceFirst("^([^/]*//)?.*@", "$1").replaceFirst("[?#].*", "");
        return "HF_ENDPOINT: '" + shown + "' is not an address; write it like https://huggingface.co";
    }

    /** The address for messages and requests; no message may hold a password. */
    private static URI withoutLogin(URI endpoint) {
        return endpoint.getRawUserInfo() == null
                ? endpoint
                : URI.create(endpoint.toString().replaceFirst("//[^/@]*@", "//"));
    }

    static boolean isOn(Map<String, String> environment, String name) {
        return given(environment, name)
                .map(value -> YES.contains(value.toLowerCase(java.util.Locale.ROOT)))
                .orElse(false);
    }

    static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Without the token and the login. */
    @Override
    public String toString() {
        return "HubSettings[cache=" + cache + ", endpoint=" + endpoint + ", offline=" + offline + "]";
    }
}
