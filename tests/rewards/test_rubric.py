"""Every row of the reward's table, every hole of the original closed, hostile replies."""

from __future__ import annotations

import pytest

from logic_rl.rewards import score
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Is, Not, Or
from tests.timing import least_seconds

PUZZLE = Puzzle(
    names=("Zoey", "Mia"),
    statements=(And((Is(0, False), Is(1, False))), Not(Is(0, True))),
    solution=(False, True),
    text='Meet Zoey and Mia. Zoey says: "I am a knave and Mia is a knave." Mia says: "Zoey is no knight." Who?',
)
THINK = (
    "Suppose Zoey were a knight; then she would call herself a knave, which cannot be. So Zoey lies and Mia does not."
)
RIGHT, WRONG = "Zoey is a knave, Mia is a knight", "Zoey is a knave, Mia is a knave"
SAINTS = Puzzle(PUZZLE.names, PUZZLE.statements, PUZZLE.solution, PUZZLE.text, roles=("saint", "sinner"))


def reply(answer: str = RIGHT, think: str = THINK) -> str:
    return f"<think>{think}</think>\n<answer>{answer}</answer>"


def test_the_solution_is_the_solution() -> None:
    from puzzles import solve

    assert solve(PUZZLE.statements) == [PUZZLE.solution]


ROWS = [
    (reply(), 3.0, "correct", "all 2 roles are right"),
    (reply(WRONG), -0.5, "wrong", "1 of 2 wrong: Mia is a knight"),
    (reply("Zoey is a knight, Mia is a knave"), -0.5, "wrong", "2 of 2 wrong"),
    (reply("42"), -1.0, "unparsed", "nothing is said of Zoey, Mia"),
    (reply("Zoey is a knave"), -1.0, "unparsed", "nothing is said of Mia"),
    (reply(""), -1.0, "unparsed", "empty"),
    (RIGHT, -3.0, "bad_format", "no <think>"),
    ("", -3.0, "bad_format", "no <think>"),
    (f"<think>{THINK}", -3.0, "bad_format", "no </think> (cut off?)"),
    (f"<think>{THINK}</think><answer>{RIGHT}", -3.0, "bad_format", "no </answer> (cut off?)"),
    (f"<think>{THINK}</think>{RIGHT}", -3.0, "bad_format", "no <answer>"),
]  # fmt: skip

CLOSED_HOLES = [
    (reply(think=""), -3.0, "the thinking is empty"),
    (reply(think=" \n- "), -3.0, "the thinking is empty"),
    (reply(think="thinking process here"), -3.0, "3 words"),
    (reply(think="so " * 50), -3.0, "repeats 1 words"),
    (reply(think=PUZZLE.text), -3.0, "repeats the question"),
    (reply(think="Now I shall look at each of them with care. " * 30), -3.0, "10 of its 300 words"),
    (reply(think="let us see who lies and who does not " * 12), -3.0, "repeats itself"),
    (reply(think="One of the two must be lying. " + "This is a hard one, so I take my time. I see. " * 9),
     -3.0, "repeats itself"),
    (reply(think="所以我们要仔细地想一想这个问题。" * 20), -3.0, "repeats itself"),
    (reply(think=f"Sure, let me read it once more: {PUZZLE.text} So now I know."), -3.0, "names nobody"),
    (reply(think=f"{PUZZLE.text} That is what they say. {PUZZLE.text} I see it now, all of it."), -3.0, "names nobody"),
    (reply(think=f"Hm, this one is hard, so I shall read it slowly, word by word, and think about each of the things "
                 f"that are said in it until all of them are clear to me and I can tell at last: {PUZZLE.text}"),
     -3.0, "names nobody"),
    (f"<think>{THINK}</think> junk <answer>{RIGHT}</answer>", -3.0, "between the blocks: 'junk'"),
    (reply() + " more words", -3.0, "after </answer>: 'more words'"),
    (f"Well. {reply()}", -3.0, "before <think>: 'Well.'"),
    (reply() + f"<answer>{WRONG}</answer>", -3.0, "2 times <answer>"),
    (reply() + f"<think>{THINK}</think>", -3.0, "2 times <think>"),
    (f"<answer>{RIGHT}</answer><think>{THINK}</think>", -3.0, "order"),
    (reply(f"It is false that {RIGHT}"), -1.0, "denial"),
    (reply(f"{RIGHT}, or {WRONG}"), -1.0, "hedge"),
    (reply(f"{RIGHT}. {WRONG}"), -1.0, "Mia is called both"),
    (reply(f"If Zoey lies: {RIGHT}"), -1.0, "condition"),
    (reply("Zoey is a knave because she contradicts herself, and so Mia is a knight"), -1.0, "somebody's words"),
]
FAIRNESS = [
    reply("**Zoey** is a **knave**, **Mia** is a **knight**"),
    reply("Zoey: knave\nMia: knight"),
    reply("Zoey is not a knight, Mia is not a knave"),
    reply("The knight and knave roles:\n(1) Zoey is a knave\n(2) Mia is a knight"),
    reply(think=THINK + " I must write `<answer>` tags at the end, and `</think>` before."),
    reply(think=THINK + ' Then come the "<answer>" and "</answer>" tags.'),
    reply(think=THINK + " Assistant: now the answer."),
    reply(think=f"{PUZZLE.text} If Zoey were a knight, then Mia would be what she says, which does not go together."),
    reply(think=f"{PUZZLE.text} Let me see. My guess: Zoey lies."),
    reply(think=f"They say: {PUZZLE.text} Hmm, knave Zoey, knight Mia, I think."),
    "\n" + reply() + "\n\n",
]


@pytest.mark.parametrize("opened_think", [False, True])
@pytest.mark.parametrize(("text", "total", "verdict", "reason"), ROWS)
def test_each_row_of_the_table(text, total, verdict, reason, opened_think) -> None:
    result = score(text, PUZZLE, opened_think=opened_think)
    assert (result.total, result.verdict) == (total, verdict), result
    assert sum(result.parts.values()) == result.total
    assert reason in result.reason or opened_think and "no </think>" in result.reason


@pytest.mark.parametrize(("text", "total", "reason"), CLOSED_HOLES)
def test_holes_are_closed(text, total, reason) -> None:
    result = score(text, PUZZLE, opened_think=False)
    assert result.total == total and reason in result.reason, result


@pytest.mark.parametrize("text", FAIRNESS)
def test_a_right_answer_scores_full_in_any_layout(text) -> None:
    assert score(text, PUZZLE, opened_think=False).total == 3


def test_an_opened_think_may_be_repeated_or_not() -> None:
    assert score(reply(), PUZZLE, opened_think=True).total == 3
    assert score(reply().removeprefix("<think>"), PUZZLE, opened_think=True).total == 3
    assert score(reply().removeprefix("<think>"), PUZZLE, opened_think=False).total == -3
    assert score("</think><answer>" + RIGHT + "</answer>", PUZZLE, opened_think=True).reason == "the thinking is empty"


def test_role_words_of_the_puzzle() -> None:
    assert score(reply("Zoey is a sinner, Mia is a saint"), SAINTS, opened_think=False).total == 3
    assert score(reply(RIGHT), SAINTS, opened_think=False).verdict == "unparsed"


def test_chinese_thinking_counts_its_characters() -> None:
    assert score(reply(think="假设佐伊是骑士,那么她说的话就是真话"), PUZZLE, opened_think=False).total == 3


def test_a_backtick_left_open_does_not_hide_the_tags() -> None:
    assert (
        score(f"<think>{THINK} `</think><answer>`Zoey`: knave, Mia: knight</answer>", PUZZLE, opened_think=False).total
        == 3
    )


@pytest.mark.parametrize(
    ("layout", "text", "verdict"),
    [
        ("answer", f"Thoughts. <answer>{RIGHT}</answer> Goodbye.", "correct"),
        ("answer", f"<answer>{WRONG}</answer>", "wrong"),
        ("answer", RIGHT, "bad_format"),
        ("answer", f"<answer>{RIGHT}</answer><answer>{WRONG}</answer>", "bad_format"),
        ("answer", f"</answer>{RIGHT}<answer>", "bad_format"),
        ("free", f"Suppose Zoey is a knight. No.\n{RIGHT}.", "correct"),
        ("free", f"{RIGHT}.\nNo, wait.\n{WRONG}.", "wrong"),
        ("free", reply(), "correct"),
        ("free", "who knows", "unparsed"),
        ("free", " ", "bad_format"),
    ],
)
def test_other_layouts(layout, text, verdict) -> None:
    result = score(text, PUZZLE, opened_think=False, layout=layout)
    assert result.verdict == verdict, result
    assert result.reason


THOUGHT = "<think> Suppose Zoey lies; then Mia does not, and that fits. </think>"


@pytest.mark.parametrize(
    ("between", "verdict", "reason"),
    [
        (" So Mia lies, and Zoey tells the truth. ", "correct", ""),
        ("\n**Summary.** Zoey cannot lie, so it is Mia who does.\n", "correct", ""),
        ("\n佐伊说的是真话，米娅说的是假话。\n", "correct", ""),
        ("", "bad_format", "the summary has 0 words"),
        (" \n --- \n ", "bad_format", "the summary has 0 words"),
        (" So it is. ", "bad_format", "the summary has 3 words"),
        (" so so so so so so ", "bad_format", "not all the same"),
        (" She writes `<answer>` tags, and Mia lies. ", "bad_format", "<answer> inside the summary"),
        (" <answer> no </answer> So Mia lies, and Zoey does not. ", "bad_format", "2 times <answer>"),
        (" <think> more of the thinking stands here </think> ", "bad_format", "<think> inside the summary"),
    ],
)
def test_a_summary_stands_between_thinking_and_answer(between: str, verdict: str, reason: str) -> None:
    text = f"{THOUGHT}{between}<answer> {RIGHT} </answer>"
    result = score(text, PUZZLE, opened_think=False, layout="think-summary-answer")
    assert result.verdict == verdict and reason in result.reason, result
    opened = score(text.removeprefix("<think>"), PUZZLE, opened_think=True, layout="think-summary-answer")
    assert opened.verdict == verdict
    assert score(text, PUZZLE, opened_think=False).verdict == ("correct" if not between.strip(" \n-") else "bad_format")


@pytest.mark.parametrize("text", [reply(), THOUGHT, RIGHT, f"{THOUGHT} So Mia lies, and Zoey tells the truth."])
def test_without_words_for_the_reader_the_summary_layout_is_not_kept(text: str) -> None:
    assert score(text, PUZZLE, opened_think=False, layout="think-summary-answer").verdict == "bad_format"


def test_words_before_the_thinking_are_no_summary() -> None:
    text = f"So Mia lies, and Zoey does not. {THOUGHT} So Mia lies, and Zoey does not. <answer> {RIGHT} </answer>"
    result = score(text, PUZZLE, opened_think=False, layout="think-summary-answer")
    assert result.verdict == "bad_format" and "before <think>" in result.reason


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="think-answer, think-summary-answer, answer, free"):
        score(reply(), PUZZLE, opened_think=False, layout="xml")


HOSTILE = [
    "<think>" * 15_000,
    "`" * 100_000,
    "`<answer>" * 11_000,
    '"<answer>"' * 10_000,
    "<" * 100_000,
    "a " * 50_000,
    reply("Zoey is a " * 10_000),
    reply(RIGHT * 3_000),
    reply(WRONG, "`<think> " * 10_000),
    reply("\n" * 100_000),
    reply(WRONG, "word " * 20_000 + "<answer>"),
    "\x00\ud800" * 40_000,
    reply("Zoey: " * 16_000),
    reply("Zoey is a knight " + "9" * 9_000),
    reply("9" * 9_000 + " Zoey and Mia are " + "1" * 5_000 + " knights"),
    reply("|Zoey|knight|\n" * 700),
    reply('[["Zoey","knight"],' * 500),
    reply(WRONG, f"{PUZZLE.text} So: " * 800),
    reply(WRONG, "Zoey says I am a knave and Mia " * 2_000),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("layout", ["think-answer", "think-summary-answer", "answer", "free"])
def test_hostile_replies_are_quick_and_never_right(text, layout) -> None:
    results = []
    assert least_seconds(lambda: results.append(score(text, PUZZLE, opened_think=False, layout=layout)), 0.1) < 0.1
    result = results[-1]
    assert result.verdict != "correct" and result.reason and len(result.reason) < 300


CHINESE = Puzzle(
    names=("王小明", "李红"), statements=(Is(1, False), Or((Is(0, False), Is(1, True)))), solution=(False, True),
    text="岛上住着骑士和骗子。王小明说：“李红是骗子。”李红说：“王小明是骗子，或者我是骑士。”请问谁是骑士，谁是骗子？",
    roles=("骑士", "骗子"), language="zh",
)  # fmt: skip


@pytest.mark.parametrize(
    ("thinking", "total"),
    [
        (f"好的，我再读一遍题目：{CHINESE.text}读完了，现在我知道了。", -3.0),
        (f"{CHINESE.text}这就是全部的内容，我已经仔细看过了。", -3.0),
        (f"{CHINESE.text}我猜李红说的是真话。", 3.0),
        (f"先看题目：{CHINESE.text}假设王小明是骑士，那么李红是骗子，她的话就是假的。", 3.0),
    ],
)
def test_a_copy_in_chinese_is_padded_unless_somebody_is_named(thinking: str, total: float) -> None:
    text = f"<think>{thinking}</think><answer>王小明是骗子，李红是骑士</answer>"
    assert score(text, CHINESE, opened_think=False).total == total
