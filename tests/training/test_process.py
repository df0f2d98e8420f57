"""Process reward models: loss and gradient against a model written here, labels, noise, layout, bad inputs."""

from __future__ import annotations

import copy
import json
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForTokenClassification

from logic_rl.claims.claim import Claim
from logic_rl.config.reading import config_from_tree
from logic_rl.config.run import OptimiserConfig
from logic_rl.corpus.thinking import full_search
from logic_rl.errors import UsageError
from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import response_row, stepwise_row
from logic_rl.rewards.process import load_step_scorer, require_process_model
from logic_rl.rows import read_rows, write_rows
from logic_rl.tasks import make_task
from logic_rl.training.learning.learner import new_trainable
from logic_rl.training.process.learn import Example, process_step
from logic_rl.training.process.measures import area_under_curve, measured
from logic_rl.training.process.model import Encoded, new_process_model
from logic_rl.training.process.run import process_model
from logic_rl.training.process.steps import (
    COLUMNS,
    Solution,
    Step,
    labelled,
    labelled_row,
    read_solutions,
    set_aside,
    with_noise,
)
from puzzles import PuzzleSpec, sample_puzzle

AUC_BAR = 0.75  # 0.88 when it was written; who knows nothing has 0.5
OTHER = {"true": "false", "false": "true"}


@pytest.fixture(scope="module")
def judge():
    return new_process_model("tiny-base")


@pytest.fixture(scope="module")
def folder(judge, tmp_path_factory) -> Path:
    """A judge with a head that is not 0."""
    other = copy.deepcopy(judge.model)
    torch.manual_seed(2)
    torch.nn.init.normal_(other.score.weight)
    out = tmp_path_factory.mktemp("judge") / "judge"
    type(judge)(other, judge.tokenizer).save(out, {"held_out": {"auc": 0.5}})
    return out


@pytest.mark.parametrize(("tokens_per_pass", "workers"), [(1000, 1), (12, 1), (20, 2)])
def test_loss_and_gradient_are_those_of_one_sequence_at_a_time(judge, tokens_per_pass: int, workers: int, monkeypatch):
    """Beside: the body run on each unpadded sequence, its states times a head of our own, -log sigmoid by hand."""
    model = copy.deepcopy(judge.model)
    torch.manual_seed(1)
    torch.nn.init.normal_(model.score.weight, std=0.1)
    batch = [
        Example(Encoded((5, 6, 7, 8, 9), (2, 4)), (True, False)),
        Example(Encoded((10, 11, 12), (2,)), (False,)),
        Example(Encoded((20, 21, 22, 23, 24, 25, 26), (3, 5, 6)), (True, True, False)),
    ]
    beside = copy.deepcopy(model)
    losses = []
    for one in batch:
        states = beside.model(torch.tensor([one.encoded.token_ids])).last_hidden_state[0]
        for end, label in zip(one.encoded.ends, one.is_right, strict=True):
            wrong, right = (states[end] @ beside.score.weight[k] + beside.score.bias[k] for k in (0, 1))
            odds = right - wrong
            losses.append(torch.log1p(torch.exp(-odds if label else odds)))
    expected = torch.stack(losses).mean()
    expected.backward()
    seen: dict[str, list] = {}
    monkeypatch.setattr(
        torch.optim.AdamW, "step", lambda self: seen.update(grads=[p.grad.clone() for p in model.parameters()])
    )
    limits = OptimiserConfig(autocast=False, max_grad_norm=1e9, tokens_per_pass=tokens_per_pass)
    loss, _ = process_step(new_trainable(model, limits, workers), batch, 1e-3, limits, pad=1)
    assert loss == pytest.approx(float(expected.detach()), rel=1e-5)
    for got, parameter in zip(seen["grads"], beside.parameters(), strict=True):
        assert torch.allclose(got, parameter.grad, atol=1e-6)


def test_a_new_judge_says_half_of_every_step_and_has_the_policys_body(judge) -> None:
    assert judge.probabilities([("Who?", ["a", "b"]), ("Who?", [])]) == [[0.5, 0.5], []]
    from logic_rl.training.learning.models import load_model

    policy = load_model("tiny-base")[0].base_model.state_dict()
    body = judge.model.base_model.state_dict()
    assert all(torch.equal(policy[name], body[name]) for name in policy)


def test_the_layout_is_that_of_trls_trainer(judge) -> None:
    """As PRMTrainer.tokenize_row has it: question, then of each step its tokens and those of the separator."""
    ids = lambda text: judge.tokenizer(text, add_special_tokens=False)["input_ids"]  # noqa: E731
    steps = ["Suppose Alice is a knight.", "Then Bob lies."]
    expected, ends = ids("Who is what?"), []
    for step in steps:
        expected = expected + ids(step) + ids("\n")
        ends.append(len(expected) - 1)
    encoded = judge.encoded("Who is what?", steps, 1000)
    assert (list(encoded.token_ids), list(encoded.ends)) == (expected, ends)
    short = judge.encoded("Who is what?", steps, len(expected) - 1)
    assert list(short.ends) == ends[:1] and len(short) == ends[0] + 1


def test_a_batch_judges_as_one_at_a_time_and_beyond_its_window_nothing(folder: Path) -> None:
    loaded = load_step_scorer(folder)
    asked = [("Who?", ["One is two."] * k + ["So Alice is a knave."]) for k in (3, 0, 7, 1)] + [("Why?", [])]
    together = loaded.probabilities(asked)
    assert [len(row) for row in together] == [4, 1, 8, 2, 0]
    for one, row in zip(asked, together, strict=True):
        assert loaded.probabilities([one])[0] == pytest.approx(row, abs=1e-5)
    endless = loaded.probabilities([("Who?", ["Alice is a knight."] * 900)])[0]
    assert len(endless) == 900 and endless[0] > 0 and endless[-1] == 0


def test_a_saved_judge_loads_as_a_token_classifier_and_here(folder: Path) -> None:
    model, info = AutoModelForTokenClassification.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"]
    assert model.config.id2label == {0: "wrong", 1: "right"}
    ids = torch.tensor([load_step_scorer(folder).encoded("Who?", ["Bob lies."], 100).token_ids])
    logits = model.eval()(ids).logits[0, -1].detach()
    chance = 1 / (1 + math.exp(float(logits[0] - logits[1])))
    assert load_step_scorer(folder).probabilities([("Who?", ["Bob lies."])])[0][0] == pytest.approx(chance, abs=1e-6)


def claim(start: int, truth: str, kind: str = "verdict") -> Claim:
    return Claim(start, start + 1, kind, truth)


def test_a_sentence_is_wrong_if_a_claim_in_it_is_false() -> None:
    told = "<think> Suppose so. That is true and false. Well. It fits. </think> <answer> Mia: knight </answer>"
    at = told.index
    claims = [
        claim(at("Suppose"), "false", "assumption"), claim(at("That"), "true"), claim(at("false"), "false", "mark"),
        claim(at("It fits"), "true", "fits"), claim(at("Mia"), "false", "answer"), claim(at("Well"), "unreadable"),
    ]  # fmt: skip
    assert [(one.text, one.is_right, one.kind) for one in labelled(told, claims)] == [
        ("Suppose so.", True, "no claim"), ("That is true and false.", False, "mark"), ("Well.", True, "no claim"),
        ("It fits.", True, "fits"),
    ]  # fmt: skip


def solutions(count: int, seed: int = 1, mistakes: float = 0.5) -> list[Solution]:
    request = ProofRequest([2], count, seed=seed, shares=Shares(mistakes=mistakes))
    return [labelled_row(stepwise_row(proof_number(request, number), ""), "x") for number in range(count)]


def test_rows_have_trls_columns_whoever_writes_them(tmp_path: Path) -> None:
    proof = proof_number(ProofRequest([2], 1, seed=1, shares=Shares(mistakes=1.0)), 0)
    row = stepwise_row(proof, "1")
    assert list(row) == list(COLUMNS) == list(labelled_row(row, "x").to_row())
    assert labelled_row(row, "x").to_row() == row
    assert isinstance(row["prompt"], str) and all(isinstance(step, str) for step in row["completions"])
    assert len(row["labels"]) == len(row["completions"]) and all(type(label) is bool for label in row["labels"])


def test_proofs_go_by_their_own_labels_and_replies_by_their_claims(tmp_path: Path) -> None:
    """The mistake is found both ways. What follows from it, under an assumption, claims call right and proofs wrong."""
    request = ProofRequest([2, 3], 60, seed=2, shares=Shares(mistakes=1.0))
    rows = [response_row(proof_number(request, number), str(number)) for number in range(60)]
    bare = [{key: value for key, value in row.items() if key != "steps"} for row in rows]
    found = []
    for name, given in (("with", rows), ("without", bare)):
        write_rows(tmp_path / f"{name}.jsonl", given)
        read = read_solutions([tmp_path / f"{name}.jsonl"], make_task("knights", {}))
        found.append([sum(not step.is_right for step in one.steps) for one in read])
    assert found[0] == [sum(not step["label"] for step in row["steps"]) for row in rows]
    assert min(found[0]) >= 1 and sum(map(bool, found[1])) >= 54 and sum(found[1]) < sum(found[0])


def test_by_outcome_every_step_has_the_label_of_its_reply(tmp_path: Path) -> None:
    request = ProofRequest([2, 3], 30, seed=5, shares=Shares(mistakes=1.0))
    rows = [response_row(proof_number(request, number), str(number)) for number in range(30)]
    other = [{**row, "response": row["response"].rpartition("<answer>")[0] + "<answer> none </answer>"} for row in rows]
    write_rows(tmp_path / "rows.jsonl", [*rows, *other])
    read = read_solutions([tmp_path / "rows.jsonl"], make_task("knights", {}), "outcome")
    right, wrong = read[:30], read[30:]
    assert [{step.is_right for step in one.steps} for one in right] == [{True}] * 30, "their mistakes are mended"
    assert [{step.is_right for step in one.steps} for one in wrong] == [{False}] * 30
    assert [[step.text for step in one.steps] for one in right] == [[step.text for step in one.steps] for one in wrong]


def test_labelled_steps_do_not_say_how_the_reply_ends(tmp_path: Path) -> None:
    row = stepwise_row(proof_number(ProofRequest([2], 1, seed=5), 0), "1")
    write_rows(tmp_path / "rows.jsonl", [row])
    with pytest.raises(UsageError, match=r"rows\.jsonl:1: labelled steps do not say how the reply ends"):
        read_solutions([tmp_path / "rows.jsonl"], make_task("knights", {}), "outcome")


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.5])
def test_noise_turns_the_stated_share_of_the_labels_and_nothing_else(share: float) -> None:
    clean = solutions(20)
    noisy = with_noise(clean, share, random.Random(3))
    pairs = [(a, b) for one, other in zip(clean, noisy, strict=True)
             for a, b in zip(one.steps, other.steps, strict=True)]  # fmt: skip
    assert sum(a.is_right != b.is_right for a, b in pairs) == round(share * len(pairs))
    assert [a.text for a, _ in pairs] == [b.text for _, b in pairs]
    assert with_noise(clean, share, random.Random(3)) == noisy


def test_no_question_is_on_both_sides() -> None:
    clean = solutions(20)
    fitted, tested = set_aside(clean + clean, 0.25, random.Random(1))
    assert not {one.prompt for one in fitted} & {one.prompt for one in tested}
    assert len(fitted) + len(tested) == 40 and len({one.prompt for one in tested}) == round(
        0.25 * len({one.prompt for one in clean})
    )
    with pytest.raises(UsageError, match="two at least"):
        set_aside(clean[:1] * 3, 0.5, random.Random(1))


def test_the_area_is_the_share_of_pairs_that_are_told_apart() -> None:
    rng = random.Random(5)
    for _ in range(20):
        count = rng.randrange(2, 30)
        labels = [rng.random() < 0.6 for _ in range(count)]
        chances = [rng.choice((0.1, 0.3, 0.3, 0.7, 0.9)) for _ in range(count)]
        pairs = [(a, b) for a, one in zip(chances, labels, strict=True) if one
                 for b, other in zip(chances, labels, strict=True) if not other]  # fmt: skip
        expected = sum((a > b) + 0.5 * (a == b) for a, b in pairs) / len(pairs) if pairs else None
        assert area_under_curve(chances, labels) == pytest.approx(expected)


def test_measures_by_hand_and_by_kind() -> None:
    steps = [Step("a", True, "fits"), Step("b", False, "fits"), Step("c", True, "mark")]
    found = measured([0.8, 0.6, 0.4], steps)
    assert found["accuracy"] == 0.3333 and found["auc"] == 0.5 and found["right"] == 0.6667
    assert found["loss"] == pytest.approx(-(math.log(0.8) + math.log(0.4) + math.log(0.4)) / 3, abs=1e-4)
    assert found["kinds"]["fits"]["auc"] == 1.0 and found["kinds"]["mark"]["auc"] is None


PROMPT = {"prompt": "Who?", "completions": ["a", "b"], "labels": [True, False]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**PROMPT, "labels": [True]}, "2 steps and 1 labels"),
        ({"prompt": "Who?", "completions": ["a"]}, "no column 'labels'"),
        ({**PROMPT, "labels": ["yes", "no"]}, "'labels' must be a list of true and false"),
        ({**PROMPT, "completions": "a"}, "'completions' a list of texts"),
        ({"response": "It fits."}, "no question of task knights"),
        ({"question": "Who?"}, "no reply"),
    ],
)
def test_rows_that_cannot_be_learnt_from_are_told_with_their_line(tmp_path: Path, row: dict, message: str) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(PROMPT) + "\n" + json.dumps(row) + "\n")
    with pytest.raises(UsageError, match=message) as raised:
        process_model(tmp_path / "rows.jsonl", tmp_path / "out")
    assert "rows.jsonl:2" in str(raised.value) and not (tmp_path / "out").exists()


def test_a_missing_file_and_settings_that_cannot_be_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none.jsonl: no such file"):
        process_model(tmp_path / "none.jsonl", tmp_path / "out")
    with pytest.raises(UsageError, match="label_noise: must lie between 0 and 0.5"):
        process_model(tmp_path / "none.jsonl", tmp_path / "out", label_noise=0.7)
    with pytest.raises(UsageError, match="held_out: must lie between 0 and 1"):
        process_model(tmp_path / "none.jsonl", tmp_path / "out", held_out=0)


def test_folders_that_hold_no_judge_are_told(folder: Path, tmp_path: Path) -> None:
    from logic_rl.resources import model_path

    with pytest.raises(UsageError, match="is no folder with a process reward model"):
        require_process_model(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no head that judges steps"):
        require_process_model(model_path("tiny-base"))
    wide = tmp_path / "wide"
    wide.mkdir()
    for name in ("config.json", "process.json"):
        (wide / name).write_bytes((folder / name).read_bytes())
    weights = load_file(folder / "model.safetensors")
    save_file(weights | {"score.weight": torch.zeros(2, 200)}, wide / "model.safetensors")
    with pytest.raises(UsageError, match=r"head is of shape \(2, 200\), and its model asks for \(2, 192\)"):
        require_process_model(wide)
    save_file(weights | {"score.weight": torch.zeros(3, 192)}, wide / "model.safetensors")
    with pytest.raises(UsageError, match=r"head is of shape \(3, 192\)"):
        require_process_model(wide)
    (wide / "model.safetensors").write_bytes(b"12")
    with pytest.raises(UsageError, match="damaged"):
        require_process_model(wide)


STAGE = {"name": "judge", "kind": "process"}
RL = {"name": "last", "steps": 1, "people": {2: 1}}
GATHER = {"name": "gather", "kind": "sample", "people": {2: 1}}


@pytest.mark.parametrize(
    ("phases", "message"),
    [
        ([STAGE], "nothing to learn from"),
        ([GATHER, STAGE, RL | {"reward": {"process": 1.0}}], "name a stage of kind: process, or its folder"),
        ([GATHER, RL | {"reward": {"process": 1.0, "process_model": "judge"}}, STAGE], "learns no process model"),
        ([GATHER, RL | {"reward": {"process": 1.0, "process_model": "gather"}}], "'gather' learns no process model"),
        ([GATHER, STAGE, RL | {"reward": {"process": 4.0, "process_model": "judge"}}], "a wrong answer may earn"),
        ([GATHER, STAGE | {"label_noise": 0.6}], "label_noise"),
        ([GATHER, STAGE | {"sources": ["last"]}, RL], "'last' leaves no rows"),
        ([GATHER, STAGE, RL | {"reward": {"process": 1.0, "process_model": "judge", "process_reduction": "max"}}],
         "choose mean, min, last"),
    ],
)  # fmt: skip
def test_stages_that_cannot_be_are_told_at_once(phases: list[dict], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        config_from_tree({"phases": phases}, "test")


def test_a_stages_model_cannot_reward_the_stages_before_it() -> None:
    with pytest.raises(UsageError, match="under reward of the later stages"):
        config_from_tree(
            {"phases": [STAGE | {"sources": ["rows.jsonl"]}, RL], "reward": {"process": 1, "process_model": "judge"}},
            "test",
        )


def test_without_the_bound_any_weights_stand_if_something_is_asked() -> None:
    from logic_rl.config.reading import reward_from_tree

    naive = reward_from_tree({"bounded": False, "answer": 0, "steps_true": 3.0}, "reward")
    assert naive.steps_true == 3 and naive.answer == 0
    with pytest.raises(UsageError, match="nothing is asked"):
        reward_from_tree({"bounded": False, "answer": 0}, "reward")


def searches(count: int, seed: int) -> Iterator[Solution]:
    """Searches of two-person puzzles in the tiny base's own words, in which three verdicts of ten are turned about."""
    rng, task = random.Random(seed), make_task("knights", {})
    for _ in range(count):
        puzzle = sample_puzzle(PuzzleSpec(2, fixed_cast=True), rng)

        def turn_about(match: re.Match) -> str:
            return match[0] if rng.random() < 0.7 else match[0].replace(match[1], OTHER[match[1]])

        text = re.sub(r"\): (true|false), and", turn_about, f"<think> {full_search(puzzle, rng).text} </think>")
        yield Solution(puzzle.text, tuple(labelled(text, task.check(puzzle, text))))


@pytest.mark.slow
def test_it_learns_to_tell_right_steps_from_wrong_ones(tmp_path: Path) -> None:
    write_rows(tmp_path / "steps.jsonl", [one.to_row() for one in searches(200, 5)])
    settings = {"epochs": 3, "learning_rate": 1e-3, "batch_size": 8}
    facts = process_model(tmp_path / "steps.jsonl", tmp_path / "judge", **settings)
    assert facts["held_out"]["auc"] > AUC_BAR, facts["held_out"]
    few = list(searches(60, 9))
    asked = [(one.prompt, [step.text for step in one.steps]) for one in few]
    chances = [chance for row in load_step_scorer(tmp_path / "judge").probabilities(asked) for chance in row]
    assert area_under_curve(chances, [step.is_right for one in few for step in one.steps]) > AUC_BAR


def test_the_function_goes_on_and_refuses_what_is_done(tmp_path: Path) -> None:
    write_rows(tmp_path / "steps.jsonl", [one.to_row() for one in solutions(30)])
    facts = process_model(tmp_path / "steps.jsonl", tmp_path / "judge", batch_size=8)
    assert len(facts["losses"]) == math.ceil(facts["fitted_solutions"] / 8)
    assert facts["losses"][0] == pytest.approx(math.log(2), abs=1e-4)
    assert json.loads((tmp_path / "judge" / "process.json").read_text())["held_out"] == facts["held_out"]
    assert not (tmp_path / "judge" / "training").exists()
    with pytest.raises(UsageError, match="already holds a model"):
        process_model(tmp_path / "steps.jsonl", tmp_path / "judge")
    assert list(read_rows(tmp_path / "steps.jsonl"))
