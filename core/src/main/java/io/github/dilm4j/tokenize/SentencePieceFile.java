package io.github.dilm4j.tokenize;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model file of SentencePiece: the parts of its protocol buffer ({@code sentencepiece_model.proto}) that tokenising
 * needs.
 *
 * @param pieces in the order of their ids
 * @param unknownId of the piece for unknown characters
 * @param characterMap normalisation of characters, compiled by SentencePiece; empty for none
 */
record SentencePieceFile(List<Piece> pieces, int unknownId, byte[] characterMap) {
    /**
     * @param score log-probability
     * @param kind {@code SentencePiece.Type}: besides normal pieces there are control tokens, which do not occur in
     *     texts, and user-defined pieces, which are matched literally
     */
    record Piece(String text, float score, int kind) {
        static final int NORMAL = 1;
        static final int CONTROL = 3;
        static final int USER_DEFINED = 4;

        /** Whether a tokenizer has it as an added token. */
        boolean isAdded() {
            return kind == CONTROL || kind == USER_DEFINED;
        }
    }

    private static final int UNIGRAM = 1;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** @throws InputException if the file is not a SentencePiece model, or not of the kind Unigram */
    static SentencePieceFile read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
        try {
            return new Reader(file).read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new InputException(file + ": is not a SentencePiece model, or is cut off; load an undamaged copy", e);
        }
    }

    private static final class Reader {
        private final Path file;
        private final List<Piece> pieces = new ArrayList<>();
        private int algorithm = UNIGRAM;
        private int unknownId;
        private byte[] characterMap = {};

        Reader(Path file) {
            this.file = file;
        }

        SentencePieceFile read(ByteBuffer model) {
            fields(model, (field, value) -> {
                switch (field) {
                    case 1 -> pieces.add(piece(value.bytes()));
                    case 2 -> fields(value.bytes(), this::trainer);
                    case 3 -> fields(value.bytes(), this::normalizer);
                    default -> {} // not needed
                }
            });
            if (algorithm != UNIGRAM) {
                throw InputException.at(
                        file,
                        "is a SentencePiece model of kind " + algorithm
                                + ", and only Unigram (1) is read; add the model's tokenizer.json");
            }
            if (unknownId < 0 || unknownId >= pieces.size()) {
                throw InputException.at(
                        file,
                        "has " + pieces.size() + " pieces, and the unknown one is to be number " + unknownId
                                + "; load an undamaged copy");
            }
            return new SentencePieceFile(List.copyOf(pieces), unknownId, characterMap);
        }

        private static Piece piece(ByteBuffer message) {
            var made = new Object() {
                String text = "";
                float score;
                int kind = Piece.NORMAL;
            };
            fields(message, (field, value) -> {
                switch (field) {
                    case 1 ->
                        made.text = StandardCharsets.UTF_8.decode(value.bytes()).toString();
                    case 2 -> made.score = Float.intBitsToFloat((int) value.number());
                    case 3 -> made.kind = (int) value.number();
                    default -> {}
                }
            });
            Piece piece = new Piece(made.text, made.score, made.kind);
            if (piece.isAdded() && piece.text().isEmpty()) {
                throw new IllegalArgumentException("an added token has no text");
            }
            return piece;
        }

        private void trainer(int field, Value value) {
            switch (field) {
                case 3 -> algorithm = (int) value.number();
                case 40 -> unknownId = (int) value.number();
                default -> {}
            }
        }

        private void normalizer(int field, Value value) {
            if (field == 2) {
                characterMap = new byte[value.bytes().remaining()];
                value.bytes().duplicate().get(characterMap);
            }
        }
    }

    /** A field's value: a number, or the bytes of a string or message. */
    private record Value(long number, ByteBuffer bytes) {}

    private interface Field {
        void read(int number, Value value);
    }

    /** Reads a message of the protocol-buffer wire format, field by field. */
    private static void fields(ByteBuffer message, Field field) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            Value value = switch ((int) (tag & 7)) {
                case VARINT -> new Value(varint(message), ByteBuffer.allocate(0));
                case FIXED64 -> new Value(message.getLong(), ByteBuffer.allocate(0));
                case FIXED32 -> new Value(message.getInt(), ByteBuffer.allocate(0));
                case LENGTH_DELIMITED -> new Value(0, part(message));
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            };
            field.read((int) (tag >>> 3), value);
        }
    }

    private static ByteBuffer part(ByteBuffer message) {
        long length = varint(message);
        if (length < 0 || length > message.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = message.slice(message.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + (int) length);
        return part;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
