"""The tiny base model's tokenizer: byte-level BPE whose units are a little longer than words.

Words are cut as usual, except that a copula with its noun (" is not a knave."), a truth mark
(" (true)") and a punctuation mark with the word after it (", and") stay whole. Reasoning
about puzzles is then about half as many tokens long, which on a CPU is half the time
(multi-word units after SuperBPE, arXiv 2503.13423).
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

END_OF_TEXT, PADDING = "<|endoftext|>", "<|pad|>"

UNITS = "|".join(
    (
        r" ?</?[a-z]+>",  # a tag
        r" is (?:not )?an? [a-z]+[.,]?",  # a copula with its noun
        r" \((?:true|false)\)",  # the mark after a checked clause
        r" if and only if",
        r"[:,] [a-z]+",  # punctuation with the word that follows
        r" ?[A-Za-z]+",
        r" ?\d+",
        r" ?[^\sA-Za-z\d]+",
        r"\s+",
    )
)


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """Train on `texts`; any UTF-8 text can be encoded, since all 256 bytes are in the vocabulary."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(UNITS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[END_OF_TEXT, PADDING],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TEXT,
        pad_token=PADDING,
        clean_up_tokenization_spaces=False,
    )
