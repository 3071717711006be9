package io.github.dilm4j.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, by Python's variables: {@code https_proxy}, {@code http_proxy}, {@code
 * all_proxy} and {@code no_proxy}, in lower or else in upper case. Java's own settings ({@code https.proxyHost})
 * take precedence.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 80;
    private static final int LAST_PORT = 65_535;
    private static final Pattern ADDRESS = // some hosts of containers have an underscore, which java.net.URI refuses
            Pattern.compile("(?i)(http://)?(?<host>[\\w.-]+|\\[[0-9a-f:.]+])(:(?<port>\\d{1,5}))?/?");

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * @throws IllegalArgumentException if the proxy that is named for the address cannot be used; its text is not shown
     */
    @Override
    public List<Proxy> select(URI address) {
        ProxySelector java = ProxySelector.getDefault();
        List<Proxy> given = java == null ? List.of() : java.select(address);
        if (given.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
            return given;
        }
        return isExcepted(address)
                ? List.of(Proxy.NO_PROXY)
                : Stream.of(address.getScheme().toLowerCase(Locale.ROOT) + "_proxy", "all_proxy")
                        .flatMap(name -> variable(name).stream())
                        .findFirst()
                        .map(name -> List.of(proxy(name)))
                        .orElse(List.of(Proxy.NO_PROXY));
    }

    /** The variable in lower case, or else in upper case, if it has a value. */
    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .filter(each -> HubSettings.given(environment, each).isPresent())
                .findFirst();
    }

    private Proxy proxy(String variable) {
        String value = HubSettings.given(environment, variable).orElseThrow();
        Matcher address = ADDRESS.matcher(value);
        int port = address.matches() && address.group("port") != null
                ? Integer.parseInt(address.group("port"))
                : USUAL_PORT;
        if (!address.matches() || port > LAST_PORT) {
            throw new IllegalArgumentException(variable
                    + " is not the address of an HTTP proxy without a password, which alone can be used; write it"
                    + " as http://proxy.example:3128, or name in NO_PROXY the hosts that are reached without");
        }
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.group("host"), port));
    }

    /**
     * Whether {@code NO_PROXY} covers a host: by {@code *}, or by a host with or without a port, which includes its
     * subdomains.
     */
    private boolean isExcepted(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        String hostAndPort = host + ":" + port(address);
        return variable("no_proxy")
                .flatMap(name -> HubSettings.given(environment, name))
                .map(value -> value.toLowerCase(Locale.ROOT).split(",", -1))
                .map(names -> Arrays.stream(names)
                        .map(name -> name.strip().replaceFirst("^\\.+", ""))
                        .filter(name -> !name.isEmpty())
                        .anyMatch(name -> name.equals("*") || isBelow(host, name) || isBelow(hostAndPort, name)))
                .orElse(false);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static boolean isBelow(String host, String name) {
        return host.equals(name) || host.endsWith("." + name);
    }

    /** Ignored: there is no other proxy to try. */
    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}
}
