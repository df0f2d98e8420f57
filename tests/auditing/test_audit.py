"""An audit finds the holes that were put into a reward, finds none in one without, and says so on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import logic_rl
from logic_rl.auditing.conventions import CONVENTIONS, convention_of
from logic_rl.auditing.findings import Audit
from logic_rl.auditing.run import audit
from logic_rl.cli.main import main
from logic_rl.errors import UsageError
from logic_rl.rewards.adapters import compute_score, trl_reward

REWARDS = '''
import time
from logic_rl.rewards.adapters import compute_score
from logic_rl.auditing.facts import facts_of
from puzzles.formats.verl import verl_row
from puzzles.puzzle import puzzle_from_row


def ours(response, row):
    verl = verl_row(puzzle_from_row(row), "test")
    return compute_score("kk", response, verl["reward_model"]["ground_truth"], verl["extra_info"])


def scaled(response, row):
    return 100 + ours(response, row) / 7


def constant(response, row):
    return 1.0


def likes_wait(response, row):
    return ours(response, row) + 9 * ("rice" in response)


def hates_tables(response, row):
    return -9.0 if "|" in response else ours(response, row)


def raises_on_dots(response, row):
    if ">...<" in response:
        raise KeyError("dots")
    return ours(response, row)


def nan_on_numbers(response, row):
    return float("nan") if ">42<" in response else ours(response, row)


def hangs(response, row):
    if ">42<" in response:
        time.sleep(60)
    return ours(response, row)


def prints(response, row):
    print("a lot", flush=True)
    return ours(response, row)


def writes(response, row):
    open("left_behind.txt", "w").close()
    return 1.0


def raises(response, row):
    raise ValueError("never works")


def three(a, b, c):
    return 0


value = 3
'''


@pytest.fixture
def rewards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "rewards.py"
    path.write_text(REWARDS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def of(path: Path, name: str, **settings) -> Audit:
    settings = {"limit": 2, "checks": ("answer",), "confined": False} | settings
    return audit(f"{path}:{name}", **settings)


def cases(result: Audit) -> set[str]:
    return {hole.probe.case for hole in result.holes}


@pytest.mark.parametrize("function", [compute_score, trl_reward], ids=["verl", "trl"])
def test_the_packages_own_reward_has_no_holes(function) -> None:
    result = audit(function, limit=3, seed=5)
    assert result.holes == () and result.num_replies > 450 and result.num_unread == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_packages_own_reward_has_no_holes_on_many_questions(seed: int) -> None:
    assert audit("logic_rl.rewards.adapters:compute_score", limit=30, seed=seed).holes == ()


@pytest.mark.slow
def test_the_packages_own_rubric_has_no_holes_in_any_task() -> None:
    pytest.importorskip("math_verify")
    result = audit("rubric", tasks=("knights", "countdown", "maths"), limit=6)
    assert [row["case"] for row in result.table()] == [] and result.num_replies > 1500


def test_a_reward_of_steps_pays_no_unearned_answer_as_an_earned_one() -> None:
    checks = ("answer", "steps")
    assert audit("rubric", rubric={"verified": 1}, checks=checks, limit=4, languages=("en",)).holes == ()
    outcome = audit("rubric", checks=checks, limit=4, languages=("en",))
    assert outcome.holes and {hole.probe.rule for hole in outcome.holes} == {"below"}


def test_without_the_gate_right_answers_in_broken_blocks_are_paid() -> None:
    result = audit("rubric", rubric=("gate=false",), checks=("answer", "tags"), limit=2)
    assert "blocks: no thinking" in cases(result) and not any(case.startswith("answer") for case in cases(result))


def test_the_scale_of_a_reward_does_not_matter(rewards: Path) -> None:
    assert of(rewards, "scaled").holes == of(rewards, "ours").holes == ()


def test_a_hole_is_found_where_it_was_put(rewards: Path) -> None:
    result = of(rewards, "likes_wait")
    assert cases(result) == {"unearned: a recipe", "wrong after: a recipe"}
    (row, _) = result.table()
    assert row["kind"] == "paid" and row["num_holes"] == 2 == row["num_asked"] and "rice" in row["reply"]
    refused = of(rewards, "hates_tables")
    assert cases(refused) == {"layout: table"} and {hole.kind for hole in refused.holes} == {"refused"}


@pytest.mark.parametrize(
    ("name", "case", "failure"),
    [
        ("raises_on_dots", "answer: dots", "KeyError: 'dots'"),
        ("nan_on_numbers", "answer: a number", "no finite number"),
    ],
)
def test_no_reward_at_all_is_a_hole(rewards: Path, name: str, case: str, failure: str) -> None:
    (hole,) = of(rewards, name, limit=1).holes
    assert (hole.kind, hole.probe.case, hole.reward) == ("failed", case, None) and failure in hole.failure
    (confined,) = of(rewards, name, limit=1, confined=True).holes
    assert confined == hole, "the same from a process of its own"


@pytest.mark.slow
def test_a_reward_that_hangs_is_ended(rewards: Path) -> None:
    (hole,) = of(rewards, "hangs", limit=1, confined=True).holes
    assert hole.kind == "failed" and "not done in 5 s" in hole.failure


def test_where_right_and_wrong_earn_the_same_nothing_else_is_asked(rewards: Path, capsys) -> None:
    result = of(rewards, "constant")
    assert result.num_unread == 2 and cases(result) == {"plain: wrong"}
    assert run("audit", f"{rewards}:constant", "--limit", 1) == 1
    assert "does --as, --layout, --language or --roles say what it is made for?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(data_source, solution_str, ground_truth, extra_info=None): ...", "verl"),
        ("def f(solution_str, ground_truth, method='strict'): ...", "logic-rl"),
        ("def f(completions, **columns): ...", "trl"),
        ("def f(pred_str, ans, verbose=False): ...", "mem-kk"),
        ("def f(answer, entry): ...", "reasoning-gym"),
        ("def f(text, row): ...", "plain"),
        ("def f(text, row, weight=1): ...", "plain"),
        ("def f(*texts): ...", None),
        ("def f(a, b, c): ...", None),
    ],
)
def test_how_a_function_is_called_is_told_by_its_parameters(source: str, name: str | None) -> None:
    scope: dict = {}
    exec(source, scope)
    if name is None:
        with pytest.raises(UsageError, match="say how it is called with --as verl, logic-rl"):
            convention_of(scope["f"], "f")
    else:
        assert convention_of(scope["f"], "f") == name


def test_each_convention_gets_the_truth_of_its_own_framework() -> None:
    """Rewards that read nothing but what the framework promises: exact about the plainest layout."""
    seen: dict[str, set] = {name: set() for name in CONVENTIONS}

    def said(text: str, names: list, roles: list, solution: list) -> bool:
        told = re.findall(r"(\w[\w ]*?) is an? ([\w -]+?)[,.<\n]", text.replace("</answer>", "<").rpartition(">")[2]
                          or text.rpartition("<answer>")[2] + "<")  # fmt: skip
        return told == [(name, roles[not one]) for name, one in zip(names, solution, strict=True)]

    def verl(data_source, solution_str, ground_truth, extra_info):
        seen["verl"] |= {data_source, *extra_info}
        return said(solution_str.rpartition("<answer>")[2], *map(ground_truth.get, ("names", "roles", "solution")))

    def old(solution_str, ground_truth):
        seen["logic-rl"] |= {solution_str.startswith("<|im_start|>assistant\n")}
        return said(solution_str.rpartition("<answer>")[2], *map(ground_truth.get, ("names", "roles", "solution")))

    def trl(prompts, completions, names, roles, solution, **columns):
        seen["trl"] |= {*columns} | {prompts[0] == columns["text"][0]}
        return [said(completions[0].rpartition("<answer>")[2], names[0], roles[0], solution[0])]

    def plain(response, row):
        return said(response.rpartition("<answer>")[2], row["names"], row["roles"], row["solution"])

    def gym(answer, entry):
        seen["reasoning-gym"] |= {*entry, "<" in answer}
        return answer + "." == entry["answer"].replace(", and ", ", ")

    for function in (verl, old, trl, plain, gym):
        result = audit(function, limit=2, checks=("tags",), languages=("en",))
        assert result.num_unread == 0, function
    assert {"kk_logic", "question", "id"} <= seen["verl"] and seen["logic-rl"] == {True}
    assert {"statements", "language", "completion_ids", True} <= seen["trl"] and False in seen["reasoning-gym"]


def test_a_file_that_imports_from_beside_it_is_loaded_as_a_part_of_its_package(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "words.py").write_text("WORD = 'is a'\n")
    (folder / "scorer.py").write_text(
        "from .words import WORD\n"
        "def parse(pred_str, ans):\n"
        "    return ans.replace(', and ', ', ').rstrip('.') in pred_str and WORD in pred_str, 1, 2, 3, 4\n"
    )
    result = audit(f"{folder / 'scorer.py'}:parse", limit=2)
    assert (result.convention, result.layout, result.num_unread) == ("mem-kk", "conclusion", 0)


def test_the_scorer_of_reasoning_gym() -> None:
    pytest.importorskip("reasoning_gym")
    result = audit("reasoning_gym:knights_knaves", limit=1)
    assert {"answer: denied before", "answer: both roles for each"} <= cases(result) and result.layout == "bare"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


def test_on_the_command_line(rewards: Path, capsys) -> None:
    assert run("audit", f"{rewards}:ours", "--limit", 1, "--check", "answer") == 0
    assert capsys.readouterr().out.endswith("no holes\n")
    assert run("audit", f"{rewards}:prints", "--limit", 1, "--check", "answer", "--json") == 0
    assert json.loads(capsys.readouterr().out)["num_holes"] == 0
    assert run("audit", f"{rewards}:likes_wait", "--limit", 1) == 1
    told = capsys.readouterr().out
    assert "paid, and should not be" in told and "butter, then I add rice" in told and "words about something" in told
    assert run("audit", f"{rewards}:hates_tables", "--limit", 1, "--check", "answer", "--json") == 1
    row = json.loads(capsys.readouterr().out)
    assert row["as"] == "plain" and [hole["case"] for hole in row["holes"]] == ["layout: table"]


QUICK = [
    (["rewards.py:ourz"], "did you mean 'ours'?"),
    (["rewards.py:writes"], "run in this process with --in-process"),
    (["rewards.py:raises"], "a plain right reply: ValueError: never works"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [pytest.param(*one, marks=() if one in QUICK else pytest.mark.slow) for one in (
        (["nowhere.at_all:f"], "no module 'nowhere.at_all'"),
        (["rewards.py:ourz"], "did you mean 'ours'?"),
        (["missing.py:f"], "does not exist"),
        (["rewards.py"], "write module.path:NAME"),
        (["rewards.py:value"], "3 is no function"),
        (["rewards.py:three"], "say how it is called with --as"),
        (["rewards.py:raises"], "a plain right reply: ValueError: never works"),
        (["rewards.py:writes"], "run in this process with --in-process"),
        (["rewards.py:ours", "--as", "trl"], "a plain right reply: TypeError"),
        (["rewards.py:ours", "--as", "verll"], "did you mean 'verl'?"),
        (["rewards.py:ours", "--set", "language=1"], "--set is for the reward `rubric`"),
        (["rewards.py:ours", "--limit", "0"], "x>=1"),
        (["rewards.py:ours", "--roles", "night"], "--roles 'night'"),
        (["rubric", "--set", "lenght=1"], "did you mean 'length'"),
        (["rubric", "--layout", "boxed"], "choose think-answer"),
        (["rubric", "--check", "stepz"], "did you mean 'steps'?"),
        ([], "Missing argument"),
    )],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_line_and_exit_code_2(rewards: Path, capsys, words: list[str], message: str) -> None:
    assert run("audit", *words) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1 and message in captured.err and not captured.out
    assert not Path("left_behind.txt").exists()


def test_from_python(rewards: Path) -> None:
    assert logic_rl.audit is audit
    for settings in ({"tasks": ("knight",)}, {"checks": ("answers",)}, {"layout": "thinks"}):
        with pytest.raises(UsageError, match="did you mean"):
            audit("rubric", **settings)
    with pytest.raises(UsageError, match="--as odd"):
        audit(compute_score, convention="odd")
