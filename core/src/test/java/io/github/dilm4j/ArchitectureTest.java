package io.github.dilm4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may know which. */
class ArchitectureTest {
    private static final String ROOT = "io.github.dilm4j.";
    private static final String[] ENGINE = {"org.bytedeco.."};
    private static final List<String> PACKAGES = List.of(
            "base",
            "audit",
            "data",
            "demo",
            "hub",
            "matching",
            "tokenize",
            "tensor",
            "nn",
            "model",
            "coreset",
            "generator",
            "learner",
            "distill",
            "evaluate",
            "statistics",
            "run",
            "report",
            "export",
            "experiment");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.dilm4j");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyTheModelSideKnowsTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "tensor..", ROOT + "nn..", ROOT + "model..", ROOT + "learner..", ROOT + "generator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE)
                .check(classes);
    }

    /** As their package-info.java says. */
    @ParameterizedTest
    @CsvSource({
        "base, ''",
        "data, base",
        "audit, base data",
        "demo, base data",
        "hub, base",
        "matching, base",
        "tokenize, base data",
        "tensor, base",
        "nn, base tensor",
        "model, base tensor nn",
        "coreset, base data tensor",
        "generator, base data tokenize tensor nn model coreset",
        "learner, base data tokenize tensor nn model coreset matching",
        "distill, base data tokenize tensor nn model coreset matching generator learner",
        "evaluate, base data tokenize tensor nn model coreset matching generator learner distill",
        "statistics, ''",
        "run, base data statistics",
        "report, base data audit statistics run",
        "export, base data audit coreset statistics run"
    })
    void aPackageKnowsOnly(String name, String others) {
        List<String> known = List.of(others.split(" "));
        String[] forbidden = PACKAGES.stream()
                .filter(other -> !other.equals(name) && !known.contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(classes);
    }

    @Test
    void theLibraryNeverPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    /** Calls that take it without being told are errors of the compiler (Error Prone's DefaultLocale and others). */
    @Test
    void nothingDependsOnTheUsersLanguageZoneOrEncoding() {
        noClasses()
                .should()
                .callMethod(Locale.class, "getDefault")
                .orShould()
                .callMethod(Locale.class, "getDefault", Locale.Category.class)
                .orShould()
                .callMethod(ZoneId.class, "systemDefault")
                .orShould()
                .callMethod(TimeZone.class, "getDefault")
                .orShould()
                .callMethod(Charset.class, "defaultCharset")
                .check(classes);
    }
}
