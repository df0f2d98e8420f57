"""The three templates as chat templates in Jinja, for the tokenizer of a model folder.

With one of these `tokenizer.apply_chat_template([{"role": "user", "content": question.text}],
add_generation_prompt=True)` gives the token ids of training, so anything that chats with the model, a pipeline or a
server, asks as training did. The tokenizer's own template is kept in `logicrl.json`.

In a conversation of more turns a reply stands as the model wrote it, and its end mark after it. A caller's own system
message takes the place of the instruction. Templates are rendered as `transformers` renders them (trim_blocks and
lstrip_blocks on).
"""

from __future__ import annotations

import json
import re
from datetime import date as Date
from string import Template

from logic_rl.errors import UsageError
from logic_rl.prompts.opening import opening_of
from logic_rl.tags import THINK_OPEN

R1_ZERO_OPENING = "A conversation between User and Assistant. The User asks a question and the Assistant solves it. "
NOTE = "{# Asks as this model was trained to be asked, by logic-rl. The tokenizer's own template: logicrl.json #}\n"
SYSTEM_PROBE, USER_PROBE = "the system said this", "the user said that"
DIRECTIVE = re.compile(r"%-?[aAbBcdDeFgGhHIjmMpRSTuUVwWxXyYZ]")  # of strftime

PLAIN = Template("""{%- for message in messages -%}
{%- if loop.first -%}{{- $opening -}}{%- endif -%}
{{- message['content'] -}}
{%- if message['role'] == 'assistant' -%}{{- eos_token -}}{%- else -%}{{- '\\n' -}}{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- $end -}}{%- endif -%}
""")
R1_ZERO = Template("""{{- $opening -}}
{%- if messages[0]['role'] == 'system' -%}{{- messages[0]['content'] -}}
{%- else -%}{{- $instruction -}}{%- endif -%}
{%- for message in messages -%}
{%- if message['role'] == 'user' -%}{{- '\\nUser: ' + message['content'] -}}
{%- elif message['role'] == 'assistant' -%}{{- '\\nAssistant:' + message['content'] -}}{{- eos_token -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- $end -}}{%- endif -%}
""")
WITH_SYSTEM = Template("""{%- if messages[0]['role'] != 'system' -%}
{%- set messages = [{'role': 'system', 'content': $instruction}] + messages -%}
{%- endif %}
""")
WITHOUT_SYSTEM = Template("""{%- if messages[0]['role'] == 'user' -%}
{%- set messages = [{'role': 'user', 'content': $instruction + messages[0]['content']}] + messages[1:] -%}
{%- endif %}
""")
THINK = Template("{%+ if add_generation_prompt %}{{ $end }}{% endif %}")
CLOCK = Template("{% macro strftime_now(format) %}{{ format$filters }}{% endmacro %}\n")


def jinja_of(template: str, open_think: bool, tokenizer, instruction: str, date: str) -> str:
    """The chat template that asks as `template` does.

    Raises:
        UsageError: `chat`, and the tokenizer's own chat template is missing or cannot be used.
    """
    if template == "chat":
        return chat_jinja(tokenizer, instruction, open_think, date)
    opening, think = opening_of(tokenizer), THINK_OPEN if open_think else ""
    if template == "plain":
        return NOTE + PLAIN.substitute(opening=_literal(opening), end=_literal(think))
    return NOTE + R1_ZERO.substitute(
        opening=_literal(opening + R1_ZERO_OPENING),
        instruction=_literal(instruction),
        end=_literal(f"\nAssistant: {think}".rstrip()),
    )


def chat_jinja(tokenizer, instruction: str, open_think: bool, date: str) -> str:
    """The tokenizer's own chat template, with the instruction, the open tag and the day put into it.

    Raises:
        UsageError: there is none, or it cannot show a user's message.
    """
    own = own_template(tokenizer)
    _check_shows_user(tokenizer, own)
    head = ""
    if instruction and instruction_place(tokenizer) == "system":
        head = WITH_SYSTEM.substitute(instruction=_literal(instruction))
    elif instruction:
        head = WITHOUT_SYSTEM.substitute(instruction=_literal(f"{instruction}\n\n"))
    if names_a_day(tokenizer):
        head = _clock(own, date) + head
    asked = _render(tokenizer, head + own, USER_PROBE)
    tail = ""
    if open_think and not asked.rstrip().endswith(THINK_OPEN):
        own = re.sub(r"(\r\n|\r|\n)\Z", "", own)  # as Jinja drops it at the end of a template
        tail = THINK.substitute(end=_literal(THINK_OPEN if asked[-1:].isspace() else f" {THINK_OPEN}"))
    return NOTE + head + own + tail if head or tail else own


def is_written_here(chat_template: str | dict[str, str] | None) -> bool:
    """Whether a tokenizer's chat template is one of these, and no longer its own."""
    template = chat_template.get("default") if isinstance(chat_template, dict) else chat_template
    return template is not None and template.startswith(NOTE)


def own_template(tokenizer) -> str:
    """The chat template that the tokenizer uses when nothing is said of tools.

    Raises:
        UsageError: it has none.
    """
    template = getattr(tokenizer, "chat_template", None)
    if isinstance(template, dict):
        template = template.get("default")
    if not template:
        raise UsageError("template 'chat' needs a tokenizer with a chat template; use 'r1-zero' for a base model")
    return template


def instruction_place(tokenizer) -> str:
    """Where the instruction goes in `chat`: "system", or "user" where the template has no system message.

    Such templates raise (Gemma, Mistral), or drop the text without a word: both are found by rendering one.
    """
    try:
        shown = _render(tokenizer, own_template(tokenizer), USER_PROBE, SYSTEM_PROBE)
    except UsageError:
        raise
    except Exception:  # a template is another's program: whatever it raises, it does not take the message
        return "user"
    return "system" if SYSTEM_PROBE in shown else "user"


def names_a_day(tokenizer) -> bool:
    """Whether prompts of `chat` would change with the clock."""
    return "strftime_now" in own_template(tokenizer)


def _check_shows_user(tokenizer, own: str) -> None:
    try:
        is_shown = USER_PROBE in _render(tokenizer, own, USER_PROBE)
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UsageError(f"the tokenizer's chat template cannot be used ({reason}): use 'r1-zero'") from None
    if not is_shown:
        raise UsageError("the tokenizer's chat template leaves a user's message out: use 'r1-zero'")


def _render(tokenizer, template: str, user: str, system: str | None = None) -> str:
    messages = [{"role": "system", "content": system}] if system is not None else []
    messages.append({"role": "user", "content": user})
    return tokenizer.apply_chat_template(messages, chat_template=template, tokenize=False, add_generation_prompt=True)


def _clock(template: str, day: str) -> str:
    """A clock that stands still: `strftime_now` for one day at midnight, in Jinja's own means.

    It knows the directives that stand in the template.
    """
    moment = Date.fromisoformat(day)
    values = {name: moment.strftime(f"%{name[-1]}") for name in sorted(set(DIRECTIVE.findall(template)))}
    values |= {name: value.lstrip("0") or "0" for name, value in values.items() if "-" in name}
    pairs = [("%%", "\0"), *values.items(), ("\0", "%")]
    return CLOCK.substitute(filters="".join(f" | replace({_literal(a)}, {_literal(b)})" for a, b in pairs))


def _literal(text: str) -> str:
    """Text as Jinja writes it; its escapes are those of JSON and Python."""
    return json.dumps(text, ensure_ascii=False)
