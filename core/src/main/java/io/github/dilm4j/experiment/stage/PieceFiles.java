package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.piece.Piece;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The texts of finished pieces, one file each, so that a stopped run resumes with the next piece. */
record PieceFiles(Path folder) {
    /** @param piece the piece of the texts; a piece has one seed and range */
    private record Texts(TextPiece piece, List<GeneratedText> texts) {}

    Optional<List<GeneratedText>> read(Piece<TextPiece> piece) {
        Path file = file(piece);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Texts kept = Json.read(file, Texts.class, "delete it to have the texts written again");
        return Optional.of(kept)
                .filter(texts -> texts.piece().equals(piece.input()))
                .map(Texts::texts);
    }

    void write(Piece<TextPiece> piece, List<GeneratedText> texts) {
        AtomicFiles.writeString(file(piece), Json.line(new Texts(piece.input(), texts)));
    }

    void delete() {
        Folders.delete(folder);
    }

    private Path file(Piece<TextPiece> piece) {
        return folder.resolve(piece.name().replaceAll("[, ]+", "-") + ".json");
    }
}
