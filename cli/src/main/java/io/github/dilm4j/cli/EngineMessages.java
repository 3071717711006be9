package io.github.dilm4j.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Drops one warning of JavaCPP's loader: that OpenBLAS was built against another patch version of JavaCPP. The two
 * versions are tested together; see docs/decisions/0001-tensor-engine.md. Everything else passes.
 */
public final class EngineMessages extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        boolean versions = event.getLoggerName().startsWith("org.bytedeco.javacpp")
                && message.startsWith("Versions of org.bytedeco:javacpp")
                && message.endsWith("do not match.");
        return versions ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
