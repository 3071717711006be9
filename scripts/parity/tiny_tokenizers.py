"""Tiny tokenizers of each family, trained on synthetic text. Nothing is downloaded."""

import collections
import json
import math
import random
import re

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AlbertTokenizer,
    BertTokenizer,
    DebertaV2Tokenizer,
    PreTrainedTokenizerFast,
    RobertaTokenizer,
    XLMRobertaTokenizer,
    XLNetTokenizer,
)

SYLLABLES = "ba ke lo mi nu ra so ti va ze do fu".split()

# Single texts and pairs: cases, accents, digits, punctuation, other scripts, runs of spaces, unseen words.
TEXTS = [
    ["balo kemi"],
    ["Sorati, nuva ze!", "doFu 12 balo?"],
    ["   lomi\tkera\nsoti  "],
    ["naïve Zürich", "цвет 水 ☃ don't"],
    ["kemi balo rati zeva dofu nuso mira lotiba kefu sova tiraze nulo bamido ravake filose timunu"],
    ["va", "vaze rado sofu timi nulo bake keba lonu fuva dozera mitiso nuraba keloze vafudo tisomi bazenu"],
]


def corpus(lines=400, seed=5):
    """Returns sentences of artificial words. Frequent words recur, so that merges are worth learning."""
    choose = random.Random(seed)
    words = ["".join(choose.choices(SYLLABLES, k=choose.randint(1, 3))) for _ in range(60)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    sentences = []
    for _ in range(lines):
        sentence = " ".join(choose.choices(words, weights, k=choose.randint(3, 9)))
        sentences.append(sentence.capitalize() + choose.choice([".", "!", "?", ", 3 7.", ""]))
    return sentences


def frequent(words, count):
    """Returns the most frequent parts of words with their counts. Ties go to the first in the alphabet.

    The trainers of the tokenizers library break ties at random, except for byte pairs, so this function counts itself.
    """
    counts = collections.Counter()
    for word in words:
        for start in range(len(word)):
            for end in range(start + 2, min(start + 6, len(word)) + 1):
                counts[word[start:end]] += 1
    return sorted(counts.items(), key=lambda part: (-part[1] * len(part[0]), part[0]))[:count]


def word_piece(size=90):
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [word for line in corpus() for word in re.findall(r"\w+|[^\w\s]", line.lower())]
    characters = sorted(set("".join(words)))
    tokens = specials + characters + ["##" + each for each in characters if each.isalnum()]
    inner = [part for part, _ in frequent(words, size)]
    tokens += [form for part in inner for form in (part, "##" + part)][: size - len(tokens)]
    return BertTokenizer(vocab={token: index for index, token in enumerate(tokens)})


def byte_pairs(specials, size):
    """Returns the vocabulary and the merges over all bytes."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return dict(model["vocab"]), [tuple(pair) for pair in model["merges"]]


def byte_level(size=300):
    vocabulary, merges = byte_pairs(["<s>", "<pad>", "</s>", "<unk>"], size - 1)
    vocabulary["<mask>"] = len(vocabulary)
    return RobertaTokenizer(vocab=vocabulary, merges=merges)


def modernbert(size=300):
    """The special tokens follow the others, and the template is that of BERT without types."""
    vocabulary, merges = byte_pairs([], size - 5)
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = dict(unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", mask_token="[MASK]")
    tokenizer.add_special_tokens(list(names.values()))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:0 [SEP]:0",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


def unigram(specials, size=100, lower=False):
    """Returns (token, score) pairs, special tokens first. A score is the logarithm of a token's share."""
    words = ["\u2581" + (word.lower() if lower else word) for line in corpus() for word in line.split()]
    counts = collections.Counter("".join(words))
    pieces = sorted(counts.items()) + frequent(words, size - len(specials) - len(counts))
    total = sum(count for _, count in pieces)
    return [(token, 0.0) for token in specials] + [
        (piece, round(math.log(count / total), 4)) for piece, count in pieces
    ]


def xlm_roberta():
    vocabulary = unigram(["<s>", "<pad>", "</s>", "<unk>"]) + [("<mask>", 0.0)]
    return XLMRobertaTokenizer(vocab=vocabulary)


def xlnet():
    """The vocabulary contains <eop> and <eod>, as the real one does."""
    return XLNetTokenizer(
        vocab=unigram(["<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"])
    )


def albert():
    return AlbertTokenizer(vocab=unigram(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], lower=True))


def deberta():
    vocabulary = unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]"]) + [("[MASK]", 0.0)]
    return DebertaV2Tokenizer(vocab=vocabulary, split_by_punct=True)
