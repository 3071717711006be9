package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.SpecialTokens;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.training.ParameterTraining;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Pretrains a BERT on plain text by masked language modelling (Devlin et al. 2019, section 3.1): the model predicts
 * 15 % of the tokens that are not special. Of these, 80 % are replaced by [MASK], 10 % by a random token; 10 % stay.
 * The masking in a step depends on the seed and the step's number alone, so that a run can be resumed anywhere.
 */
public final class MaskedLanguageModelTraining implements ParameterTraining {
    private static final double ASKED = 0.15;
    private static final double MASKED = 0.8;
    private static final double REPLACED = 0.9; // from MASKED up to here: by any token
    private static final long SUM = 2; // libtorch's code for the reduction of a loss

    private final BertMaskedLanguageModel model;
    private final Optimizer optimizer;
    private final RandomStreams streams;
    private final PaddedBatches batches;
    private final Device device;
    private final Set<Integer> special;
    private final int maskId;
    private final int[] replacements; // all tokens that are not special

    /**
     * @param model trained in place; stays the caller's
     * @param tokenizer the one that made the sequences
     * @throws InputException if the tokenizer has no mask token or more tokens than the model
     */
    public MaskedLanguageModelTraining(
            BertMaskedLanguageModel model,
            Tokenizer tokenizer,
            OptimizerKind optimizer,
            double weightDecay,
            long seed) {
        SpecialTokens tokens = tokenizer.specialTokens();
        int vocabulary = model.config().common().vocabularySize();
        if (tokenizer.size() > vocabulary) {
            throw new InputException("the tokenizer has " + tokenizer.size() + " tokens, the model knows " + vocabulary
                    + "; create the model for this tokenizer");
        }
        this.maskId = tokens.mask()
                .orElseThrow(() -> new InputException("the tokenizer has no mask token, which masked language modelling"
                        + " needs; use a WordPiece tokenizer with [MASK]"));
        this.special = new HashSet<>(Stream.of(
                        tokens.bos(),
                        tokens.eos(),
                        tokens.pad(),
                        tokens.unk(),
                        tokens.cls(),
                        tokens.sep(),
                        tokens.mask())
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .toList());
        this.replacements = IntStream.range(0, tokenizer.size())
                .filter(id -> !special.contains(id))
                .toArray();
        Parameters parameters = model.parameters();
        this.model = model;
        this.device = parameters.device();
        this.optimizer = Optimizer.of(optimizer, parameters, weightDecay);
        this.streams = new RandomStreams(seed);
        this.batches = new PaddedBatches(
                vocabulary,
                model.config().common().maxPositions(),
                model.config().common().padId(),
                parameters);
    }

    /**
     * One step with dropout.
     *
     * @param step its number, which determines masking and dropout
     * @param clip the largest gradient norm; infinity for no clipping
     * @return mean cross-entropy of the predicted tokens, nats; 0, and no step, if no token is masked
     */
    @Override
    public double step(List<TokenSequence> sequences, int step, double learningRate, double clip) {
        List<Hidden> hidden = hide(sequences, streams.stream("masked language model", step));
        if (asked(hidden) == 0) {
            return 0;
        }
        model.parameters().zeroGradients(); // of a step that failed
        long dropoutSeed = streams.seed("masked language model dropout", step);
        List<TokenSequence> shown = shown(hidden);
        List<int[]> parts = batches.rows(shown);
        double total = model.parameters().accumulate(parts.size(), part -> {
            Dropout.seed(dropoutSeed, part);
            return share(hidden, shown, parts.get(part), Pass.TRAINING);
        });
        optimizer.step(learningRate, clip);
        return total;
    }

    /**
     * The loss without dropout, with the masking of {@link #step}; trains nothing.
     *
     * @return mean cross-entropy of the predicted tokens, nats; NaN if there is none
     */
    public double loss(List<TokenSequence> sequences, int step) {
        List<Hidden> hidden = hide(sequences, streams.stream("masked language model", step));
        if (asked(hidden) == 0) {
            return Double.NaN;
        }
        List<TokenSequence> shown = shown(hidden);
        return batches.sum(shown, rows -> share(hidden, shown, rows, Pass.EXACT));
    }

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }

    /** The share of some rows in the mean over all predicted tokens; in training, also runs the backward pass. */
    private double share(List<Hidden> hidden, List<TokenSequence> shown, int[] rows, Pass pass) {
        PaddedBatch batch = batches.pad(shown, rows);
        Questions questions = Questions.of(hidden, rows, (int) batch.ids().size(1));
        int n = questions.answers().length;
        if (n == 0) {
            return 0;
        }
        Tensor positions = Tensors.of(questions.positions(), device, n); // [n]
        Tensor logits = model.logits(batch, positions, pass); // [n, vocabulary]
        Tensor answers = Tensors.of(questions.answers(), device, n); // [n]
        Tensor loss = torch.cross_entropy_loss(logits, answers, new TensorOptional(), SUM, -100, 0)
                .div(new Scalar((double) asked(hidden))); // []
        if (pass == Pass.TRAINING) {
            loss.backward();
        }
        return loss.item_double();
    }

    private static int asked(List<Hidden> hidden) {
        return hidden.stream().mapToInt(each -> each.columns().length).sum();
    }

    private static List<TokenSequence> shown(List<Hidden> hidden) {
        return hidden.stream().map(Hidden::shown).toList();
    }

    private List<Hidden> hide(List<TokenSequence> sequences, UniformRandomProvider random) {
        List<Hidden> hidden = new ArrayList<>(sequences.size());
        for (TokenSequence sequence : sequences) {
            hidden.add(hide(sequence, random));
        }
        return hidden;
    }

    private Hidden hide(TokenSequence sequence, UniformRandomProvider random) {
        int[] ids = sequence.ids();
        int[] shown = ids.clone();
        int[] columns = new int[ids.length];
        int asked = 0;
        for (int i = 0; i < ids.length; i++) {
            if (special.contains(ids[i]) || random.nextDouble() >= ASKED) {
                continue;
            }
            columns[asked++] = i;
            double what = random.nextDouble();
            if (what < MASKED) {
                shown[i] = maskId;
            } else if (what < REPLACED) {
                shown[i] = replacements[random.nextInt(replacements.length)];
            }
        }
        int[] theirs = java.util.Arrays.copyOf(columns, asked);
        int[] answers = IntStream.of(theirs).map(column -> ids[column]).toArray();
        return new Hidden(new TokenSequence(shown, sequence.typeIds()), theirs, answers);
    }

    /**
     * A masked sequence.
     *
     * @param columns positions of the predicted tokens
     * @param answers the original tokens
     */
    private record Hidden(TokenSequence shown, int[] columns, int[] answers) {}

    /**
     * The predictions of a padded batch.
     *
     * @param positions {@code row · length + column}
     */
    private record Questions(int[] positions, int[] answers) {
        static Questions of(List<Hidden> hidden, int[] rows, int length) {
            int count = IntStream.of(rows)
                    .map(row -> hidden.get(row).columns().length)
                    .sum();
            int[] positions = new int[count];
            int[] answers = new int[count];
            int next = 0;
            for (int i = 0; i < rows.length; i++) {
                Hidden row = hidden.get(rows[i]);
                for (int j = 0; j < row.columns().length; j++) {
                    positions[next] = i * length + row.columns()[j];
                    answers[next++] = row.answers()[j];
                }
            }
            return new Questions(positions, answers);
        }
    }
}
