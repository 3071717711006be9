package io.github.dilm4j.hub;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.Printable;
import java.io.IOException;

/** An unexpected HTTP answer of the hub. The message holds the hub's own, if it sent one. */
final class HubException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 200;

    private final int status;

    /** @param said the hub's own message, without the token; may be empty */
    HubException(int status, String said) {
        super("HTTP " + status + (said.isBlank() ? "" : ": " + Printable.line(Abridged.text(said, LONGEST_SHOWN))));
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Whether a retry may succeed. */
    boolean mayPass() {
        return status >= 500 || status == 429 || status == 408;
    }
}
