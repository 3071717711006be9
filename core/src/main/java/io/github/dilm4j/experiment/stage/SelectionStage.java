package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.CachingScorer;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LikelihoodSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.distill.CandidatePool;
import io.github.dilm4j.distill.DistilledTexts;
import io.github.dilm4j.distill.ServedWriter;
import io.github.dilm4j.distill.TextAdvice;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.distill.WritingPrompt;
import io.github.dilm4j.distill.WrittenTexts;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.LikelihoodScorer;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.CandidatesConfig;
import io.github.dilm4j.run.config.DistilConfig.Features;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Writes the distilled sets of every method, or the proposals for them. Sets that are there already are not made again.
 */
public final class SelectionStage {
    private static final String CANDIDATES_REMEDY = "delete it to have the texts written again";

    private final StageContext context;
    private final Models models;
    private final StageSteps steps;
    private final Set<Method> counted = EnumSet.noneOf(Method.class); // whose candidates are among the steps done

    public SelectionStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
        this.steps = new StageSteps(context.observer(Stage.SELECTION), steps());
    }

    /** The number of sets of every size, and of the labels whose texts are written for one set or for all. */
    public long steps() {
        long steps = 0;
        List<Method> methods = context.config().evaluation().methods();
        int labels = labels();
        boolean shared = context.config().distil().candidates() > 0;
        for (Method method : methods) {
            steps += (long) sets() * context.config().distil().dpc().size();
            if (method == Method.GENERATOR_BEFORE_MATCHING || method == Method.DILM) {
                steps += (long) labels * (shared ? 1 : sets());
            }
        }
        if (methods.stream().anyMatch(Method::byServedModel)) {
            steps += labels;
        }
        if (context.config().distil().writesBeforeForDilm(methods)) {
            steps += labels;
        }
        return methods.contains(Method.MIXED) && !methods.contains(Method.DILM) ? steps + labels : steps;
    }

    public void run() {
        try (FolderEncoder open = models.encoder()) {
            Encoder inPieces = models.inPieces(open, context.watch(Stage.SELECTION));
            Encoder encoder = new CachingEncoder(inPieces);
            if (missesEmbedded()) {
                // The last bits of an embedding depend on the rest of its batch, which must not depend on where a
                // stopped run resumes.
                context.data().fitByLabel().forEach(encoder::embed);
            }
            SetSelectors byEmbedding = new SetSelectors(
                    context.data().splits().fit(),
                    labels(),
                    encoder,
                    false, // the encoder remembers
                    context.pieces(),
                    context.watch(Stage.SELECTION));
            selectByEmbedding(encoder, byEmbedding);
            try (Tangents tangents = models.tangents(inPieces)) {
                boolean compareTangents = context.config().distil().features() == Features.TANGENT;
                SetSelectors selectors = compareTangents ? byEmbedding.with(tangents) : byEmbedding;
                for (Method method : context.config().evaluation().methods()) {
                    chooseOneByOne(method, inPieces, encoder, selectors, tangents);
                }
            }
        }
    }

    /** Chooses the sets of a method, unless {@link #selectByEmbedding} did. */
    private void chooseOneByOne(
            Method method, Encoder inPieces, Encoder encoder, SetSelectors selectors, Tangents tangents) {
        switch (method) {
            case GENERATOR_BEFORE_MATCHING ->
                generate(method, context.folder().generatorBeforeMatching(), inPieces, selectors);
            case DILM -> generate(method, context.folder().generator(), inPieces, selectors);
            case SERVED, MIXED -> chooseFromServed(method, encoder, selectors);
            case LIKELIHOOD -> rankByLikelihood(method, encoder, selectors);
            case RANDOM -> selectHere(method, encoder, selectors, selectors.of(method, encoder));
            default -> {
                if (context.config().distil().byTangents(method)) {
                    selectHere(method, encoder, selectors, selectors.of(method, encoder), tangents.rows());
                }
            }
        }
    }

    /** Whether a missing set depends on the embeddings of real texts. */
    private boolean missesEmbedded() {
        var distil = context.config().distil();
        return context.config().evaluation().methods().stream()
                .filter(distil::embedsFit)
                .anyMatch(method -> IntStream.range(0, sets())
                        .anyMatch(set -> context.config().distil().dpc().stream()
                                .anyMatch(dpc -> !Files.exists(file(method, dpc, set)))));
    }

    /** Chooses the sets of all methods that compare the embeddings of real texts, perhaps on executors. */
    private void selectByEmbedding(Encoder encoder, SetSelectors selectors) {
        List<Piece<SelectionWork.Wanted>> missing = missing(context.config().evaluation().methods().stream()
                .filter(Method::byEmbedding)
                .filter(method -> !context.config().distil().byTangents(method))
                .toList());
        if (!missing.isEmpty()) {
            List<Example> fit = context.data().splits().fit();
            Embedded embedded = new Embedded(fit, encoder.embed(fit));
            select(
                    embedded.canBeSent() ? context.pieces() : PieceRunner.LOCAL,
                    embedded,
                    missing,
                    method -> filtered(encoder, selectors, selectors.of(method, encoder)));
        }
    }

    private void selectHere(Method method, Encoder encoder, SetSelectors selectors, SetSelector selector) {
        selectHere(method, encoder, selectors, selector, context.data().splits().fit());
    }

    /** Chooses sets of some real texts by a selector of this process. */
    private void selectHere(
            Method method, Encoder encoder, SetSelectors selectors, SetSelector selector, List<Example> pool) {
        select(
                PieceRunner.LOCAL,
                Embedded.without(pool),
                missing(List.of(method)),
                same -> filtered(encoder, selectors, selector));
    }

    private SetSelector filtered(Encoder encoder, SetSelectors selectors, SetSelector selector) {
        return selectors.filtered(context.config().distil().keepReal(), encoder, selector);
    }

    /** The sets of real texts that are left to choose. */
    private List<Piece<SelectionWork.Wanted>> missing(List<Method> methods) {
        StageSeal seal = context.seal(Stage.SELECTION);
        List<Piece<SelectionWork.Wanted>> missing = new ArrayList<>();
        for (Method method : methods) {
            for (int set = 0; set < sets(); set++) {
                for (int dpc : context.config().distil().dpc()) {
                    Path file = file(method, dpc, set);
                    if (Files.exists(file)) {
                        seal.addIfNew(file);
                        steps.done(1);
                    } else {
                        RandomStreams streams = context.streams().child("select " + method.label(), set, dpc);
                        missing.add(new Piece<>(
                                file.getFileName().toString(), new SelectionWork.Wanted(method, dpc, set, streams)));
                    }
                }
            }
        }
        return missing;
    }

    /** @param here makes the selectors that this process uses */
    private void select(
            PieceRunner runner,
            Embedded pool,
            List<Piece<SelectionWork.Wanted>> missing,
            Function<Method, SetSelector> here) {
        StageSeal seal = context.seal(Stage.SELECTION);
        SelectionWork work = new SelectionWork(
                context.config().distil().keepReal(), context.data().task().labels(), pool);
        runner.run(
                work.openedHereBy(located -> work.choosing(here)),
                missing,
                context.watch(Stage.SELECTION),
                (piece, chosen) -> {
                    SelectionWork.Wanted wanted = piece.input();
                    Path file = file(wanted.method(), wanted.dpc(), wanted.set());
                    write(file, List.of(chosen));
                    seal.add(file);
                    steps.done(1);
                });
    }

    private void rankByLikelihood(Method method, Encoder encoder, SetSelectors selectors) {
        try (Generator generator = models.ranking()) {
            selectHere(
                    method,
                    encoder,
                    selectors,
                    SetSelector.perLabel(new LikelihoodSelector(new CachingScorer(new LikelihoodScorer(generator)))));
        }
    }

    private void generate(Method method, Path folder, Encoder encoder, SetSelectors selectors) {
        StageSeal seal = context.seal(Stage.SELECTION);
        var distil = context.config().distil();
        boolean shared = distil.candidates() > 0;
        Encoder known = shared ? new CachingEncoder(encoder) : encoder;
        DistilledTexts texts = generated(method, ofWritten(selectors, known));
        if (IntStream.range(0, sets()).allMatch(set -> isThere(method, set))) {
            IntStream.range(0, sets()).forEach(set -> files(method, set).forEach(seal::addIfNew));
            if (shared) {
                countCandidates(method);
                if (distil.chosenFromBoth(method)) {
                    countCandidates(Method.GENERATOR_BEFORE_MATCHING);
                }
            } else {
                steps.done(sets() * labels());
            }
            steps.done(sets() * distil.dpc().size());
        } else if (shared) {
            CandidatePool own = candidates(method, folder, texts);
            CandidatePool all = distil.chosenFromBoth(method) ? own.with(candidatesBefore(selectors, known)) : own;
            CandidatePool pool = new Copies(context, method.label()).leftOut(all);
            embedAll(method, pool, known, selectors);
            eachSet(method, seal, choosingFrom(pool, texts));
        } else {
            writeSets(method, seal, folder, texts);
        }
    }

    private CandidatePool candidatesBefore(SetSelectors selectors, Encoder known) {
        Method before = Method.GENERATOR_BEFORE_MATCHING;
        return candidates(
                before, context.folder().generatorBeforeMatching(), generated(before, ofWritten(selectors, known)));
    }

    /** Writes the texts of all missing sets, and makes each set as soon as all its texts exist. */
    private void writeSets(Method method, StageSeal seal, Path folder, DistilledTexts texts) {
        List<String> labels = context.data().task().labels();
        List<Integer> dpcs = context.config().distil().dpc();
        Map<Integer, List<Piece<TextPiece>>> missing = new TreeMap<>(); // by set
        for (int set = 0; set < sets(); set++) {
            if (isThere(method, set)) {
                files(method, set).forEach(seal::addIfNew);
                steps.done(labels.size() + dpcs.size());
            } else {
                missing.put(set, texts.pieces(set, labels.size(), dpcs, streams(method, set)));
            }
        }
        WrittenTexts written = new WrittenTexts();
        context.pieces()
                .run(
                        models.writing(folder),
                        missing.values().stream().flatMap(List::stream).toList(),
                        context.watch(Stage.SELECTION),
                        (piece, some) -> {
                            int set = piece.input().set();
                            written.add(piece.input(), List.of(some));
                            if (written.hold(missing.get(set))) {
                                write(method, set, texts.write(written, set, labels, dpcs, streams(method, set)), seal);
                            }
                        });
    }

    private DistilledTexts generated(Method method, SetSelector selector) {
        TextAdvice advice = method == Method.DILM ? ofTrained() : TextAdvice.BEFORE_MATCHING;
        return new DistilledTexts(
                selector,
                context.config().distil().oversample(),
                Settings.generation(context.config()),
                context.config().distil().candidates() > 0 ? advice.withOversample("distil.candidates") : advice,
                context.observer(Stage.SELECTION)
                        .afterTexts(() -> steps.done(1))
                        .of(method.label()),
                new Copies(context, method.label())::leftOut);
    }

    private TextAdvice ofTrained() {
        return context.config().selfTraining().rounds() > 0
                ? TextAdvice.AFTER_SELF_TRAINING
                : TextAdvice.AFTER_MATCHING;
    }

    private SetMaking choosingFrom(CandidatePool pool, DistilledTexts texts) {
        return (set, streams) -> {
            Supplier<Map<Integer, List<Example>>> begun = texts.begin(
                    pool,
                    context.data().task().labels(),
                    context.config().distil().dpc(),
                    streams);
            return () -> new DistilledTexts.Sets(begun.get(), set == 0 ? pool.counts() : noCounts());
        };
    }

    /** Chooses from the texts of a served model; for {@link Method#MIXED} also from those of DiLM's generator. */
    private void chooseFromServed(Method method, Encoder encoder, SetSelectors selectors) {
        CandidatesConfig candidates = context.config().candidates().orElseThrow();
        boolean mixed = method == Method.MIXED;
        Encoder known = new CachingEncoder(encoder);
        SetSelector selector = ofWritten(selectors, known);
        CandidatePool served = servedCandidates(candidates, encoder);
        CandidatePool pool = new Copies(context, method.label())
                .leftOut(
                        mixed
                                ? candidates(
                                                Method.DILM,
                                                context.folder().generator(),
                                                generated(Method.DILM, selector))
                                        .with(served)
                                : served);
        embedAll(method, pool, known, selectors);
        DistilledTexts texts = new DistilledTexts(
                selector,
                candidates.count(),
                mixed ? Settings.generation(context.config()) : Settings.sampling(candidates),
                mixed ? TextAdvice.mixed(ofTrained()) : TextAdvice.SERVED,
                context.observer(Stage.SELECTION).of(method.label()),
                UnaryOperator.identity());
        eachSet(method, context.seal(Stage.SELECTION), choosingFrom(pool, texts));
    }

    /** The selector of generated texts, which {@code encoder} embeds. */
    private SetSelector ofWritten(SetSelectors selectors, Encoder encoder) {
        var distil = context.config().distil();
        return selectors.filtered(distil.keep(), encoder, selectors.of(distil.selector(), encoder));
    }

    /** Embeds all texts at once, whichever sets are missing: the last bits depend on the rest of a batch. */
    private void embedAll(Method method, CandidatePool pool, Encoder encoder, SetSelectors selectors) {
        var distil = context.config().distil();
        if (distil.byTangents(method)) {
            pool.texts().forEach(selectors.tangents()::embed);
        }
        if (distil.selector() != Method.RANDOM || distil.keep() < 1) {
            pool.texts().forEach(encoder::embed);
        }
    }

    /** The texts of the served model, from the run folder or written now. */
    private CandidatePool servedCandidates(CandidatesConfig candidates, Encoder encoder) {
        Path file = context.folder().candidates(Method.SERVED.label());
        if (Files.exists(file)) {
            countCandidates(Method.SERVED);
            return CandidatePool.read(file, CANDIDATES_REMEDY);
        }
        StageObserver observer = context.observer(Stage.SELECTION)
                .afterTexts(() -> steps.done(1))
                .of(Method.SERVED.label());
        CandidatePool pool = new ServedModels(context)
                .asked(
                        Stage.SELECTION,
                        candidates.served(),
                        model -> new ServedWriter(
                                        model,
                                        new WritingPrompt(context.data().task(), candidates.prompt()),
                                        Settings.writing(candidates),
                                        observer)
                                .write(
                                        context.data().fitByLabel(),
                                        encoder,
                                        context.streams().child("candidates " + Method.SERVED.label()),
                                        TextAdvice.SERVED.training(),
                                        heard -> asked(candidates, heard)));
        pool.write(file);
        counted.add(Method.SERVED);
        return pool;
    }

    /** Reports the server's replies as separate progress, since their duration is unknown. */
    private void asked(CandidatesConfig candidates, long replies) {
        context.stop().check();
        context.events()
                .accept(new RunEvent.Progress(
                        RunEvent.now(),
                        "asking " + candidates.model(),
                        replies,
                        (long) candidates.count() * context.data().task().labelCount(),
                        Map.of()));
    }

    /** Begins to make the sets of a number, of every size; the rest may run beside that of other numbers. */
    private interface SetMaking {
        Supplier<DistilledTexts.Sets> begin(int set, RandomStreams streams);
    }

    /** Makes and writes the missing sets, as many at a time as there are workers. */
    private void eachSet(Method method, StageSeal seal, SetMaking making) {
        List<Integer> missing = new ArrayList<>();
        for (int set = 0; set < sets(); set++) {
            if (isThere(method, set)) {
                files(method, set).forEach(seal::addIfNew);
                steps.done(context.config().distil().dpc().size());
            } else {
                missing.add(set);
            }
        }
        int atOnce = Workers.count(Device.CPU);
        for (int from = 0; from < missing.size(); from += atOnce) {
            context.stop().check();
            List<Integer> now = missing.subList(from, Math.min(missing.size(), from + atOnce));
            List<DistilledTexts.Sets> made = Workers.results(
                    Device.CPU,
                    now.stream()
                            .map(set -> making.begin(set, streams(method, set)))
                            .toList());
            for (int i = 0; i < made.size(); i++) {
                write(method, now.get(i), made.get(i), seal);
            }
        }
    }

    private void write(Method method, int set, DistilledTexts.Sets written, StageSeal seal) {
        AtomicFiles.writeString(context.folder().counts(method.label(), set), Json.line(written.counts()));
        written.byDpc().forEach((dpc, examples) -> write(file(method, dpc, set), examples));
        files(method, set).forEach(seal::add);
        steps.done(written.byDpc().size());
    }

    private boolean isThere(Method method, int set) {
        return files(method, set).stream().allMatch(Files::exists);
    }

    private RandomStreams streams(Method method, int set) {
        return context.streams().child("generate " + method.label(), set);
    }

    /** The method's candidates for all sets, from the run folder or written now. */
    private CandidatePool candidates(Method method, Path folder, DistilledTexts texts) {
        Path file = context.folder().candidates(method.label());
        if (Files.exists(file)) {
            countCandidates(method);
            return CandidatePool.read(file, CANDIDATES_REMEDY);
        }
        int labels = labels();
        PieceFiles kept = new PieceFiles(context.folder().candidateParts(method.label()));
        WrittenTexts written = new WrittenTexts();
        List<Piece<TextPiece>> missing = new ArrayList<>();
        RandomStreams streams = context.streams().child("candidates " + method.label());
        for (Piece<TextPiece> piece :
                DistilledTexts.pieces(labels, context.config().distil().candidates(), streams)) {
            kept.read(piece).ifPresentOrElse(some -> written.add(piece.input(), some), () -> missing.add(piece));
        }
        context.pieces().run(models.writing(folder), missing, context.watch(Stage.SELECTION), (piece, some) -> {
            kept.write(piece, List.of(some));
            written.add(piece.input(), List.of(some));
        });
        CandidatePool pool = texts.candidates(written, labels);
        pool.write(file);
        counted.add(method);
        kept.delete();
        return pool;
    }

    /** Counts the steps of candidates that an earlier process wrote, once. */
    private void countCandidates(Method method) {
        if (counted.add(method)) {
            steps.done(labels());
        }
    }

    private int labels() {
        return context.data().task().labelCount();
    }

    private List<TextCounts> noCounts() {
        return Collections.nCopies(labels(), TextCounts.NONE);
    }

    /** All that are chosen, of which {@link ChoiceStage} may leave the best. */
    private int sets() {
        return context.config().distil().proposals();
    }

    private Path file(Method method, int dpc, int set) {
        return context.config().distil().bestOf() == 1
                ? context.folder().distilled(method.label(), dpc, set)
                : context.folder().proposal(method.label(), dpc, set);
    }

    /** All files of a set of generated texts. */
    private List<Path> files(Method method, int set) {
        List<Path> files = new ArrayList<>(List.of(context.folder().counts(method.label(), set)));
        context.config().distil().dpc().forEach(dpc -> files.add(file(method, dpc, set)));
        return files;
    }

    private void write(Path file, List<Example> examples) {
        ExampleFiles.write(file, examples, context.data().task());
    }
}
