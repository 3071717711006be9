package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path train;
    private Path set;

    @BeforeEach
    void write() throws IOException {
        train = Files.writeString(folder.resolve("train.jsonl"), """
                {"text": "The soup was cold and the waiter was rude to us all evening.", "label": "bad"}
                {"text": "A lovely place with a warm welcome.", "label": "good"}
                """);
        set = Files.writeString(folder.resolve("set.jsonl"), """
                {"text": "a lovely place, with a warm welcome!", "label": "good"}
                {"text": "They say the waiter was rude to us all evening.", "label": "bad"}
                {"text": "Nothing here is taken from another page.", "label": "good"}
                """);
    }

    private int dilm(String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "audit";
        arguments[1] = set.toString();
        arguments[2] = "--against";
        arguments[3] = train.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return new Dilm(new Console(new PrintWriter(out), new PrintWriter(err), false, 100)).execute(arguments);
    }

    @Test
    void copiesAreShownBesideTheRealTextsAndDropped() throws IOException {
        Path clean = folder.resolve("clean.jsonl");
        Path json = folder.resolve("audit.json");
        int code = dilm("--drop-copies", "--out", clean.toString(), "--json", json.toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith("""
                        2 of 3 texts are copies (1 recased, 1 passage); 1 are sound
                        1: recased: good: a lovely place, with a warm welcome!
                           real: A lovely place with a warm welcome.
                        2: passage of 8 words: bad: They say the waiter was rude to us all evening.
                           real: The soup was cold and the waiter was rude to us all evening.
                        """)
                .contains("distinct-2", "% of the set's different words occur in the real texts");
        assertThat(err.toString())
                .contains("labels were not checked; name a model with --encoder to check them")
                .contains("wrote 1 of 3 texts to " + clean);
        assertThat(clean).hasContent("{\"text\":\"Nothing here is taken from another page.\",\"label\":\"good\"}");
        JsonNode rows = Json.read(json, JsonNode.class).path("rows");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).path("wordsInARow").asInt()).isEqualTo(8);
        assertThat(rows.get(2).path("copy").asText()).isEmpty();
    }

    @Test
    void aTextIsShownAsItIs() throws IOException {
        Files.writeString(set, """
                {"text": "A lovely place, http://me:pw@shop/item?id=7 with a warm welcome.", "label": "good"}
                {"text": "A lovely place, http://me:pw@shop/item?id=7 with a warm welcome.", "label": "good"}
                """);
        assertThat(dilm()).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("2: repeated: good: A lovely place, http://me:pw@shop/item?id=7 with a warm welcome.\n");
    }

    @Test
    void heldOutTextsShowWhetherTheSetTellsItsMembers() throws IOException {
        Path others = Files.writeString(folder.resolve("others.jsonl"), """
                {"text": "Trains leave every hour.", "label": "bad"}
                {"text": "Buses do not.", "label": "good"}
                """);
        Path json = folder.resolve("audit.json");
        assertThat(dilm("--held-out", others.toString(), "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .endsWith("membership: of a text of --against and one of --held-out, the first is nearer to the set in"
                        + " 100.0 % [100.0, 100.0] of the pairs (2 and 2 texts); more than chance: the set tells which texts"
                        + " it was made from\n");
        assertThat(Json.read(json, JsonNode.class).at("/membership/0/area/area").asDouble())
                .isEqualTo(1);
        assertThat(dilm("--held-out", train.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--held-out: at least two texts must be there that are not in --against");
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertThat(dilm("--drop-copies")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("--out: is missing; --drop-copies needs it\n");
        err.getBuffer().setLength(0);
        assertThat(dilm("--out", "o.jsonl")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "--out: needs --drop-copies, which writes this file; add --drop-copies, or leave --out out\n");
        err.getBuffer().setLength(0);
        String both = folder.resolve("both.jsonl").toString();
        assertThat(dilm(
                        "--drop-copies",
                        "--out",
                        both,
                        "--json",
                        folder.resolve("x/../both.jsonl").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).endsWith("both.jsonl: is named with --out too; name another file with --json\n");
        err.getBuffer().setLength(0);
        assertThat(dilm("--json", train.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is an input of the command, --against");
    }
}
