"""Response rows in the shapes of other tools: chats, prompt and completion, thinking in a field of its own.

One function reads them all, `response_row`; what it cannot read whole it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logic_rl.errors import UsageError
from logic_rl.tags import THINK_CLOSE, THINK_OPEN
from puzzles.spelling import choose_from

THINKING = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
CHATS = ("messages", "conversations", "conversation", "completion", "content")
QUESTIONS = ("question", "problem", "text")
_ROLES = {"human": "user", "gpt": "assistant", "model": "assistant", "chatgpt": "assistant", "bot": "assistant"}


class Unreadable(ValueError):
    """A message or a row that holds no whole reply; says what is wrong."""


def response_row(row: dict, where: str, number: int = 0, field: str | None = None) -> dict:
    """The row with its whole reply as text in `response`, the thinking in front of it between `<think>` and `</think>`.

    Read are `response` (text, a message, or a chat), and without one `messages`, `conversations`, `completion` or
    `content`; thinking stands in one of the fields of `THINKING`, of the message or of the row. A chat
    also gives `question` (what the user asked), `system` (the system message) and `opened_think`, and the row's number
    becomes its `id`, each where the row has none. A row that needs nothing of this is given back as it is.

    Args:
        field: where the reply stands in rows of another tool: `output`, `completion.text`, `outputs.0`. What would be
            read without it is left aside.

    Raises:
        UsageError: there is no reply, two of them, or one with parts that are no text; begins with `where`.

    >>> response_row({"response": "<answer>4</answer>", "reasoning": "2 + 2"}, "row 1")["response"]
    '<think>2 + 2</think><answer>4</answer>'
    """
    if field is not None:
        row = _moved(row, field, where)
    apart = any(isinstance(row.get(name), str | list) and row[name] for name in THINKING)
    if isinstance(row.get("response"), str) and not apart:
        return row
    try:
        return _converted(row, number)
    except Unreadable as fault:
        raise UsageError(f"{where}: {fault}") from None


def _moved(row: dict, field: str, where: str) -> dict:
    """The row with what stands at `field` as its `response`; raises UsageError where nothing does."""
    value: Any = row
    for key in [field] if field in row else field.split("."):
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            known = list(value) if isinstance(value, Mapping) else [str(place) for place in range(len(value))] \
                if isinstance(value, list) else []
            there = choose_from(key, map(str, known)) if known else "nothing lies in it"
            raise UsageError(f"{where}: --field {field}: no {key!r}; {there}")
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        raise UsageError(f"{where}: --field {field}: a list of {len(value)} texts; name one, as in {field}.0")
    return {key: part for key, part in row.items() if key not in CHATS} | {"response": value}


def reply_of_message(message: Any) -> str:
    """The text of an assistant's message, or of text alone, with its thinking put back in front.

    Raises:
        Unreadable: it has no text, or more than text, such as calls of tools.
    """
    if isinstance(message, str):
        return message
    if not isinstance(message, Mapping):
        raise Unreadable(f"a message is a {type(message).__name__}; it should be an object with 'role' and 'content'")
    if message.get("tool_calls") or message.get("function_call"):
        raise Unreadable("the reply calls a tool; such rows are not read, leave them out")
    if message.get("refusal"):
        raise Unreadable("the reply is a refusal in a field of its own; leave this row out")
    content = message["content"] if message.get("content") is not None else message.get("value")
    thinking, text = _parts(content)
    given = [thinking] if thinking else []
    given += [value for name in THINKING if (value := _thinking_field(message.get(name), name))]
    if len(set(given)) > 1:
        raise Unreadable("two fields hold different thinking; keep one of them")
    return _joined(given[0] if given else "", text)


def _joined(thinking: str, text: str) -> str:
    if not thinking and not text.strip():
        raise Unreadable("a message without content; leave this row out")
    if not thinking:
        return text
    bare = thinking.strip().removeprefix(THINK_OPEN).removesuffix(THINK_CLOSE)
    if THINK_CLOSE not in text and not text.lstrip().startswith(THINK_OPEN):
        return f"{THINK_OPEN}{bare if bare != thinking.strip() else thinking}{THINK_CLOSE}{text}"
    if bare.strip() in text:
        return text  # said twice
    raise Unreadable("the reply holds thinking, and another stands in a field of its own; keep one of them")


def _thinking_field(value: Any, name: str) -> str:
    if value is None or isinstance(value, bool):  # a switch of a chat template
        return ""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, list):
        return "".join(_parts(value))
    raise Unreadable(f"{name!r} must be text, not a {type(value).__name__}")


def _parts(content: Any) -> tuple[str, str]:
    """(thinking, text) of a message's content: text, or parts of it."""
    if content is None or isinstance(content, str):
        return "", content or ""
    if not isinstance(content, Sequence):
        raise Unreadable(f"the content of a message is a {type(content).__name__}; it should be text")
    texts: dict[bool, str] = {True: "", False: ""}
    for part in content:
        kind = part.get("type", "text") if isinstance(part, Mapping) else type(part).__name__
        is_thinking = kind in ("thinking", "reasoning", "reasoning.text")
        if isinstance(part, str):
            kind, part = "text", {"text": part}
        value = (part.get("thinking") or part.get("text")) if isinstance(part, Mapping) else None
        if not (is_thinking or kind in ("text", "output_text")) or not isinstance(value or "", str):
            raise Unreadable(f"a part of the reply is of type {kind!r}; only text and thinking are read")
        texts[is_thinking] += value or ""
    return texts[True], texts[False]


def _converted(row: dict, number: int) -> dict:
    names = ["response"] if row.get("response") is not None else [n for n in CHATS if row.get(n) is not None]
    if not names:
        shown = ", ".join(map(repr, list(row)[:8])) or "no keys"
        raise Unreadable(
            f"no reply in 'response', {', '.join(map(repr, CHATS))}; it has {shown}: say where with --field"
        )
    results = [_chat(row if name == "content" else row[name]) for name in names]  # such a row is a message
    if len({reply for reply, _, _ in results}) > 1:
        raise Unreadable(f"{' and '.join(map(repr, names))} hold different replies; keep one of them")
    reply, question, system = results[0]
    beside = {name: row[name] for name in THINKING if name in row}
    reply = reply_of_message({"content": reply, **beside})
    converted = {"id": str(number), **{key: value for key, value in row.items() if key not in names}}
    if "response" in names and "id" not in row:
        del converted["id"]
    converted = {key: value for key, value in converted.items() if key not in THINKING} | {"response": reply}
    if row.get("prompt") is not None and names == ["completion"]:
        asked, system = _asked(row["prompt"])
        converted["opened_think"] = row.get("opened_think", asked.rstrip().endswith(THINK_OPEN))
        question = asked.rstrip().removesuffix(THINK_OPEN)
    elif "response" not in names and THINK_CLOSE in reply and THINK_OPEN not in reply:
        converted.setdefault("opened_think", True)  # the template has written the tag
    if question.strip() and not any(row.get(name) for name in QUESTIONS):
        converted["question"] = question
    return converted | ({"system": system} if system.strip() and "system" not in row else {})


def _chat(value: Any) -> tuple[str, str, str]:
    """(reply, question, system message) of a text, a message or a chat that ends with the reply."""
    if isinstance(value, str | Mapping):
        return reply_of_message(value), "", ""
    if not isinstance(value, list) or not value:
        kind = "an empty list" if value == [] else f"a {type(value).__name__}"
        raise Unreadable(f"a reply is text or a list of messages, not {kind}: mend 'response'")
    if _role(value[-1]) != "assistant":
        raise Unreadable(f"the last message is of the {_role(value[-1])}, not of the assistant: there is no reply")
    return reply_of_message(value[-1]), *_asked(value[:-1])


def _asked(prompt: Any) -> tuple[str, str]:
    """(question, system message) of a prompt: text, or messages of which one asks."""
    if isinstance(prompt, str):
        return prompt, ""
    if not isinstance(prompt, list):
        raise Unreadable(f"'prompt' must be text or messages, not a {type(prompt).__name__}")
    texts: dict[str, list[str]] = {"user": [], "system": []}
    for message in prompt:
        role = _role(message)
        if role not in texts:
            raise Unreadable(f"a message of the {role} stands before the reply; rows of several turns are not read")
        texts[role].append(reply_of_message(message))
    if len(texts["user"]) > 1:
        raise Unreadable("two messages of the user stand before the reply; give one question and one reply a row")
    return "".join(texts["user"]), "\n".join(texts["system"])


def _role(message: Any) -> str:
    role = (message.get("role") or message.get("from")) if isinstance(message, Mapping) else None
    if not isinstance(role, str):
        raise Unreadable("a message has no 'role'")
    return {"developer": "system"}.get(role, _ROLES.get(role, role))
