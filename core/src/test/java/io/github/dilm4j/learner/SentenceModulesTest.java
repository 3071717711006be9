package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceModulesTest {
    private static final Pooling UNIT_MEAN = new Pooling(Pooling.Of.MEAN, true);

    @TempDir
    private Path folder;

    @Test
    void aPlainModelIsReadByItsSummary() {
        assertThat(SentenceModules.of(folder))
                .isEqualTo(new SentenceModules(folder, Pooling.SUMMARY, false, OptionalInt.empty()));
        assertThat(SentenceModules.folders(folder)).containsExactly(folder);
    }

    @Test
    void poolingInTheUsualFolderCountsWithoutAList() throws IOException {
        write("1_Pooling/config.json", "{'pooling_mode_cls_token': false, 'pooling_mode_mean_tokens': true}");
        assertThat(SentenceModules.of(folder).pooling()).isEqualTo(Pooling.MEAN);
    }

    @Test
    void theListSaysWhereTheModulesLie() throws IOException {
        write("1_Pooling/config.json", "{'pooling_mode': 'cls'}"); // not in the list of modules
        write("pool/config.json", "{'pooling_mode': 'mean'}");
        write("0_Transformer/sentence_roberta_config.json", "{'max_seq_length': 75, 'do_lower_case': true}");
        modules("Transformer:0_Transformer", "Pooling:pool", "Normalize:2_Normalize");
        Path transformer = folder.resolve("0_Transformer");
        assertThat(SentenceModules.of(folder))
                .isEqualTo(new SentenceModules(transformer, UNIT_MEAN, true, OptionalInt.of(75)));
        assertThat(SentenceModules.folders(folder)).containsExactly(transformer, folder, folder.resolve("pool"));
    }

    @Test
    void theTransformerMayLieInTheFolderItself() throws IOException {
        write("sentence_bert_config.json", "{'max_seq_length': null, 'do_lower_case': false}");
        modules("Transformer:", "Normalize:1_Normalize");
        assertThat(SentenceModules.of(folder))
                .isEqualTo(
                        new SentenceModules(folder, new Pooling(Pooling.Of.SUMMARY, true), false, OptionalInt.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'pooling_mode_max_tokens': true} | asks for the pooling [max], where [mean] or [cls] is known",
                "{'pooling_mode': ['cls', 'mean']} | asks for the pooling [cls, mean], where [mean] or [cls] is known",
                "{} | asks for the pooling [], where [mean] or [cls] is known",
            })
    void otherPoolingIsRefused(String config, String problem) throws IOException {
        write("1_Pooling/config.json", config);
        assertMessage(folder.resolve("1_Pooling/config.json") + ": " + problem + "; choose another encoder");
    }

    @Test
    void otherModulesAreRefused() throws IOException {
        Path file = folder.resolve("modules.json");
        modules("Transformer:", "Dense:2_Dense");
        assertMessage(file + ": has a module of the type Dense, which is not one of [Transformer, Pooling, Normalize];"
                + " choose another encoder");
        modules("Transformer:", "Pooling:1_Pooling", "Pooling:2_Pooling");
        assertMessage(file + ": has two modules of one type; choose another encoder");
        modules("Transformer:../elsewhere");
        assertMessage(file + ": has the path '../elsewhere', which must be the name of a folder beside it");
        modules("Transformer:", "Pooling:pool");
        assertMessage(folder.resolve("pool/config.json") + ": there is no such file");
    }

    private void assertMessage(String message) {
        assertThatThrownBy(() -> SentenceModules.of(folder))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    /** @param modules {@code Name:path} */
    private void modules(String... modules) throws IOException {
        StringBuilder json = new StringBuilder("[");
        for (String module : modules) {
            String[] parts = module.split(":", -1);
            json.append(json.length() > 1 ? ", " : "")
                    .append("{'type': 'sentence_transformers.models.")
                    .append(parts[0])
                    .append("', 'path': '")
                    .append(parts[1])
                    .append("'}");
        }
        write("modules.json", json + "]");
    }

    private void write(String name, String json) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json.replace('\'', '"'));
    }
}
