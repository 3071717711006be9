package io.github.dilm4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Enforces the sentence "May import …" of every {@code package-info.java}. */
class ArchitectureTest {
    private static final String ROOT = "io.github.dilm4j.";
    private static final String ENGINE = "org.bytedeco.";
    private static final List<Path> SOURCES = Stream.of("core", "cli")
            .map(module -> Path.of("..", module, "src", "main", "java"))
            .toList();
    private static final String TESTS = ArchitectureTest.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains(TESTS))
            .importPackages("io.github.dilm4j");

    /** Their transitive libraries are excluded in the build. */
    @Test
    void librariesThatNothingUsesAreNotShipped() {
        String libraries = System.getProperty("surefire.test.class.path", "");
        assumeThat(libraries).as("the class path of Maven").isNotEmpty();
        assertThat(libraries.split(File.pathSeparator))
                .anyMatch(jar -> jar.contains("parquet-hadoop"))
                .noneMatch(
                        jar -> jar.matches(
                                ".*/(woodstox|stax2|commons-(collections|pool|compress|codec|io)|avro|guava|zstd|snappy)[^/]*"));
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageHasAnInfo() throws IOException {
        Set<String> packages = CLASSES.stream().map(ArchitectureTest::packageOf).collect(Collectors.toSet());
        assertThat(infos().stream().map(Info::name)).containsExactlyInAnyOrderElementsOf(packages);
    }

    @ParameterizedTest
    @MethodSource("infos")
    void aPackageImportsOnlyWhatItsInfoPermits(Info info) {
        Set<String> imported = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (packageOf(each).equals(info.name())) {
                each.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(target -> !info.permitted().permits(target))
                        .filter(target -> !packageOf(target).equals(info.name()))
                        .forEach(target -> imported.add(target.getName() + " in " + each.getName()));
            }
        }
        assertThat(imported)
                .as("imports of '" + info.name() + "' beyond its package-info.java")
                .isEmpty();
    }

    @Test
    void theLibraryNeverPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    /** The compiler already refuses calls that use the default implicitly (Error Prone's DefaultLocale and others). */
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
                .check(CLASSES);
    }

    /**
     * A rule of {@code CONTRIBUTING.md}: outside its own package, only one class names a part. The next part of its
     * kind is added there.
     */
    @ParameterizedTest
    @CsvSource({
        "coreset.HerdingSelector, experiment.stage.Settings",
        "coreset.SubmodularSelector, experiment.stage.Settings",
        "model.opt.OptArchitecture, model.registry.CausalArchitectures",
        "model.gptneox.GptNeoxArchitecture, model.registry.CausalArchitectures",
        "model.deberta.DebertaArchitecture, model.registry.EncoderArchitectures",
        "report.RepetitionSection, report.Report",
        "report.MetricSection, report.Report",
        "data.Jsonl, data.FileFormat"
    })
    void onePlaceNamesAPart(String part, String place) {
        JavaClass type = CLASSES.get(ROOT + part);
        Set<String> naming = type.getDirectDependenciesToSelf().stream()
                .map(dependency -> outermost(dependency.getOriginClass()))
                .filter(name -> !name.equals(ROOT + part))
                .collect(Collectors.toCollection(TreeSet::new));
        naming.removeIf(name -> part.startsWith("model.") && name.startsWith(type.getPackageName() + "."));
        assertThat(naming).containsExactly(ROOT + place);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getName);
    }

    /** Returns the package without the root, such as {@code model.bert}. */
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }

    static List<Info> infos() throws IOException {
        List<Info> infos = new ArrayList<>();
        for (Path sources : SOURCES) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(each -> each.endsWith("package-info.java"))
                        .sorted()
                        .toList()) {
                    String name =
                            sources.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
                    infos.add(new Info(name.substring(ROOT.length()), Permission.read(Files.readString(file))));
                }
            }
        }
        return infos;
    }

    record Info(String name, Permission permitted) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The packages that a package may import besides its own. */
    record Permission(Set<String> packages, boolean every, boolean engine) {
        private static final Pattern SENTENCE = Pattern.compile("May import (.+?)[.;]( |$)");
        private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*|\\s*\\band\\b\\s*");
        private static final Pattern PACKAGE = Pattern.compile("\\{@code ([a-z0-9.*]+)}");
        private static final Set<String> WORDS =
                Set.of("", "and", "the engine", "no other package", "every package of the library");

        /** @param source the text of a package-info.java */
        static Permission read(String source) {
            String prose = source.substring(0, source.indexOf("*/"))
                    .replaceAll("(?m)^ \\* ?", "")
                    .replaceAll("\\s+", " ");
            Matcher sentence = SENTENCE.matcher(prose);
            assertThat(sentence.find()).as("'May import …' in: " + prose).isTrue();
            String permitted = sentence.group(1);
            Set<String> words = new LinkedHashSet<>();
            for (String word : BETWEEN.split(PACKAGE.matcher(permitted).replaceAll(","), -1)) {
                words.add(word.strip());
            }
            assertThat(WORDS).as("unknown words in: " + permitted).containsAll(words);
            return new Permission(
                    PACKAGE.matcher(permitted)
                            .results()
                            .map(each -> each.group(1))
                            .collect(Collectors.toSet()),
                    words.contains("every package of the library"),
                    words.contains("the engine"));
        }

        boolean permits(JavaClass type) {
            if (type.getPackageName().startsWith(ENGINE)) {
                return engine;
            }
            if (!type.getPackageName().startsWith(ROOT)) {
                return true;
            }
            String name = packageOf(type);
            return every || packages.stream().anyMatch(each -> covers(each, name));
        }

        /** Returns whether the package is the permitted one, or matches a pattern such as {@code model.*}. */
        private static boolean covers(String permitted, String name) {
            return permitted.endsWith(".*")
                    ? name.startsWith(permitted.substring(0, permitted.length() - 1))
                    : name.equals(permitted);
        }
    }
}
