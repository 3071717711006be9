package io.github.dilm4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code events.jsonl}: one event per line, handed to the operating system as soon as it is accepted. A process that
 * dies loses at most the line it was writing, which is cut off when the log is opened again.
 */
public final class EventLog implements EventSink, AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private EventLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Creates the log, or continues it after its last complete line.
     *
     * @throws UncheckedIOException naming the file
     */
    public static EventLog open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.truncate(endOfLastLine(channel));
            channel.position(channel.size());
            return new EventLog(file, channel);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * All events of a log; an incomplete last line is skipped.
     *
     * @throws InputException naming file and line, if the file is missing or a whole line is not an event
     */
    public static List<RunEvent> read(Path file) {
        return read(file, unknown -> {
            throw unknown;
        });
    }

    /**
     * All events of a log that may be of another version; an incomplete last line is skipped.
     *
     * @param unknown receives the place and the problem of each complete line that is not an event of this version
     * @throws InputException naming the file, if it is missing
     */
    public static List<RunEvent> read(Path file, Consumer<InputException> unknown) {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
        List<RunEvent> events = new ArrayList<>();
        int line = 0;
        for (int start = 0, end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
            line++;
            try {
                events.add(parse(file, line, text.substring(start, end)));
            } catch (InputException e) {
                unknown.accept(e);
            }
        }
        return Collections.unmodifiableList(events);
    }

    /**
     * Appends one line; may be called by several threads.
     *
     * @throws UncheckedIOException naming the file
     */
    @Override
    public synchronized void accept(RunEvent event) {
        ByteBuffer line = ByteBuffer.wrap((Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            long before = channel.position();
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            } catch (IOException e) {
                channel.truncate(before); // a full disk may leave a part of a line, which must not be continued
                throw e;
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static RunEvent parse(Path file, int line, String text) {
        try {
            if (Json.STRICT.readTree(text) instanceof ObjectNode event) {
                return Json.STRICT.treeToValue(completed(event), RunEvent.class);
            }
            throw new InputException(file + ":" + line + ": is not an event of this version: it is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new InputException(file + ":" + line + ": is not an event of this version: it " + Json.problem(e), e);
        }
    }

    /** Adds the method and the round of written texts, which older versions left out. */
    private static ObjectNode completed(ObjectNode event) {
        if (event.path("event").asText().equals("textsWritten") && !event.has("method") && !event.has("round")) {
            event.put("method", "").put("round", -1);
        }
        return event;
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    private static UncheckedIOException cannotWrite(Path file, IOException e) {
        return new UncheckedIOException(file + ": cannot be written (" + IoReason.of(e) + ")", e);
    }
}
