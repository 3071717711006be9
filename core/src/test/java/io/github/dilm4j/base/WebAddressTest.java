package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
    @Test
    void slashesAtTheEndAreLeftOut() {
        assertThat(WebAddress.of("http://localhost:8000/v1//"))
                .map(Object::toString)
                .hasValue("http://localhost:8000/v1");
        assertThat(WebAddress.of("HTTPS://[::1]")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:5000",
                "ftp://host",
                "http://",
                "http:///x",
                "http://user:secret@host",
                "http://host?key=secret",
                "http://host#x",
                "http://a b",
                ""
            })
    void othersAreNone(String url) {
        assertThat(WebAddress.of(url)).isEmpty();
    }
}
