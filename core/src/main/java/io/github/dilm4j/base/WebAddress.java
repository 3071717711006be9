package io.github.dilm4j.base;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The addresses of servers that users name. */
public final class WebAddress {
    private WebAddress() {}

    /**
     * An address of {@code http} or {@code https} with a host, without slashes at its end. One with a login, a query or a
     * fragment is none: messages and logs show addresses, and paths are appended to them.
     */
    public static Optional<URI> of(String url) {
        try {
            URI address = new URI(url.replaceAll("/+$", ""));
            boolean plain = address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            return plain && address.getHost() != null && url.matches("(?i)https?://.*")
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
