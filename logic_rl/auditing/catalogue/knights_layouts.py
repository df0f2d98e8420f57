"""Layouts of answers about who is what, in which a right answer is right: people and models write all of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from puzzles.prose.nouns_en import article
from puzzles.puzzle import Puzzle
from puzzles.statements import World

Write = Callable[[Puzzle, World], str]


class AnswerLayout(NamedTuple):
    """`languages` are those in which people write so."""

    name: str
    write: Write
    why: str
    languages: tuple[str, ...] = ("en",)


def each(pattern: str, joiner: str, before: str = "", after: str = "") -> Write:
    """One piece a person: {n} name, {r} role, {o} the other role, {ar} and {ao} with article, {i} counts from 1."""

    def write(puzzle: Puzzle, world: World) -> str:
        pieces = []
        for place, (name, honest) in enumerate(zip(puzzle.names, world, strict=True), start=1):
            role, other = puzzle.roles[not honest], puzzle.roles[honest]
            pieces.append(pattern.format(n=name, r=role, o=other, ar=article(role), ao=article(other), i=place))
        return before + joiner.join(pieces) + after

    return write


def by_role(pattern: str, joiner: str, nobody: str = "none") -> Write:
    """One piece a role, with the names that have it."""

    def write(puzzle: Puzzle, world: World) -> str:
        pieces = []
        for honest, role in zip((True, False), puzzle.roles, strict=True):
            names = [name for name, own in zip(puzzle.names, world, strict=True) if own is honest]
            pieces.append(pattern.format(r=role, n=", ".join(names) or nobody))
        return joiner.join(pieces)

    return write


def upper(write: Write) -> Write:
    return lambda puzzle, world: write(puzzle, world).upper()


plain_en, plain_zh = each("{n} is {ar}", ", "), each("{n}是{r}", "，")
BOTH = ("en", "zh")

ANSWER_LAYOUTS = (
    AnswerLayout("sentences", each("{n} is {ar}.", " "), "the plainest of all"),
    AnswerLayout("semicolons", each("{n} is {ar}", "; "), "a mark between people says nothing"),
    AnswerLayout("numbered sentences", each("({i}) {n} is {ar}", "\n"), "the form that Logic-RL asks for"),
    AnswerLayout("numbered", each("{i}. {n}: {r}", "\n"), "a numbered list"),
    AnswerLayout("with the", each("{n} is the {r}", ", "), "the article says nothing where roles are two"),
    AnswerLayout("lines", each("{n}: {r}", "\n"), "the shortest form with a name", BOTH),
    AnswerLayout("commas", each("{n}: {r}", ", "), "the same in one line", BOTH),
    AnswerLayout("equals", each("{n} = {r}", "\n"), "as programs write it", BOTH),
    AnswerLayout("arrows", each("{n} → {r}", "\n"), "as tables of models are written", BOTH),
    AnswerLayout("ASCII arrows", each("{n} -> {r}", ", "), "the same on a keyboard", BOTH),
    AnswerLayout("dashes", each("{n} – {r}", "\n"), "a dash for is"),
    AnswerLayout("brackets", each("{n} ({r})", ", "), "the role in brackets behind the name"),
    AnswerLayout("bullets", each("- {n}: {r}", "\n"), "Markdown's list", BOTH),
    AnswerLayout("stars", each("* {n} is {ar}", "\n"), "Markdown's other list"),
    AnswerLayout("bold", each("**{n}** is **{ar}**", ", "), "chat models write names bold"),
    AnswerLayout("bold roles", each("{n}: **{r}**", "\n"), "chat models write roles bold", BOTH),
    AnswerLayout("italic", each("*{n}* is _{ar}_", "\n"), "emphasis says nothing"),
    AnswerLayout("code", each("`{n}`: `{r}`", "\n"), "code marks say nothing", BOTH),
    AnswerLayout("fence", each("{n}: {r}", "\n", "```\n", "\n```"), "a fenced block", BOTH),
    AnswerLayout("LaTeX", each(r"\text{{{n}}} = \text{{{r}}}", ", ", "$", "$"), "models of maths write so"),
    AnswerLayout("boxed", each("{n} is {ar}", ", ", r"\boxed{", "}"), "models of maths box the answer"),
    AnswerLayout("denials", each("{n} is not {ao}", ", "), "of two roles, not the one is the other"),
    AnswerLayout("contractions", each("{n} isn't {ao}", ", "), "the same, contracted"),
    AnswerLayout("corrections", each("{n} is {ar}, not {ao}", "; "), "both roles are named, one is denied"),
    AnswerLayout("lead-in", each("{n} is {ar}", ", ", "Therefore, the final answer is: "), "words that lead in"),
    AnswerLayout("heading", each("{n}: {r}", "\n", "## Final answer\n\n"), "a heading"),
    AnswerLayout("upper case", upper(each("{n} is {ar}", ", ")), "case says nothing"),
    AnswerLayout("table", each("| {n} | {r} |", "\n", "| Name | Role |\n|---|---|\n"), "Markdown's table", BOTH),
    AnswerLayout("HTML table", each("<tr><td>{n}</td><td>{r}</td></tr>", "", "<table>", "</table>"), "a table of HTML"),
    AnswerLayout("JSON", each('"{n}": "{r}"', ", ", "{", "}"), "as programs read it", BOTH),
    AnswerLayout("JSON rows", each('{{"name": "{n}", "role": "{r}"}}', ", ", "[", "]"), "the same as rows", BOTH),
    AnswerLayout("lists by role", by_role("{r}: {n}", "\n"), "who has each role", BOTH),
    AnswerLayout("lists in one line", by_role("{r}: {n}", "; "), "the same in one line"),
    AnswerLayout("blank lines", each("{n} is {ar}", "\n\n", "\n\n", "\n\n"), "blank lines say nothing"),
    AnswerLayout("句子", each("{n}是{r}。", ""), "a sentence each", ("zh",)),
    AnswerLayout("冒号", each("{n}：{r}", "\n"), "the colon of Chinese print", ("zh",)),
    AnswerLayout("否定", each("{n}不是{o}", "，"), "of two roles, not the one is the other", ("zh",)),
    AnswerLayout("综上", each("{n}是{r}", "；", "综上所述，", "。"), "words that lead in", ("zh",)),
    AnswerLayout("列表", each("- **{n}**：{r}", "\n"), "Markdown's list", ("zh",)),
)  # fmt: skip
