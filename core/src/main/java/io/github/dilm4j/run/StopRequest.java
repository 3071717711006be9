package io.github.dilm4j.run;

/** A request to stop after the current step, from another thread: a signal, or a user of the library. */
public final class StopRequest {
    private volatile boolean requested;

    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }

    /** @throws StoppedException if a stop is requested */
    public void check() {
        if (requested) {
            throw new StoppedException();
        }
    }

    /** The run stopped on request; everything done so far is on disk. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("the run was stopped; run the same command again to go on");
        }
    }
}
