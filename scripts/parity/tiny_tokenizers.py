"""Tiny tokenizers of each family, trained on text that is made up here. Nothing is downloaded."""

import random

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AlbertTokenizer, BertTokenizer, RobertaTokenizer, XLMRobertaTokenizer

SYLLABLES = "ba ke lo mi nu ra so ti va ze do fu".split()

# Single texts and pairs: cases, accents, digits, punctuation, other scripts, runs of spaces, words never seen.
TEXTS = [
    ["balo kemi"],
    ["Sorati, nuva ze!", "doFu 12 balo?"],
    ["   lomi\tkera\nsoti  "],
    ["naïve Zürich", "цвет 水 ☃ don't"],
    ["kemi balo rati zeva dofu nuso mira lotiba kefu sova tiraze nulo bamido ravake filose timunu"],
    ["va", "vaze rado sofu timi nulo bake keba lonu fuva dozera mitiso nuraba keloze vafudo tisomi bazenu"],
]


def corpus(lines=400, seed=5):
    """Sentences of made-up words; frequent words return, so that merges are worth learning."""
    choose = random.Random(seed)
    words = ["".join(choose.choices(SYLLABLES, k=choose.randint(1, 3))) for _ in range(60)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    sentences = []
    for _ in range(lines):
        sentence = " ".join(choose.choices(words, weights, k=choose.randint(3, 9)))
        sentences.append(sentence.capitalize() + choose.choice([".", "!", "?", ", 3 7.", ""]))
    return sentences


def word_piece(size=90):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    lowered = [line.lower() for line in corpus()]
    tokenizer.train_from_iterator(lowered, trainers.WordPieceTrainer(vocab_size=size, special_tokens=specials))
    return BertTokenizer(vocab=tokenizer.get_vocab())


def byte_level(size=300):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size - 1,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    import json

    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(model["vocab"])
    vocabulary["<mask>"] = len(vocabulary)
    return RobertaTokenizer(vocab=vocabulary, merges=[tuple(pair) for pair in model["merges"]])


def unigram(specials, size=100, lower=False):
    """(token, score) pairs, the special tokens first."""
    import json

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=size, unk_token="<unk>", special_tokens=specials)
    lines = [line.lower() if lower else line for line in corpus()]
    tokenizer.train_from_iterator(lines, trainer)
    return [(token, score) for token, score in json.loads(tokenizer.to_str())["model"]["vocab"]]


def xlm_roberta():
    vocabulary = unigram(["<s>", "<pad>", "</s>", "<unk>"]) + [("<mask>", 0.0)]
    return XLMRobertaTokenizer(vocab=vocabulary)


def albert():
    return AlbertTokenizer(vocab=unigram(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], lower=True))
