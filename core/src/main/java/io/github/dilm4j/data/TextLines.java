package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.SpecialFiles;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The lines of a UTF-8 file, plain or gzipped, in bounded memory. A byte-order mark is dropped; lines end with LF or
 * CRLF. Every problem with the file is an {@link InputException} that names the file and the line.
 */
final class TextLines implements Closeable {
    static final int LONGEST_LINE = 16 << 20; // bytes
    private static final int BUFFER = 1 << 16; // bytes
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] UTF16_LITTLE = {(byte) 0xff, (byte) 0xfe};
    private static final byte[] UTF16_BIG = {(byte) 0xfe, (byte) 0xff};
    private static final String UTF8_MARK = "\uFEFF";

    private final Path file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final byte[] buffer = new byte[BUFFER];
    private int position; // next byte in buffer
    private int filled; // bytes in buffer
    private byte[] carried = new byte[1 << 10]; // the beginning of a line that spans buffers
    private long line;

    private TextLines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * @throws InputException if the file is missing, a folder, empty, unreadable, or named .gz without being gzip
     */
    static TextLines open(Path file) {
        requireContent(file);
        try {
            InputStream raw = Files.newInputStream(file);
            try {
                return new TextLines(file, FileFormat.isGzipped(file) ? decompressed(file, raw) : raw);
            } catch (IOException | RuntimeException e) {
                raw.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * @throws InputException if there is no such file, or it is a folder, a device or a pipe, or has no bytes
     */
    static void requireContent(Path file) {
        if (!Files.exists(file)) {
            throw InputException.at(file, "there is no such file; check the path");
        }
        if (Files.isDirectory(file)) {
            throw InputException.at(file, "is a folder; name a file in it");
        }
        SpecialFiles.refuse(file);
        try {
            if (Files.size(file) == 0) {
                throw empty(file);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static InputException empty(Path file) {
        return InputException.at(file, "is empty; give a file with examples");
    }

    static InputException unreadable(Path file, IOException e) {
        return new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
    }

    private static InputStream decompressed(Path file, InputStream raw) throws IOException {
        try {
            return new RatioGuard(new GZIPInputStream(raw, BUFFER), file, Files.size(file), RatioGuard.ALWAYS_ALLOWED);
        } catch (ZipException e) {
            throw new InputException(file + ": is named .gz but is not gzip; drop the .gz or compress it", e);
        } catch (EOFException e) {
            throw cutOff(file, e);
        }
    }

    private static InputException cutOff(Path file, IOException cause) {
        return new InputException(file + ": the gzip data is cut off; copy or download the file again", cause);
    }

    /** The number of the line last read, from 1. */
    long line() {
        return line;
    }

    /** {@code file:line} of the line last read. */
    String place() {
        return file + ":" + line;
    }

    /** The next line without its LF or CRLF; null at the end of the file. */
    String next() {
        String text = nextWithCarriageReturn();
        return text != null && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The next line without its LF; null at the end of the file. */
    String nextWithCarriageReturn() {
        int carriedLength = 0;
        while (true) {
            if (position == filled && !fill()) {
                return carriedLength == 0 ? null : decode(carried, 0, carriedLength);
            }
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            int length = end - position;
            if (carriedLength + length > LONGEST_LINE) {
                throw InputException.at(
                        file + ":" + (line + 1),
                        "the line is longer than " + (LONGEST_LINE >> 20) + " MiB; put one example on each line");
            }
            if (end < filled && carriedLength == 0) {
                String text = decode(buffer, position, length);
                position = end + 1;
                return text;
            }
            carry(carriedLength, length);
            carriedLength += length;
            if (end < filled) {
                position = end + 1;
                return decode(carried, 0, carriedLength);
            }
            position = filled;
        }
    }

    private void carry(int carriedLength, int length) {
        if (carriedLength + length > carried.length) {
            carried = Arrays.copyOf(carried, Math.max(carriedLength + length, 2 * carried.length));
        }
        System.arraycopy(buffer, position, carried, carriedLength, length);
    }

    private boolean fill() {
        try {
            position = 0;
            filled = Math.max(in.readNBytes(buffer, 0, buffer.length), 0);
            return filled > 0;
        } catch (EOFException e) {
            throw cutOff(file, e);
        } catch (ZipException e) {
            throw new InputException(file + ": the gzip data is damaged; copy or download the file again", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private String decode(byte[] bytes, int offset, int length) {
        line++;
        String text = isAscii(bytes, offset, length)
                ? new String(bytes, offset, length, StandardCharsets.ISO_8859_1)
                : decodeStrictly(bytes, offset, length);
        return line == 1 && text.startsWith(UTF8_MARK) ? text.substring(1) : text;
    }

    private static boolean isAscii(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private String decodeStrictly(byte[] bytes, int offset, int length) {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes, offset, length)).toString();
        } catch (CharacterCodingException e) {
            throw new InputException(place() + ": is not UTF-8 text" + remedy(bytes, offset, length), e);
        }
    }

    private String remedy(byte[] bytes, int offset, int length) {
        if (line == 1 && startsWith(GZIP_MAGIC, bytes, offset, length)) {
            return " but gzip data; name the file .gz";
        }
        if (line == 1
                && (startsWith(UTF16_LITTLE, bytes, offset, length) || startsWith(UTF16_BIG, bytes, offset, length))) {
            return " but UTF-16; save the file as UTF-8";
        }
        return "; save the file as UTF-8";
    }

    private static boolean startsWith(byte[] mark, byte[] bytes, int offset, int length) {
        return length >= mark.length && Arrays.equals(mark, 0, mark.length, bytes, offset, offset + mark.length);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
