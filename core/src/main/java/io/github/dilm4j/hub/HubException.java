package io.github.dilm4j.hub;

import java.io.IOException;

/** An unexpected HTTP answer of the hub. */
final class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HubException(int status) {
        super("HTTP " + status);
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
