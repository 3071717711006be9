package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
    /** @param variables {@code NAME=VALUE} pairs, separated by spaces */
    private static String proxy(String variables, String address) {
        Map<String, String> environment = Arrays.stream(variables.split(" ", -1))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        Proxy proxy =
                new EnvironmentProxies(environment).select(URI.create(address)).get(0);
        return proxy.address() instanceof InetSocketAddress at ? at.getHostString() + ":" + at.getPort() : "none";
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY=http://p.invalid:3128, https://hub.example, p.invalid:3128",
        "https_proxy=p.invalid:3128, https://hub.example, p.invalid:3128",
        "https_proxy=http://a.invalid HTTPS_PROXY=http://b.invalid, https://hub.example, a.invalid:80",
        "HTTPS_PROXY=http://p.invalid:3128, http://hub.example, none",
        "HTTP_PROXY=http://p.invalid:3128/, http://hub.example, p.invalid:3128",
        "ALL_PROXY=http://p.invalid:1, https://hub.example, p.invalid:1",
        "ALL_PROXY=http://p.invalid:1 HTTPS_PROXY=http://q.invalid:2, https://hub.example, q.invalid:2",
        "HTTPS_PROXY=http://my_proxy:3128, https://hub.example, my_proxy:3128",
        "HTTPS_PROXY= ALL_PROXY=, https://hub.example, none"
    })
    void theVariableOfTheSchemeGoesFirst(String variables, String address, String proxy) {
        assertThat(proxy(variables, address)).isEqualTo(proxy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | none",
                "hub.example | none",
                ".example | none",
                "example | none",
                "other.org, HUB.example | none",
                "hub.example:443 | none",
                "hub.example:8443 | p.invalid:1",
                "ub.example | p.invalid:1",
                "a.hub.example | p.invalid:1",
                ", | p.invalid:1"
            })
    void exceptedHostsAreReachedWithoutIt(String excepted, String proxy) {
        String variables = "HTTPS_PROXY=http://p.invalid:1 no_proxy=" + excepted.replace(" ", "");
        assertThat(proxy(variables, "https://hub.example/api/x")).isEqualTo(proxy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://p.invalid:1080",
                "https://p.invalid",
                "http://me:s3cret@p.invalid",
                "http://",
                "http://p.invalid:65536",
                "me:s3cret^@p"
            })
    void whatIsNoProxyIsToldWithoutShowingIt(String value) {
        assertThatThrownBy(() -> proxy("HTTPS_PROXY=" + value, "https://hub.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("HTTPS_PROXY is not the address of an HTTP proxy without a password")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void theSettingsHaveThoseOfTheEnvironment() {
        HubSettings settings = HubSettings.of(Map.of("HF_TOKEN", "t", "https_proxy", "http://p.invalid:1"));
        assertThat(settings.proxies()
                        .select(URI.create("https://hub.example"))
                        .get(0)
                        .type())
                .isEqualTo(Proxy.Type.HTTP);
    }
}
