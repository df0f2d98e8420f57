"""The light half of the project works where torch, transformers, ray and vllm are not installed."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from logic_rl.cli.main import COMMANDS
from tests.absent import without

REPOSITORY = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "transformers", "tokenizers", "safetensors", "ray", "vllm")
OPTIONAL = (*HEAVY, "matplotlib", "pyarrow", "scipy", "pydantic", "peft", "math_verify", "openai", "reasoning_gym",
            "fastapi", "starlette", "uvicorn", "wandb", "tensorboard", "trackio")  # fmt: skip
# What may need the heavy packages, or is loaded lazily by a command.
HEAVY_ROOMS = ("logic_rl.algorithms", "logic_rl.training", "logic_rl.cli", "logic_rl.__main__")
ENGINES = (
    "logic_rl.rollout.torch_engine", "logic_rl.rollout.weights", "logic_rl.rollout.head",
    "logic_rl.rollout.attention",
    "logic_rl.rollout.vllm_engine.heads",
    "logic_rl.rollout.pool.ray_remote", "logic_rl.rollout.pool.cluster",
    "logic_rl.trackers.tensorboard", "logic_rl.trackers.trackio", "logic_rl.trackers.wandb",
)  # fmt: skip
HELP_SECONDS = 0.4


def in_fresh_interpreter(code: str, blocked: tuple[str, ...] = HEAVY) -> subprocess.CompletedProcess:
    """Run code where blocked packages are not found, as if they were not installed."""
    code = without(blocked) + code
    return subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)


def logicrl(*args: str) -> str:
    return f"from logic_rl.cli.main import main; main({list(args)!r})"


def light_modules() -> list[str]:
    files = sorted(path for room in ("puzzles", "logic_rl") for path in (REPOSITORY / room).rglob("*.py"))
    names = [".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__") for path in files]
    return [name for name in names if not f"{name}.".startswith(tuple(f"{room}." for room in HEAVY_ROOMS + ENGINES))]


def test_light_modules_are_found() -> None:
    assert {"puzzles.puzzle", "puzzles.solve", "logic_rl", "logic_rl.errors", "logic_rl.types"} <= set(light_modules())


def test_light_half_imports_without_the_heavy_packages() -> None:
    code = f"import importlib, traceback\nfailed = 0\nfor name in {light_modules()!r}:\n"
    code += "    try: importlib.import_module(name)\n"
    code += "    except Exception as error: failed = 1; print(f'{name}: {type(error).__name__}: {error}')\n"
    run = in_fresh_interpreter(code + "sys.exit(failed)")
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", ["puzzles", "puzzles.puzzle", "puzzles.solve", "puzzles.reading", "logic_rl"])
def test_what_reads_and_solves_puzzles_loads_without_numpy(name: str) -> None:
    run = in_fresh_interpreter(f"import {name}", (*OPTIONAL, "numpy"))
    assert run.returncode == 0, run.stderr


def test_help_lists_every_command_and_loads_none() -> None:
    run = in_fresh_interpreter(
        "import atexit\natexit.register(lambda: print(*(m for m in sys.modules if m.startswith('logic_rl.cli.'))))\n"
        + logicrl("--help"),
        OPTIONAL,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert all(f"\n  {name} " in run.stdout for name in COMMANDS)
    assert run.stdout.splitlines()[-1] == "logic_rl.cli.main"


@pytest.mark.parametrize("name", COMMANDS)
def test_subcommand_help_needs_nothing_heavy(name: str) -> None:
    if not (REPOSITORY / COMMANDS[name].module.replace(".", "/")).with_suffix(".py").exists():
        pytest.skip(f"{COMMANDS[name].module} is not written yet")
    run = in_fresh_interpreter(logicrl(name, "--help"), OPTIONAL)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"Usage: logicrl {name} ")
    assert "xample" in run.stdout, "every --help shows an example"


def test_help_is_quick() -> None:
    def seconds() -> float:
        """Processor time: on a machine that does other work, the wall clock would measure that work."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "logic_rl", "--help"], cwd=REPOSITORY, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    best = min(seconds() for _ in range(5))
    print(f"logicrl --help: {best:.3f} s, best of 5")
    assert best < HELP_SECONDS
