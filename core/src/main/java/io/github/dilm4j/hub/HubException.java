package io.github.dilm4j.hub;

import java.io.IOException;

/** An answer of the hub that is none of the wanted ones. */
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

    /** Whether it may be another one in a moment. */
    boolean mayPass() {
        return status >= 500 || status == 429 || status == 408;
    }
}
