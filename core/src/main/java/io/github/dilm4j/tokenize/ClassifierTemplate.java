package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * The special tokens that a tokenizer's post-processor puts around one text and around two, and the truncation of
 * texts. Truncation is "longest first" and gives the same ids as Hugging Face tokenizers.
 */
final class ClassifierTemplate {
    /** A special token, or with {@code text} 0 or 1 the position of that text. */
    private record Piece(int text, int id, int typeId) {
        static Piece text(int text, int typeId) {
            return new Piece(text, -1, typeId);
        }

        static Piece token(int id, int typeId) {
            return new Piece(-1, id, typeId);
        }
    }

    private final List<Piece> single;
    private final List<Piece> pair;
    private final boolean cutLeft;

    private ClassifierTemplate(List<Piece> single, List<Piece> pair, boolean cutLeft) {
        this.single = single;
        this.pair = pair;
        this.cutLeft = cutLeft;
    }

    /**
     * Reads the {@code post_processor} of a tokenizer.json.
     *
     * @param cutLeft whether a text that is too long loses its beginning (transformers: {@code truncation_side})
     * @param place the file, for errors
     */
    static ClassifierTemplate read(JsonNode processor, boolean cutLeft, String place) {
        String type = processor.path("type").asText();
        return switch (type) {
            case "TemplateProcessing" -> {
                JsonNode tokens = processor.path("special_tokens");
                yield new ClassifierTemplate(
                        pieces(processor.path("single"), tokens, place),
                        pieces(processor.path("pair"), tokens, place),
                        cutLeft);
            }
            case "BertProcessing" -> {
                int cls = processor.path("cls").path(1).asInt();
                int sep = processor.path("sep").path(1).asInt();
                List<Piece> one = List.of(Piece.token(cls, 0), Piece.text(0, 0), Piece.token(sep, 0));
                yield new ClassifierTemplate(one, append(one, Piece.text(1, 1), Piece.token(sep, 1)), cutLeft);
            }
            case "RobertaProcessing" -> {
                int cls = processor.path("cls").path(1).asInt();
                int sep = processor.path("sep").path(1).asInt();
                List<Piece> one = List.of(Piece.token(cls, 0), Piece.text(0, 0), Piece.token(sep, 0));
                yield new ClassifierTemplate(
                        one, append(one, Piece.token(sep, 0), Piece.text(1, 0), Piece.token(sep, 0)), cutLeft);
            }
            case "Sequence" -> sequence(processor.path("processors"), cutLeft, place);
            case "", "ByteLevel" ->
                new ClassifierTemplate(List.of(Piece.text(0, 0)), List.of(Piece.text(0, 0), Piece.text(1, 1)), cutLeft);
            default ->
                throw InputException.at(
                        place,
                        "has a post_processor of type '" + type + "'; known are TemplateProcessing, BertProcessing, "
                                + "RobertaProcessing, ByteLevel and a Sequence of them");
        };
    }

    /** @throws InputException if one of its tokens is not in the vocabulary */
    void requireTokens(IntPredicate known, String place) {
        Stream.concat(single.stream(), pair.stream())
                .filter(piece -> piece.text() < 0 && !known.test(piece.id()))
                .findFirst()
                .ifPresent(piece -> {
                    throw InputException.at(
                            place,
                            "its post_processor uses the token id " + piece.id()
                                    + ", which the vocabulary lacks; export the tokenizer again");
                });
    }

    /** The number of special tokens for {@code texts} texts. */
    int specialTokens(int texts) {
        return (int) pieces(texts).stream().filter(piece -> piece.text() < 0).count();
    }

    /** The tokens before a single text. */
    int[] leading() {
        return single.stream()
                .takeWhile(piece -> piece.text() < 0)
                .mapToInt(Piece::id)
                .toArray();
    }

    /**
     * Puts the encoded texts, truncated if they are too long, into their places.
     *
     * @param texts ids of one text or of two
     * @param maxTokens most tokens in the result, special ones included
     */
    TokenSequence fill(List<int[]> texts, int maxTokens) {
        List<Piece> pieces = pieces(texts.size());
        int[] kept = keptLengths(texts, maxTokens - specialTokens(texts.size()));
        int length = specialTokens(texts.size());
        for (int count : kept) {
            length += count;
        }
        int[] ids = new int[length];
        int[] typeIds = new int[length];
        int at = 0;
        for (Piece piece : pieces) {
            int count = piece.text() < 0 ? 1 : kept[piece.text()];
            if (piece.text() < 0) {
                ids[at] = piece.id();
            } else {
                int[] text = texts.get(piece.text());
                System.arraycopy(text, cutLeft ? text.length - count : 0, ids, at, count);
            }
            Arrays.fill(typeIds, at, at + count, piece.typeId());
            at += count;
        }
        return new TokenSequence(ids, typeIds);
    }

    /** The number of tokens of each text that stay if {@code room} tokens are available for all texts. */
    private static int[] keptLengths(List<int[]> texts, int room) {
        int first = texts.get(0).length;
        if (texts.size() == 1) {
            return new int[] {Math.min(first, room)};
        }
        int second = texts.get(1).length;
        if (first + second <= room) {
            return new int[] {first, second};
        }
        int shorter = Math.min(first, second);
        int half = room / 2; // if the room is odd, the longer text (of two equal ones, the second) gets one token more
        int keptOfShorter = Math.min(shorter, half);
        int keptOfLonger = room - keptOfShorter;
        return first <= second ? new int[] {keptOfShorter, keptOfLonger} : new int[] {keptOfLonger, keptOfShorter};
    }

    private List<Piece> pieces(int texts) {
        return texts == 1 ? single : pair;
    }

    private static List<Piece> pieces(JsonNode template, JsonNode specialTokens, String place) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode entry : template) {
            if (entry.has("Sequence")) {
                JsonNode sequence = entry.get("Sequence");
                int text = sequence.path("id").asText().equals("A") ? 0 : 1;
                pieces.add(Piece.text(text, typeId(sequence, place)));
            } else {
                JsonNode token = entry.path("SpecialToken");
                String name = token.path("id").asText();
                if (!specialTokens.has(name)) {
                    throw InputException.at(
                            place, "its post_processor uses the token '" + name + "', which its special_tokens lack");
                }
                for (JsonNode id : specialTokens.get(name).path("ids")) {
                    pieces.add(Piece.token(id.asInt(), typeId(token, place)));
                }
            }
        }
        return List.copyOf(pieces);
    }

    private static int typeId(JsonNode piece, String place) {
        JsonNode type = piece.path("type_id");
        if (type.isMissingNode()) {
            return 0;
        }
        if (!type.isIntegralNumber() || type.longValue() < 0 || type.longValue() >= Integer.MAX_VALUE) {
            throw InputException.at(
                    place,
                    "its post_processor has the type_id " + Printable.value(type.toString())
                            + ", not a number from 0; export the tokenizer again");
        }
        return type.intValue();
    }

    /** At most one member of a sequence adds tokens; ByteLevel only moves offsets. */
    private static ClassifierTemplate sequence(JsonNode processors, boolean cutLeft, String place) {
        ClassifierTemplate template = read(MissingNode.getInstance(), cutLeft, place);
        for (JsonNode processor : processors) {
            if (!processor.path("type").asText().equals("ByteLevel")) {
                template = read(processor, cutLeft, place);
            }
        }
        return template;
    }

    private static List<Piece> append(List<Piece> pieces, Piece... more) {
        List<Piece> all = new ArrayList<>(pieces);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
