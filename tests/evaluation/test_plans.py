"""Replies written by a plan: on an engine of which all is known, by hand, and end to end on the tiny base."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import logic_rl
from logic_rl.claims.claim import Claim
from logic_rl.cli.main import main
from logic_rl.errors import UsageError
from logic_rl.evaluation.strategies.beam import Beam
from logic_rl.evaluation.strategies.budget import Budget
from logic_rl.evaluation.strategies.mcts import Mcts
from logic_rl.evaluation.strategies.named import PLANS, chosen_strategies
from logic_rl.evaluation.strategies.plan import Ask, Asked, Outcome, Strategy, carried_out
from logic_rl.evaluation.strategies.values import LearnedValues, checked_value, share_true
from logic_rl.evaluation.strategies.wait import Wait, without_end
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.seeding import stream
from logic_rl.tasks import make_task
from logic_rl.types import Completion, Prompt, TextQuestion
from puzzles import PuzzleSpec, sample_puzzle

END = 0  # the token that ends a reply; every other token is the number of a character


class Letters:
    """A vocabulary of single characters."""

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(map(ord, text))

    def decode(self, token_ids: Sequence[int]) -> str:
        return "".join(chr(token) for token in token_ids if token != END)


class Scripted:
    """An engine that goes on as a table says: text so far → what may come next, whole; "$" ends the reply.

    Attributes:
        calls: for each call the texts that were to be continued.
    """

    def __init__(self, next_of: Callable[[str], Sequence[str]]) -> None:
        self.next_of, self.calls = next_of, []

    def generate(self, requests: Sequence[Request], params: SamplingParams, progress=None) -> list[Completion]:
        self.calls.append([Letters().decode(request.prompt_ids) for request in requests])
        return [self._completion(request, params) for request in requests]

    def _completion(self, request: Request, params: SamplingParams) -> Completion:
        rng, text = stream(request.seed, "scripted"), Letters().decode(request.prompt_ids).partition("?")[2]
        made = ""
        while len(made) < request.cap(params):
            made += rng.choice(self.next_of(text + made))
            if "$" in made:
                break
            if stops := [made.index(one) + len(one) for one in params.stop if one in made]:
                made = made[: min(stops)]
                break
        made = made[: request.cap(params)]
        ids = tuple(END if one == "$" else ord(one) for one in made)
        is_stop = made.endswith(("$", *params.stop))
        return Completion(made.rstrip("$"), ids, (0.0,) * len(ids), "stop" if is_stop else "length", 0)


def asked(cap: int = 100, value: Callable[[str, bool], float] = lambda text, is_done: 0.5) -> Asked:
    return Asked(Prompt(TextQuestion("?"), "Q?", Letters().encode("Q?"), False), Letters(), cap, value)


def outcome(strategy: Strategy, engine: Scripted, question: Asked | None = None, seed: int = 0) -> Outcome:
    (found,) = carried_out(strategy, [question or asked()], engine, 1.0, [seed])
    return found


def text(found: Outcome) -> str:
    return Letters().decode(found.token_ids)


# Three steps, good or bad with equal chance, then the end.
def coin(so_far: str) -> Sequence[str]:
    return ["$"] if so_far.count(".") == 3 else ["g.", "b."]


def good(so_far: str, is_done: bool) -> float:
    return (1 + so_far.count("g")) / (2 + so_far.count("."))


# "t." looks best at first and leads nowhere; only below "g." is what is right.
def trap(so_far: str) -> Sequence[str]:
    return {"": ["t.", "g.", "h."], "t.": ["x.", "y."], "g.": ["r.", "x."], "h.": ["x."]}.get(so_far, ["$"])


def deceived(so_far: str, is_done: bool) -> float:
    return {"": 0.5, "t.": 0.9, "g.": 0.6, "h.": 0.1, "g.r.": 1.0}.get(so_far, 0.05)


@pytest.mark.parametrize("strategy", [Beam(1, 16), Beam(4, 8), Mcts(24)], ids=str)
def test_searches_find_the_best_path(strategy: Strategy) -> None:
    for seed in range(20):
        assert text(outcome(strategy, Scripted(coin), asked(value=good), seed)) == "g.g.g.", seed


def test_without_a_value_the_tree_search_finds_it_as_often_as_one_sample_does() -> None:
    found = [text(outcome(Mcts(24, "nothing"), Scripted(coin), asked(), seed)) for seed in range(200)]
    assert 0.06 < sum(one == "g.g.g." for one in found) / 200 < 0.2, "1 in 8"


def test_one_beam_is_trapped_and_two_are_not() -> None:
    for seed in range(10):
        assert text(outcome(Beam(1, 12), Scripted(trap), asked(value=deceived), seed))[:2] == "t."
        assert text(outcome(Beam(2, 12), Scripted(trap), asked(value=deceived), seed)) == "g.r."


def test_a_tree_search_of_one_step_is_trapped_and_a_deeper_one_is_not() -> None:
    found = [text(outcome(Mcts(200), Scripted(trap), asked(value=deceived), seed)) for seed in range(10)]
    assert found == ["g.r."] * 10
    shallow = [text(outcome(Mcts(4), Scripted(trap), asked(value=deceived), seed))[:2] for seed in range(20)]
    assert shallow.count("t.") >= 12


def test_what_a_beam_costs_by_hand() -> None:
    engine = Scripted(lambda so_far: ["$"] if "." in so_far else ["a."])
    found = outcome(Beam(2, 3), engine)
    # three times "a.", which are one beginning; then three times the end of that one
    assert [len(call) for call in engine.calls] == [3, 3] and text(found) == "a."
    assert found.sampled == 3 * 2 + 3 * 1 and found.read == len("Q?") + len("Q?a.")


def test_a_beam_prefers_what_has_ended_and_keeps_to_the_cap() -> None:
    endless = Scripted(lambda so_far: ["a."])
    found = outcome(Beam(2, 2), endless, asked(cap=7))
    assert text(found) == "a.a.a.a" and found.is_cut
    ends = Scripted(lambda so_far: {"": ["z.", "a."], "z": ["$"]}.get(so_far[:1], ["a."]))
    assert text(outcome(Beam(2, 8), ends, asked(cap=7, value=lambda so_far, _: 0.1))) == "z."


def test_malformed_replies_are_worth_nothing_when_they_are_done() -> None:
    task, puzzle = make_task("knights"), sample_puzzle(PuzzleSpec(2), stream(0, "malformed"))
    value = checked_value(task, Prompt(puzzle, "", (), False), task.rubric(logic_rl_reward()))
    worked = task.worked(puzzle, stream(1, "worked"))
    assert value(worked, True) == value(worked, False) > 0.6
    broken = worked.replace("<think>", "")
    assert value(broken, True) == 0 < value(broken, False)
    twin = type(puzzle)(puzzle.names, puzzle.statements, tuple(not one for one in puzzle.solution), puzzle.text)
    other = checked_value(task, Prompt(twin, "", (), False), task.rubric(logic_rl_reward()))
    assert other(worked, True) == value(worked, True), "nobody looks at the solution"


class LastIsBest:
    """A process reward model that gives step i of n the chance i / n, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[str]]] = []

    def probabilities(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        self.asked += asked
        return [[(place + 1) / len(steps) for place in range(len(steps))] for _, steps in asked]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("<think> One. Two.", ["One.", "Two."]),
        ("<think> One. Two. </think> <answer> (1) Zoey is a knight", ["One.", "Two."]),
        ("<think>", []),
        ("", []),
    ],
)
def test_a_learned_value_is_that_of_the_last_step(text: str, steps: list[str]) -> None:
    task, puzzle, model = make_task("knights"), sample_puzzle(PuzzleSpec(2), stream(0, "learned")), LastIsBest()
    value = LearnedValues(model).of(Prompt(puzzle, "", (), False), task.rubric(logic_rl_reward()))
    assert value(text, False) == (1.0 if steps else 0.5)
    assert model.asked == ([(puzzle.text, tuple(steps))] if steps else [])
    assert value(text, True) == 0, "done, and malformed"


def test_the_model_is_asked_once_a_round_for_all_beginnings() -> None:
    class Counted(LastIsBest):
        calls = 0

        def probabilities(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
            self.calls += 1
            return super().probabilities(asked)

    def sentences(so_far: str) -> Sequence[str]:
        return ["$"] if so_far.count(".") == 4 else ["So. ", "No. "]

    model, rubric = Counted(), make_task("knights").rubric(logic_rl_reward())
    learned = LearnedValues(model)
    questions = [replace(asked(), value=learned.of(asked().prompt, rubric)) for _ in range(5)]
    engine = Scripted(sentences)
    together = carried_out(Beam(2, 3), questions, engine, 1.0, range(5), look_ahead=learned.look_ahead)
    assert model.calls == len(engine.calls)
    alone = [outcome(Beam(2, 3), Scripted(sentences), replace(asked(), value=learned.of(asked().prompt, rubric)), seed)
             for seed in range(5)]  # fmt: skip
    assert [one.token_ids for one in together] == [one.token_ids for one in alone]


def test_a_learned_value_that_is_no_probability_is_refused() -> None:
    class Broken:
        def probabilities(self, asked):
            return [[float("nan")] * len(steps) for _, steps in asked]

    task, puzzle = make_task("knights"), sample_puzzle(PuzzleSpec(2), stream(0, "learned"))
    with pytest.raises(UsageError, match="no probability"):
        LearnedValues(Broken()).of(Prompt(puzzle, "", (), False), task.rubric(logic_rl_reward()))("<think> One.", False)


def logic_rl_reward():
    from logic_rl.config.reward import RewardConfig

    return RewardConfig()


def test_the_share_of_true_steps_by_hand() -> None:
    true, false = (Claim(0, 1, "quotation", truth, {}, {}, "Zoey") for truth in ("true", "false"))
    verdict = replace(true, kind="verdict")  # outside of assumptions the solution alone says whether it is true
    assert share_true([]) == share_true([verdict]) == share_true([true, false]) == 1 / 2
    assert share_true([true]) == 2 / 3 and share_true([true, true, false]) == 3 / 5
    assert share_true([replace(verdict, given={"Zoey": "knight"}), true]) == 3 / 4


THINKER = "<think> I see. It is so. </think> <answer> A </answer>$"


def recite(script: str) -> Callable[[str], Sequence[str]]:
    """Writes the script letter by letter; what was put in between is passed over by where the script stands."""
    return lambda so_far: [script[len(so_far)] if len(so_far) < len(script) else "$"]


def test_thinking_beyond_its_budget_is_ended() -> None:
    forced = "<think> I see. </think> <answer>"
    engine = Scripted(lambda so_far: list(" B </answer> and so on"[len(so_far) - len(forced) :][:1])
                      if so_far.startswith(forced) else recite(THINKER)(so_far))  # fmt: skip
    found = outcome(Budget(len("<think> I see.")), engine)
    assert text(found) == forced + " B </answer>"
    assert found.sampled == len("<think> I see.") + len(" B </answer>"), "what was put in was not sampled"
    assert found.read == len("Q?") + len("Q?" + forced)


@pytest.mark.parametrize("tokens", [len("<think> I see. It is so. </think>"), 52, 100])
def test_thinking_within_its_budget_is_left_alone(tokens: int) -> None:
    found = outcome(Budget(tokens), Scripted(recite(THINKER)))
    assert text(found) == THINKER.rstrip("$") and not found.is_cut and found.sampled == len(THINKER)


def test_no_room_for_an_answer_is_a_reply_that_is_cut() -> None:
    found = outcome(Budget(10), Scripted(recite(THINKER)), asked(cap=20))
    assert len(found.token_ids) == 20 and found.is_cut


def test_waiting_puts_the_word_in_the_place_of_the_tag() -> None:
    more = " no. </think>"
    heads = ["<think> I see. Wait", "<think> I see. Wait no. Wait"]

    def goes_on(so_far: str) -> Sequence[str]:
        if so_far.endswith("</think>"):
            return [" A$"]
        head = max((one for one in heads if so_far.startswith(one)), key=len, default=None)
        script = "<think> I see. </think>" if head is None else head + more
        return [script[len(so_far) :] or "$"]

    for times, expected in enumerate(("<think> I see. </think> A", f"{heads[0]}{more} A", f"{heads[1]}{more} A")):
        if times:
            found = outcome(Wait(times), Scripted(goes_on))
            assert text(found) == expected
            assert found.sampled == len("<think> I see. </think>") + times * len(more) + len(" A$")


def test_a_reply_that_never_closes_its_thinking_cannot_be_prolonged() -> None:
    assert text(outcome(Wait(3), Scripted(recite("just this$")))) == "just this"
    cut = outcome(Wait(3), Scripted(lambda so_far: ["a"]), asked(cap=9))
    assert text(cut) == "a" * 9 and cut.is_cut


def test_a_tag_of_several_tokens_is_taken_off_whole() -> None:
    assert Letters().decode(without_end(Letters().encode("so it is. </think>"), "</think>", Letters())) == "so it is."


def test_questions_are_sampled_together_and_do_not_change_each_other() -> None:
    engine = Scripted(coin)
    alone = [text(outcome(Mcts(5), Scripted(coin), asked(value=good), seed)) for seed in range(6)]
    found = carried_out(Mcts(5), [asked(value=good)] * 6, engine, 1.0, range(6))
    assert [text(one) for one in found] == alone and len(engine.calls[0]) == 6


def test_an_ask_is_what_the_engine_gets() -> None:
    class Probe:
        valued_by = "nothing"

        def solve(self, asked: Asked):
            pieces = yield [Ask(Letters().encode("x"), 3, ("c",)), Ask((), 5)]
            assert [len(piece.token_ids) for piece in pieces] == [3, 5] and pieces[0].is_cut and not pieces[0].is_end
            return pieces[1].token_ids

    assert text(outcome(Probe(), Scripted(lambda so_far: ["a"]))) == "aaaaa"


def test_names_and_settings() -> None:
    chosen = chosen_strategies(["majority", "beam=2x3,4x4", "beam=2x3", "wait", "mcts-learned=3", "mcts-blind=7"])
    assert chosen.choosing == ("majority",)
    assert [plan[:2] for plan in chosen.plans] == [
        ("beam", "2x3"), ("beam", "4x4"), ("wait", "1"), ("wait", "2"), ("mcts-learned", "3"),
        ("mcts-blind", "7"),
    ]  # fmt: skip
    assert chosen.plans[0][2] == Beam(2, 3) and chosen.plans[-2][2] == Mcts(3, "model")
    assert chosen.plans[-1][2] == Mcts(7, "nothing")
    for name, kind in PLANS.items():
        assert len(chosen_strategies([name]).plans) == len(kind.usual)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("beem", "did you mean"), ("beam=4", "kept x sentences"), ("beam=4x0", "as in beam=2x2,4x4"),
        ("budget=", "the most tokens"), ("wait=-1", "how often"), ("mcts=1.5", "simulations"),
        ("budget=9999999", "the most tokens"), ("majority=3", "has no settings"), ("beam=2x2x2", "kept x"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be(given: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        chosen_strategies([given])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--task", "knights", "--strategy", "beem"], "did you mean 'beam'"),
        (["--task", "knights", "--strategy", "beam", "--endpoint", "http://localhost:1/v1"], "--engine torch alone"),
        (["--problems", "p.jsonl", "--strategy", "wait"], "not for --problems"),
    ],
)
def test_bad_usage_is_told_before_any_loading(tmp_path: Path, options: list[str], words: str) -> None:
    told = CliRunner().invoke(main, ["evaluate", "--model", "nowhere", "--out", str(tmp_path / "e"), *options])
    assert told.exit_code == 2 and words in told.output and not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--strategy", "mcts-learned"], "--process-model"),
        (["--strategy", "beam-learned=2x2", "--strategy", "beam"], "--process-model"),
        (["--strategy", "mcts", "--process-model", "here"], "mcts-learned: name one"),
        (["--strategy", "mcts-learned", "--process-model", "nowhere"], "nowhere is no folder"),
    ],
)
def test_a_learned_value_needs_its_model(tmp_path: Path, options: list[str], words: str) -> None:
    given = ["--model", "tiny-base", "--task", "knights", "--out", str(tmp_path / "e"), *options]
    told = CliRunner().invoke(main, ["evaluate", *given])
    assert told.exit_code == 2 and words in told.output and not (tmp_path / "e").exists()


def test_a_task_without_checks_has_no_search(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no `check`"):
        logic_rl.evaluate("tiny-base", task="countdown", limit=1, strategies=["beam=1x1"], out=tmp_path / "e")


@pytest.mark.slow
def test_on_the_tiny_base_and_after_an_interruption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from logic_rl.evaluation.strategies import measuring

    settings = {"task": "knights", "task_options": {"fixed_cast": True}, "limit": 4, "max_new_tokens": 80}
    names = ("budget=8", "wait=1", "beam=2x2", "mcts=2", "mcts-blind=2")
    whole = logic_rl.evaluate("tiny-base", strategies=names, out=tmp_path / "whole", **settings)
    for name, table in whole["strategies"].items():
        (row,) = table.values()
        assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1 and row["tokens"] > 5 and row["read"] > 10, name
    for path in (tmp_path / "whole" / "evaluation" / "strategies").glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert len(rows) == 4 and all(row["num_tokens"] <= 80 and row["tokens_sampled"] > 0 for row in rows)

    true = measuring.carried_out

    def stopped(strategy, *others):
        if isinstance(strategy, Beam):
            raise KeyboardInterrupt
        return true(strategy, *others)

    monkeypatch.setattr(measuring, "carried_out", stopped)
    with pytest.raises(KeyboardInterrupt):
        logic_rl.evaluate("tiny-base", strategies=names, out=tmp_path / "parts", **settings)
    monkeypatch.setattr(measuring, "carried_out", true)
    again = logic_rl.evaluate("tiny-base", strategies=names, out=tmp_path / "parts", **settings)
    assert again["strategies"] == whole["strategies"]


@pytest.mark.slow
def test_a_search_by_a_model_that_has_learnt_outcomes(tmp_path: Path) -> None:
    setting = {"samples": 4, "limit": 24, "seed": 3, "max_new_tokens": 200}
    logic_rl.sample("tiny-base", None, tmp_path / "replies.jsonl", task="knights", **setting)
    facts = logic_rl.process_model(tmp_path / "replies.jsonl", tmp_path / "judge", labels="outcome", learning_rate=1e-3)
    assert set(facts["held_out"]["kinds"]) == {"outcome"}
    asked = {"task": "knights", "limit": 3, "max_new_tokens": 60, "strategies": ["mcts-learned=2", "beam-learned=1x2"]}
    found = logic_rl.evaluate("tiny-base", process_model=tmp_path / "judge", out=tmp_path / "e", **asked)
    assert {name: list(table) for name, table in found["strategies"].items()} == {
        "mcts-learned": ["2"], "beam-learned": ["1x2"]
    }  # fmt: skip
