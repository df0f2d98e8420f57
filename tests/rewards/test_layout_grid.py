"""Layouts times right and wrong, exhaustively: no layout of a right answer earns less than a wrong answer."""

from __future__ import annotations

from itertools import product

import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.rewards import score
from puzzles.puzzle import Puzzle
from tests.tiers import all_but

THINK = "Suppose the first one tells the truth; then the second one lies, and all of it fits together."
PUZZLES = {
    "knights": Puzzle(("Zoey", "Mia"), (), (True, False), "Who is a knight and who is a knave?"),
    "saints": Puzzle(("Zoey", "Mia", "Al"), (), (False, True, True), "Who?", roles=("saint", "sinner")),
    "flipped": Puzzle(("Ann", "Bo"), (), (True, False), "Who?", roles=("knave", "knight")),
    "all honest": Puzzle(("Ann", "Bo"), (), (True, True), "Who?"),
    "Chinese": Puzzle(("佐伊", "米娅"), (), (True, False), "谁是骑士？", roles=("骑士", "无赖"), language="zh"),
}


def each(pattern: str, joiner: str, before: str = "", after: str = ""):
    """An answer with one piece a person; {o} is the other role, {i} counts from 1."""

    def write(puzzle: Puzzle, world) -> str:
        pieces = [
            pattern.format(n=name, r=puzzle.roles[not honest], o=puzzle.roles[honest], i=place + 1)
            for place, (name, honest) in enumerate(zip(puzzle.names, world, strict=True))
        ]
        return before + joiner.join(pieces) + after

    return write


def by_role(pattern: str, joiner: str):
    def write(puzzle: Puzzle, world) -> str:
        lists = [
            [name for name, own in zip(puzzle.names, world, strict=True) if own is honest] for honest in (True, False)
        ]
        pieces = [
            pattern.format(r=role, n=", ".join(names) or "none")
            for role, names in zip(puzzle.roles, lists, strict=True)
        ]
        return joiner.join(pieces)

    return write


ANSWERS = {
    "sentences": each("{n} is a {r}.", " "),
    "commas": each("{n} is a {r}", ", "),
    "semicolons": each("{n} is a {r}", "; "),
    "the": each("{n} is the {r}", ", "),
    "bare lines": each("{n}: {r}", "\n"),
    "bare commas": each("{n}: {r}", ", "),
    "equals": each("{n} = {r}", "\n"),
    "arrows": each("{n} → {r}", "\n"),
    "ASCII arrows": each("{n} -> {r}", ", "),
    "dashes": each("{n} – {r}", "\n"),
    "brackets": each("{n} ({r})", ", "),
    "numbers in brackets": each("({i}) {n} is a {r}", "\n"),
    "numbers": each("{i}. {n}: {r}", "\n"),
    "bullets": each("- {n}: {r}", "\n"),
    "stars": each("* {n} is a {r}", "\n"),
    "bold": each("**{n}** is a **{r}**", ", "),
    "bold roles": each("{n}: **{r}**", "\n"),
    "italic": each("*{n}* is a _{r}_", "\n"),
    "code": each("`{n}`: `{r}`", "\n"),
    "fence": each("{n}: {r}", "\n", "```\n", "\n```"),
    "LaTeX": each(r"\text{{{n}}} = \text{{{r}}}", ", ", "$", "$"),
    "boxed": each("{n} is a {r}", ", ", r"\boxed{", "}"),
    "denials": each("{n} is not a {o}", ", "),
    "contractions": each("{n} isn't a {o}", ", "),
    "corrections": each("{n} is a {r}, not a {o}", "; "),
    "lead-in": each("{n} is a {r}", ", ", "Therefore, the final answer is: "),
    "heading": each("{n}: {r}", "\n", "## Final answer\n\n"),
    "the words of the original's count": each("({i}) {n} is a {r}", "\n", "The roles are as follows:\n"),
    "upper case": lambda puzzle, world: each("{n} is a {r}", ", ")(puzzle, world).upper(),
    "table": each("| {n} | {r} |", "\n", "| Name | Role |\n|---|---|\n"),
    "HTML table": each("<tr><td>{n}</td><td>{r}</td></tr>", "", "<table>", "</table>"),
    "JSON": each('"{n}": "{r}"', ", ", "{", "}"),
    "JSON rows": each('{{"name": "{n}", "role": "{r}"}}', ", ", "[", "]"),
    "lists": by_role("{r}: {n}", "\n"),
    "lists in one line": by_role("{r}: {n}", "; "),
    "blank lines": each("{n} is a {r}", "\n\n", "\n\n", "\n\n"),
}  # fmt: skip
CHINESE_ANSWERS = {
    "句子": each("{n}是{r}", "，"),
    "冒号": each("{n}：{r}", "\n"),
    "否定": each("{n}不是{o}", "，"),
    "综上": each("{n}是{r}", "；", "综上所述，", "。"),
    "列表": each("- **{n}**：{r}", "\n"),
}

GOOD_BLOCKS = {
    "plain": "<think>{think}</think><answer>{answer}</answer>",
    "lines": "<think>\n{think}\n</think>\n\n<answer>\n{answer}\n</answer>\n",
    "blanks": "  \n<think>{think}</think>\t<answer>{answer}</answer>  ",
    "bold tags": "**<think>**{think}</think>\n**<answer>**{answer}</answer>**",
    "a rule between": "<think>{think}</think>\n\n---\n\n<answer>{answer}</answer>",
    "an end mark": "<think>{think}</think><answer>{answer}</answer><|im_end|>",
    "quoted tags": "<think>{think} I write `<answer>` and `</answer>` tags.</think><answer>{answer}</answer>",
    "quoted closing tag": '<think>{think} Then "</think>" ends it.</think><answer>{answer}</answer>',
    "speaker": "<think>Assistant: {think} User: thanks.</think><answer>{answer}</answer>",
}
BAD_BLOCKS = {
    "no thinking": "<answer>{answer}</answer>",
    "empty thinking": "<think> </think><answer>{answer}</answer>",
    "no answer tags": "<think>{think}</think>{answer}",
    "cut off": "<think>{think}</think><answer>{answer}",
    "wrong order": "<answer>{answer}</answer><think>{think}</think>",
    "twice": "<think>{think}</think><answer>{answer}</answer><answer>{answer}</answer>",
    "words between": "<think>{think}</think>So: <answer>{answer}</answer>",
    "words after": "<think>{think}</think><answer>{answer}</answer>Bye.",
    "twice in code": "<think>{think}</think><answer>```\n{answer}\n```</answer><answer>```\n{answer}\n```</answer>",
    "bare": "{answer}",
    "upper-case tags": "<THINK>{think}</THINK><ANSWER>{answer}</ANSWER>",
}


def cases():
    for name, puzzle in PUZZLES.items():
        for layout, write in (CHINESE_ANSWERS if puzzle.language == "zh" else ANSWERS).items():
            yield pytest.param(puzzle, write, id=f"{name}-{layout}")


def totals(puzzle: Puzzle, write, blocks: str, **settings) -> tuple[float, float]:
    """(total of the right answer, best total of a wrong one) in this layout."""
    by_world = {
        world: score(
            blocks.format(think=THINK, answer=write(puzzle, world)), puzzle, opened_think=False,
            reward=RewardConfig(**settings),
        ).total
        for world in product((True, False), repeat=puzzle.num_people)
    }  # fmt: skip
    return by_world.pop(puzzle.solution), max(by_world.values())


@pytest.mark.parametrize(("puzzle", "write"), list(cases()))
def test_a_right_answer_in_any_layout_earns_full(puzzle, write) -> None:
    assert totals(puzzle, write, GOOD_BLOCKS["plain"]) == (3.0, -0.5)


@pytest.mark.slow
@pytest.mark.parametrize(("puzzle", "write"), list(cases()))
def test_a_right_answer_in_any_layout_of_blocks_earns_full(puzzle, write) -> None:
    for name, blocks in GOOD_BLOCKS.items():
        assert totals(puzzle, write, blocks) == (3.0, -0.5), name


@pytest.mark.parametrize(("puzzle", "write"), list(cases()))
@pytest.mark.parametrize("layouts", all_but([["words after"]], [["words after"], list(BAD_BLOCKS)]), ids=["one", "all"])
def test_in_the_same_broken_layout_right_is_never_below_wrong(puzzle, write, layouts) -> None:
    for name, blocks in ((name, BAD_BLOCKS[name]) for name in layouts):
        right, wrong = totals(puzzle, write, blocks)
        assert right == wrong == -3, name
        right, _ = totals(puzzle, write, blocks, gate=False)
        assert right > -0.5, f"{name}: without the gate it beats the best wrong answer"


@pytest.mark.parametrize("opened_think", [False, True])
@pytest.mark.parametrize("begins", [False, True])
def test_whichever_begins_the_thinking(opened_think, begins) -> None:
    puzzle = PUZZLES["knights"]
    text = f"{'<think>' * begins}{THINK}</think><answer>Zoey: knight, Mia: knave</answer>"
    assert score(text, puzzle, opened_think=opened_think).total == (3 if begins or opened_think else -3)
