"""What may be given anew to a run that exists, and where a run finds its files again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from logic_rl.config.places import anchored, anchored_name
from logic_rl.config.reading import config_from_tree, given_or_stored, read_config
from logic_rl.config.run import RunConfig, to_yaml
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path

SFT = "phases: [{name: s, kind: sample}, {name: a, kind: sft, sources: {s: 1, rows/good.jsonl: 1}}]"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(to_yaml(given_or_stored(path, "smoke", ())))
    return path


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("phases.anneal.steps=7", lambda c: c.phase("anneal").steps),
        ("phases.warmup.steps=7", lambda c: c.phase("warmup").steps),
        ("checkpoint.every=7", lambda c: c.checkpoint.every),
        ("checkpoint={keep: 7, every: 2}", lambda c: c.checkpoint.keep),
        ("evaluation.every=7", lambda c: c.evaluation.every),
        ("learners=7", lambda c: c.learners),
    ],
)
@pytest.mark.parametrize("curriculum", [None, "smoke"])
def test_resuming_may_lengthen_a_run(override: str, value, curriculum: str | None, stored: Path) -> None:
    config = given_or_stored(stored, curriculum, (override,), resume=True)
    assert value(config) == 7
    rest = yaml.safe_load(to_yaml(config))
    for tree in (rest, before := yaml.safe_load(stored.read_text())):
        for key in ("checkpoint", "learners"):
            tree.pop(key)
        tree["evaluation"].pop("every")
        for phase in tree["phases"]:
            phase.pop("steps")
    assert rest == before
    if override != "learners=7":
        with pytest.raises(UsageError, match="differs from what is given"):
            given_or_stored(stored, curriculum, (override,))


@pytest.mark.parametrize(
    ("overrides", "key"),
    [
        (("phases.anneal.prompts=3",), "phases"),
        (("phases.anneal.steps=9", "phases.anneal.group_size=2"), "phases"),
        (("phases.anneal.from=base",), "phases"),
        (("evaluation.samples=9",), "evaluation"),
        (("rollout.max_slots=3",), "rollout"),
        (("seed=9",), "seed"),
        (("task=maths",), "task"),
        (("task_options.depth=2",), "task_options"),
    ],
)
def test_nothing_else_may_change(overrides: tuple[str, ...], key: str, stored: Path) -> None:
    for resume in (True, False):
        with pytest.raises(UsageError, match=f"'{key}' differs from what is given.*phases.NAME.steps"):
            given_or_stored(stored, None, overrides, resume=resume)


def test_the_trackers_may_change_at_any_time(stored: Path) -> None:
    assert given_or_stored(stored, None, ()).track == ()
    assert given_or_stored(stored, "smoke", (), track=("wandb",)).track == ("wandb",)
    assert given_or_stored(stored, None, ("track=[trackio]",), resume=True).track == ("trackio",)


def test_what_is_as_stored_may_be_said_again(stored: Path) -> None:
    assert given_or_stored(stored, None, ("phases.anneal.prompts=2",), seed=1, model="tiny-base", resume=True)
    with pytest.raises(UsageError, match="'model' differs"):
        given_or_stored(stored, None, (), model="another/model")


def test_a_number_of_steps_that_cannot_be_names_its_key(stored: Path) -> None:
    with pytest.raises(UsageError, match="phases.anneal.steps: must be at least 1, not 0"):
        given_or_stored(stored, None, ("phases.anneal.steps=0",), resume=True)
    with pytest.raises(UsageError, match="there is no 'aneal' to set 'steps' in"):
        given_or_stored(stored, None, ("phases.aneal.steps=3",), resume=True)


def test_a_task_takes_its_own_curriculum_and_options(tmp_path: Path) -> None:
    new = tmp_path / "config.yaml"
    assert given_or_stored(new, None, ()).name == "three_phase"
    assert given_or_stored(new, None, (), task="knights").task_options == {"fixed_cast": True}
    maths = given_or_stored(new, None, (), task="maths", task_options={"file": "/x.jsonl"})
    assert (maths.name, maths.task, maths.task_options) == ("any_task", "maths", {"file": "/x.jsonl"})
    other = given_or_stored(new, "smoke", (), task="countdown")
    assert (other.name, other.task_options) == ("smoke", {})
    more = given_or_stored(new, "smoke", ("task_options.names=3",), task_options={"depth": 2})
    assert more.task_options == {"fixed_cast": True, "depth": 2, "names": 3}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in ("model/config.json", "data/train.jsonl", "rows/good.jsonl", "mytask.py", "pack/__init__.py",
                 "pack/rewards.py", "json.py", "tiny-base/config.json"):  # fmt: skip
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_paths_become_absolute(folder: Path) -> None:
    tree = yaml.safe_load(SFT) | {
        "model": "model", "puzzles": "data", "task": "mytask:Colours",
        "task_options": {"file": "rows/good.jsonl", "more": ["mytask.py", "x.y"], "style": "data", "split": 3},
        "reward": {"function": "pack.rewards.mine"},
    }  # fmt: skip
    config = anchored(config_from_tree(tree, "here"))
    assert (config.model, config.puzzles) == (f"{folder}/model", f"{folder}/data")
    assert config.task == f"{folder}/mytask.py:Colours"
    kept = {"style": "data", "split": 3}  # a folder, or a name without a suffix, may be meant otherwise
    files = {"file": f"{folder}/rows/good.jsonl", "more": [f"{folder}/mytask.py", "x.y"]}
    assert config.task_options == files | kept
    assert config.reward.function == f"{folder}/pack/rewards.py:mine"
    assert config.phases[1].sources == {"s": 1.0, f"{folder}/rows/good.jsonl": 1.0}
    assert anchored(config) == config


@pytest.mark.parametrize(
    "spec",
    ["knights", "maths", "reasoning_gym:countdown", "json:loads", "json.loads", "yaml:safe_load", "nowhere:Task",
     "nowhere.py:Task", "/abs/none.py:Task", "tiny-base:Task", "mytask", "logic_rl.tasks.task:Task"],
)  # fmt: skip
def test_names_that_mean_the_same_everywhere_stay(spec: str, folder: Path) -> None:
    assert anchored_name(spec) == spec


@pytest.mark.parametrize(
    ("spec", "file"),
    [("mytask:T", "mytask.py"), ("mytask.T", "mytask.py"), ("mytask.py:T", "mytask.py"), ("./mytask.py:T", "mytask.py"),
     ("pack:T", "pack/__init__.py"), ("pack.rewards:T", "pack/rewards.py"), ("pack/rewards.py:T", "pack/rewards.py")],
)  # fmt: skip
def test_modules_of_the_working_directory_are_named_by_their_file(spec: str, file: str, folder: Path) -> None:
    assert anchored_name(spec) == f"{folder / file}:T"


def test_other_names_stay(folder: Path) -> None:
    config = anchored(config_from_tree({"phases": [{"name": "a", "steps": 1}], "model": "Qwen/Qwen3-0.6B"}, "here"))
    assert config == RunConfig(phases=config.phases, model="Qwen/Qwen3-0.6B")
    assert anchored(RunConfig(phases=config.phases)).model == "tiny-base"


def test_a_file_to_learn_from_must_be_there_at_the_start(folder: Path) -> None:
    (folder / "own.yaml").write_text(SFT.replace("good", "god"))
    with pytest.raises(UsageError, match="phases.a.sources: 'rows/god.jsonl' is neither a stage nor a file"):
        given_or_stored(folder / "run" / "config.yaml", "own.yaml", ())
    (folder / "own.yaml").write_text(SFT)
    config = given_or_stored(folder / "run" / "config.yaml", "own.yaml", ())
    (folder / "rows" / "good.jsonl").unlink()
    stored = folder / "config.yaml"
    stored.write_text(to_yaml(config))
    assert given_or_stored(stored, None, (), resume=True) == config  # read by who only analyses it, too


def test_a_run_goes_on_from_another_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = folder / "run" / "config.yaml"
    config = given_or_stored(stored, "smoke", (), model="model", puzzles="data")
    stored.parent.mkdir()
    stored.write_text(to_yaml(config))
    monkeypatch.chdir(folder / "data")
    assert given_or_stored(stored, None, (), resume=True).model == f"{folder}/model"
    assert given_or_stored(stored, "smoke", (), resume=True, model="../model", puzzles=".") == config
    with pytest.raises(UsageError, match="'puzzles' differs"):
        given_or_stored(stored, "smoke", (), model="../model", puzzles="data")


def test_a_task_of_ones_own_may_be_named_again_with_or_without_its_options(folder: Path) -> None:
    stored = folder / "run" / "config.yaml"
    config = given_or_stored(stored, None, (), task="mytask:T", task_options={"colours": 3})
    assert (config.name, config.task) == ("any_task", f"{folder}/mytask.py:T")
    stored.parent.mkdir()
    stored.write_text(to_yaml(config))
    for given in ({}, {"task": "mytask:T"}, {"task": "mytask.py:T", "task_options": {"colours": 3}}):
        assert given_or_stored(stored, None, (), resume=True, **given) == config
    for given in ({"task": "pack:T"}, {"task_options": {"colours": 4}}):
        with pytest.raises(UsageError, match="'task(_options)?' differs"):
            given_or_stored(stored, None, (), resume=True, **given)


def test_a_module_that_is_installed_in_place_keeps_its_name(tmp_path: Path) -> None:
    """In a process of its own: a folder that stands after the standard library in sys.path, as a .pth file puts it."""
    (tmp_path / "mytask.py").touch()
    code = "import sys; {}; from logic_rl.config.places import anchored_name; print(anchored_name('mytask:T'))"
    root, results = str(Path(__file__).parents[2]), []
    for change in (f"sys.path.append({str(tmp_path)!r})", f"sys.path.insert(0, {str(tmp_path)!r})", "pass"):
        run = subprocess.run([sys.executable, "-c", code.format(change)], cwd=tmp_path, text=True, capture_output=True,
                             env=os.environ | {"PYTHONPATH": root}, check=True)  # fmt: skip
        results.append(run.stdout.strip())
    assert results == ["mytask:T", *[f"{tmp_path}/mytask.py:T"] * 2]


def test_settings_are_read_without_torch_and_help_without_pydantic() -> None:
    code = "import sys; {}; print([name for name in ('torch', 'ray', 'pydantic') if name in sys.modules])"
    for line, loaded in (
        ("import logic_rl.config.run", []),
        ("from logic_rl.config.reading import read_config", ["pydantic"]),
        ("import logic_rl.cli.main", []),
    ):
        run = subprocess.run([sys.executable, "-c", code.format(line)], text=True, capture_output=True, check=True)
        assert run.stdout.strip() == str(loaded)


def test_overrides_take_the_place_of_the_other_name_too(tmp_path: Path) -> None:
    smoke = curriculum_path("smoke")
    overrides = ("phases.warmup.levels={4: 1}", "evaluation.levels=[4]", "phases.anneal.from=warmup")
    config = read_config(smoke, overrides)
    assert config.phases[0].people == {4: 1.0} and config.evaluation.people == (4,)
    assert config.origin("anneal") == "warmup"
    (tmp_path / "levels.yaml").write_text("phases: [{name: a, steps: 1, levels: {3: 1}}]")
    assert read_config(tmp_path / "levels.yaml", ("phases.a.people={5: 2}",)).phases[0].people == {5: 2.0}
    (tmp_path / "anchors.yaml").write_text(
        "phases: [&one {name: a, steps: 1, people: {2: 1}, promote: {window: 2}}, {<<: *one, name: b}]"
    )
    config = read_config(tmp_path / "anchors.yaml", ("phases.b.promote.window=9", "phases.b.people.3=1"))
    assert [(p.promote.window, p.people) for p in config.rl_phases] == [(2, {2: 1.0}), (9, {2: 1.0, 3: 1.0})]
    with pytest.raises(UsageError, match="not a YAML value"):
        read_config(smoke, ("seed=[",))
