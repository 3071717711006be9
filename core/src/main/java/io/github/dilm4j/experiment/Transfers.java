package io.github.dilm4j.experiment;

import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import java.util.Map;

/** Reports downloads and uploads as progress events, one step a megabyte. Files below a megabyte are not reported. */
public final class Transfers implements Progress {
    private static final long MEGABYTE = 1_000_000;

    private final String verb;
    private final EventSink events;
    private String last = "";
    private long megabytes;

    private Transfers(String verb, EventSink events) {
        this.verb = verb;
        this.events = events;
    }

    public static Transfers fetching(EventSink events) {
        return new Transfers("fetching", events);
    }

    public static Transfers sending(EventSink events) {
        return new Transfers("sending", events);
    }

    @Override
    public synchronized void transferred(String file, long done, long total) {
        long now = done / MEGABYTE;
        if (total < MEGABYTE || (file.equals(last) && now == megabytes)) {
            return;
        }
        last = file;
        megabytes = now;
        events.accept(
                new RunEvent.Progress(RunEvent.now(), verb + " " + file + ", MB", now, total / MEGABYTE, Map.of()));
    }
}
