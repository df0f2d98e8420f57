"""Small tokenizers made of nothing but characters, of the kinds that models come with, and chat templates for them."""

from __future__ import annotations

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

SPECIAL = ("<|pad|>", "<|begin|>", "<|end|>", "<|turn|>")
PAD, BEGIN, END, TURN = range(4)

_TURNS = (
    "{%- for m in messages %}\n<|turn|>{{ m['role'] }}\n{{ m['content'] }}<|end|>\n{% endfor %}\n"
    "{%- if add_generation_prompt %}\n<|turn|>assistant\n{% endif %}\n"
)
CHATS = {
    "turns": "{{ bos_token }}" + _TURNS,
    "no_bos": _TURNS,
    "raises": (  # as Gemma's
        "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
        "{% endif %}{% for m in messages %}<|turn|>{{ m['role'] }}\n{{ m['content'] | trim }}<|end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|turn|>model\n{% endif %}"
    ),
    "drops": (
        "{{ bos_token }}{% for m in messages %}{% if m['role'] != 'system' %}<|turn|>{{ m['role'] }}\n"
        "{{ m['content'] }}<|end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|turn|>assistant\n{% endif %}"
    ),
    "in_user_turn": (  # as Llama 2's and Mistral's: the system message stands inside the first turn
        "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set first = messages[0]['content'] + '\\n\\n' %}"
        "{% set messages = messages[1:] %}{% else %}{% set first = '' %}{% endif %}{% for m in messages %}"
        "<|turn|>{% if loop.first %}{{ first }}{% endif %}{{ m['content'] }}<|end|>{% endfor %}"
    ),
    "opens_think": (  # as DeepSeek-R1's
        "{{ bos_token }}{% for m in messages %}<|turn|>{{ m['content'] }}<|end|>{% endfor %}"
        "{% if add_generation_prompt %}<|turn|><think>\n{% endif %}\n"
    ),
    "dated": (  # as SmolLM3's and Llama 3's: also in a macro, and where the clock may be missing
        "{%- macro today() %}{{ strftime_now('%d %B %Y') }}{% endmacro %}\n"
        "{%- if strftime_now is defined %}\n{%- set short = strftime_now('%-d/%m/%y %H:%M %a') %}\n{%- endif %}\n"
        "{{ bos_token }}<|turn|>system\nToday is {{ today() }}, {{ short }}, 100%% {{ strftime_now('%%d') }}.\n"
        "{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] }}{% set messages = messages[1:] %}"
        "{% endif %}<|end|>\n" + _TURNS
    ),
    "odd_spaces": (
        "\n  {{ bos_token }}\n\n  {% for m in messages %}\n  <|turn|> {{ m['content'] }}  \n  {% endfor %}\n\n "
    ),
}


def byte_level(ends: str = "begin", chat: str | None = None) -> PreTrainedTokenizerFast:
    """One token a byte, as in Llama 3 and Qwen; `ends` is what the tokenizer adds: "", "begin" or "begin end"."""
    words = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    inner = Tokenizer(models.BPE(vocab={word: index for index, word in enumerate(words)}, merges=[]))
    inner.pre_tokenizer, inner.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    return _finished(inner, ends, chat)


def sentence_piece(space: str, ends: str = "begin", chat: str | None = None) -> PreTrainedTokenizerFast:
    """One token a character, spaces as ▁ and one more before a text: by a normaliser (as in Llama 2), or "first",
    "always" or "never" (as in later tokenizers of that kind)."""
    words = [*SPECIAL, "<unk>", "▁", "\n", *(chr(code) for code in range(33, 127))]
    vocab = {word: index for index, word in enumerate(words)}
    inner = Tokenizer(models.BPE(vocab=vocab, merges=[], unk_token="<unk>"))
    if space == "normaliser":
        inner.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        inner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=space)
    return _finished(inner, ends, chat)


def _finished(inner: Tokenizer, ends: str, chat: str | None) -> PreTrainedTokenizerFast:
    if ends:
        pattern = "<|begin|> $A" + (" <|end|>" if "end" in ends else "")
        marks = [("<|begin|>", BEGIN), ("<|end|>", END)]
        inner.post_processor = processors.TemplateProcessing(single=pattern, special_tokens=marks)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="<|pad|>",
        bos_token="<|begin|>",
        eos_token="<|end|>",
        additional_special_tokens=["<|turn|>"],
    )
    tokenizer.chat_template = CHATS[chat] if chat else None
    return tokenizer
