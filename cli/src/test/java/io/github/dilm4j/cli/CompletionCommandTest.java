package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        StringWriter out = new StringWriter();
        assertThat(new Dilm(new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), false, 100))
                        .execute("completion"))
                .isZero();
        Path script = Files.writeString(folder.resolve("dilm-completion"), out.toString());
        assertThat(completed(script, "dilm", "comp")).contains("compare", "completion");
        assertThat(completed(script, "dilm", "distill", "--gen")).containsExactly("--generator");
    }

    /** Returns bash's completions for the last of the words. */
    private static String[] completed(Path script, String... words) throws Exception {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _complete_dilm; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt fails outside of interactive shells
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(answer).isZero();
        return answer.strip().split("\\s+");
    }
}
