package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.PlainText;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        header = "Trains a tokenizer on plain text.",
        description = "Writes tokenizer.json and tokenizer_config.json, which Hugging Face's AutoTokenizer opens.",
        footer = {
            "",
            "Example:",
            "  ./dilm tokenizer train --kind wordpiece --text corpus.txt --size 8000 --out models/wordpiece"
        })
final class TokenizerCommand implements Callable<Integer> {
    private static final Set<String> WRITTEN = Set.of("tokenizer.json", "tokenizer_config.json");

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "KIND",
            description = "bpe (byte-level, for GPT-2) or wordpiece (for BERT).")
    private String kind;

    @Option(
            names = "--text",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Plain UTF-8 text, one text per line; may be .gz.")
    private List<Path> text;

    @Option(names = "--size", required = true, paramLabel = "N", description = "Tokens at most.")
    private int size;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the tokenizer.")
    private Path out;

    @Option(names = "--cased", description = "WordPiece keeps upper case and accents.")
    private boolean cased;

    @Mixin
    private Outputs outputs;

    private final Console console;

    TokenizerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Arguments.positive("--size", size);
        if (!kind.equals("bpe") && !kind.equals("wordpiece")) {
            throw new InputException("--kind: '" + kind + "' is not one of [bpe, wordpiece]");
        }
        outputs.requireFolder("--out", out, WRITTEN, Outputs.Input.of("--text", text));
        List<String> lines = PlainText.lines(text);
        try (Tokenizer tokenizer = kind.equals("bpe")
                ? BytePairTraining.train(lines.stream().map(line -> " " + line).toList(), size)
                : WordPieceTraining.train(lines, size, !cased)) {
            AtomicFiles.writeFolder(out, tokenizer::save);
            console.note("wrote a tokenizer of " + tokenizer.size() + " tokens to " + out);
        }
        return Failures.OK;
    }
}
