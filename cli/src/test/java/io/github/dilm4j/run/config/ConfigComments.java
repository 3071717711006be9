package io.github.dilm4j.run.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the doc comments of config records and enums from the sources with javac's own parser, as Markdown. */
final class ConfigComments {
    private static final Path SOURCES = Path.of("..", "core", "src", "main", "java");

    private final Map<String, String> comments = new HashMap<>(); // keys: Type, Type.component and Type.CONSTANT
    private final Set<Class<?>> read = new HashSet<>();

    /** Returns the comment of a record. */
    String of(Class<?> type) {
        return find(type, "").orElseThrow(() -> new AssertionError(type + " has no doc comment"));
    }

    /** Returns the comment of a record's component. */
    String of(Class<?> type, String component) {
        return find(type, "." + component)
                .orElseThrow(() -> new AssertionError(type + " has no '@param " + component + "'"));
    }

    /** Returns the comment of an enum's constant, if there is one. */
    Optional<String> of(Enum<?> constant) {
        return find(constant.getDeclaringClass(), "." + constant.name());
    }

    private Optional<String> find(Class<?> type, String member) {
        Class<?> outermost = type.getNestHost();
        if (read.add(outermost)) {
            read(outermost);
        }
        return Optional.ofNullable(comments.get(type.getName() + member));
    }

    private void read(Class<?> type) {
        Path source = SOURCES.resolve(type.getName().replace('.', '/') + ".java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(docs, type.getPackageName() + ".").scan(new TreePath(unit), null);
            }
        } catch (IOException e) {
            throw new AssertionError(source + " cannot be read", e);
        }
    }

    private final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final String root;

        Reader(DocTrees docs, String root) {
            this.docs = docs;
            this.root = root;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            Optional<DocCommentTree> comment = comment();
            comment.ifPresent(doc -> {
                comments.put(name(), markdown(doc.getFullBody()));
                for (DocTree tag : doc.getBlockTags()) {
                    if (tag instanceof ParamTree param) {
                        comments.put(name() + "." + param.getName(), markdown(param.getDescription()));
                    }
                }
            });
            return super.visitClass(type, null);
        }

        @Override
        public Void visitVariable(VariableTree constant, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.ENUM) {
                comment()
                        .ifPresent(doc -> comments.put(name() + "." + constant.getName(), markdown(doc.getFullBody())));
            }
            return super.visitVariable(constant, null);
        }

        private Optional<DocCommentTree> comment() {
            return Optional.ofNullable(docs.getDocCommentTree(getCurrentPath()));
        }

        /** Returns the binary name of the class that is being scanned. */
        private String name() {
            StringBuilder name = new StringBuilder();
            for (Tree node : getCurrentPath()) { // from the innermost class outwards
                if (node instanceof ClassTree type) {
                    name.insert(0, type.getSimpleName() + (name.isEmpty() ? "" : "$"));
                }
            }
            return root + name;
        }
    }

    private static String markdown(List<? extends DocTree> trees) {
        return trees.stream()
                .map(ConfigComments::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String markdown(DocTree tree) {
        if (tree instanceof LiteralTree literal) {
            return "`" + literal.getBody().getBody() + "`";
        }
        assertThat(tree.getKind())
                .as("'" + tree + "': the docs support only text and {@code …}")
                .isEqualTo(DocTree.Kind.TEXT);
        return tree.toString();
    }
}
