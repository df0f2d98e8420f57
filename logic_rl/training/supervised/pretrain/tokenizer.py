"""The tiny base model's tokenizer: byte-level BPE on words, and some phrases that are one token.

Reasoning about puzzles repeats a few phrases (" Bob is not a knave", " Bob says that", ", knight Bob") all the
time. Kept whole, they make a reply about half as many tokens long, which on a CPU is half the
time (multi-word units after SuperBPE, arXiv 2503.13423). The phrases are added tokens and the
words are cut by Qwen2's own rule, because `AutoTokenizer` gives every model of type qwen2
that rule, whatever `tokenizer.json` says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

END_OF_TEXT, PADDING = "<|endoftext|>", "<|pad|>"

_NAME, _ROLE = r"(?:小[\u4e00-\u9fff]|[A-Z][a-z]+)", "(?:骑士|无赖)"  # in Chinese
PHRASE = re.compile(
    "|".join(
        (
            r" ?</?(?:think|answer)>",
            r" [A-Z][a-z]+ (?:says|claims) that",
            r" [A-Z][a-z]+ is (?:not )?an? [a-z]+",  # the same token wherever it stands, so that quoting is copying
            r"(?: \(here|;|, and) [A-Z][a-z]+: [a-z]+",  # what is assumed of somebody, looked up
            r"[:,] [a-z]+ [A-Z][a-z]+",  # an assumption in a list of them
            r", so (?:true|false)",
            r"\): (?:true|false)",  # a verdict
            r" if and only if",
            r", [a-z]+",  # a comma with the word that follows
            rf"{_NAME}(?:说|声称)“",
            rf"{_NAME}不?是{_ROLE}",
            rf"(?:（这里|，而|，){_NAME}：{_ROLE}",  # what is assumed of somebody, listed or looked up
            r"，所以是(?:真话|假话)",
            r"）：(?:真话|假话)",
            r"”（这里|，当且仅当|，或者|，并且|，那么|如果",
        )
    )
)
MIN_PHRASE_SHARE = 1 / 200  # of the documents: rarer phrases are spelt in words


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """Train on `texts`; any UTF-8 text can be encoded, since all 256 bytes are in the vocabulary.

    The vocabulary has at most `vocab_size` entries, phrases and the two special tokens included.
    """
    texts = list(texts)
    counts = Counter(phrase for text in texts for phrase in PHRASE.findall(text))
    phrases = sorted(phrase for phrase, count in counts.items() if count >= MIN_PHRASE_SHARE * len(texts))
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size - len(phrases),
        special_tokens=[END_OF_TEXT, PADDING],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    pieces = (piece for text in texts for piece in PHRASE.split(text))
    tokenizer.train_from_iterator(pieces, trainer)
    tokenizer.add_tokens([AddedToken(phrase, normalized=False) for phrase in phrases])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TEXT,
        pad_token=PADDING,
        clean_up_tokenization_spaces=False,
    )
