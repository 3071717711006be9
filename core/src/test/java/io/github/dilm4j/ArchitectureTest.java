package io.github.dilm4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {
    private static final String ROOT = "io.github.dilm4j.";
    private static final String[] ENGINE = {"org.bytedeco.."};

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

    @Test
    void dataKnowsOnlyTheBase() {
        onlyKnows("data", "base");
    }

    @Test
    void baseKnowsNothing() {
        onlyKnows("base");
    }

    @Test
    void theMethodDoesNotKnowItsRun() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "run..", ROOT + "report..", ROOT + "export..", ROOT + "experiment..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "run..", ROOT + "report..", ROOT + "export..", ROOT + "experiment..")
                .check(classes);
    }

    @Test
    void theReportAndTheExportReadTheRunFolderAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "report..", ROOT + "export..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "learner..", ROOT + "generator..", ROOT + "model..", ROOT + "nn..", ROOT + "tensor..")
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

    private void onlyKnows(String name, String... others) {
        String[] forbidden = {
            "base",
            "data",
            "tokenize",
            "tensor",
            "nn",
            "model",
            "learner",
            "generator",
            "matching",
            "coreset",
            "distill",
            "evaluate",
            "run",
            "report",
            "export",
            "experiment",
            "demo"
        };
        String[] packages = java.util.Arrays.stream(forbidden)
                .filter(other ->
                        !other.equals(name) && !java.util.List.of(others).contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(classes);
    }
}
