package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path learner;
    private Path first;
    private Path second;

    @BeforeEach
    void files() throws IOException {
        learner = folder.resolve("learner");
        try (Tokenizer tokenizer = WordPieceTraining.train(List.of("a bad film", "a good play"), 40, true)) {
            int padId = tokenizer.specialTokens().pad().orElseThrow();
            BertConfig shape = BertConfig.of(tokenizer.size(), new ModelShape(8, 1, 2, 16, 16), padId);
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, 1, Device.CPU)) {
                model.save(learner);
            }
            tokenizer.save(learner);
        }
        first = Files.writeString(folder.resolve("first.tsv"), "sentence\tlabel\na bad film\t0\na good play\t1\n");
        second = Files.writeString(folder.resolve("second.tsv"), "sentence\tlabel\na good play\t0\na bad film\t1\n");
    }

    private int evaluate(Object... more) {
        List<Object> args = new ArrayList<>(List.of("evaluate", "--train", first, second, "--test", first));
        args.addAll(List.of("--learner", learner, "--device", "cpu", "--threads", 1, "--runs", 2, "--no-dropout"));
        args.addAll(List.of("--max-tokens", 16, "--warmup", 0));
        args.addAll(List.of(more));
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false, 100);
        return new Dilm(console).execute(args.stream().map(Object::toString).toArray(String[]::new));
    }

    @Test
    void everySetIsLearnedByLearnersOfItsOwn() {
        Path json = folder.resolve("scores.json");
        assertThat(evaluate("--steps", 60, "--learning-rate", 0.01, "--json", json))
                .as(err.toString())
                .isZero();
        JsonNode runs = Json.read(json, JsonNode.class).get("learners").get(0).get("runs");
        int[][] told = new int[runs.size()][];
        for (int i = 0; i < told.length; i++) {
            JsonNode run = runs.get(i);
            told[i] = new int[] {
                run.get("set").asInt(),
                run.get("learner").asInt(),
                run.get("score").asInt()
            };
        }
        assertThat(Arrays.stream(told).map(Arrays::toString))
                .as("the second set's labels are swapped")
                .containsExactly("[0, 0, 1]", "[0, 1, 1]", "[1, 0, 0]", "[1, 1, 0]");
    }

    @Test
    void theErrorOfATrainingThatDivergesNamesItsSetAndLearner() {
        assertThat(evaluate("--steps", 5, "--learning-rate", 1e38)).isNotZero();
        assertThat(err.toString())
                .contains("\n" + first + ", learner 0: the evaluation's learner: the ")
                .contains("lower its learning rate");
    }
}
