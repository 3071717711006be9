package io.github.dilm4j.run;

/** Takes the events of a run in the order in which they happen. */
@FunctionalInterface
public interface EventSink {
    /** Ignores events. */
    EventSink NONE = event -> {};

    void accept(RunEvent event);

    /** This one first, then {@code next}. */
    default EventSink andThen(EventSink next) {
        return event -> {
            accept(event);
            next.accept(event);
        };
    }
}
