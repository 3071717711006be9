package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.piece.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceFilesTest {
    private static final List<GeneratedText> TEXTS = List.of(
            new GeneratedText(new Example(List.of("a \"b\"", "ü"), 1), Outcome.COMPLETE, -1.25, 3),
            new GeneratedText(Example.of("c", 1), Outcome.CUT_OFF, Double.NEGATIVE_INFINITY, 16));

    @TempDir
    Path folder;

    @Test
    void keepsTheTextsOfAPieceUntilAllAreThere() {
        PieceFiles files = new PieceFiles(folder.resolve("parts"));
        assertThat(files.read(piece(7))).isEmpty();
        files.write(piece(7), TEXTS);
        assertThat(new PieceFiles(folder.resolve("parts")).read(piece(7))).contains(TEXTS);
        assertThat(files.read(piece(8))).isEmpty();
        files.delete();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tellsWhatToDoAboutADamagedFile() throws IOException {
        new PieceFiles(folder).write(piece(7), TEXTS);
        Path file = folder.resolve("set-0-label-1-texts-0-to-1.json");
        Files.writeString(file, "{\"piece\":");
        assertThatThrownBy(() -> new PieceFiles(folder).read(piece(7)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageEndingWith("delete it to have the texts written again");
    }

    private static Piece<TextPiece> piece(long seed) {
        TextPiece piece = new TextPiece(0, 1, 0, 2, seed);
        return new Piece<>("set 0, label 1, texts 0 to 1", piece);
    }
}
