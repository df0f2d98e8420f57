"""The pages under docs/use_from: what they show runs, each where its library is installed."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NEEDS = {
    "trl": ("trl", "datasets"), "verl": (), "verifiers": ("verifiers",), "openenv": ("openenv",),
    "reasoning_gym": (), "nemo_gym": ("fastapi",), "lm_eval": ("lm_eval",), "lighteval": ("lighteval",),
}  # fmt: skip
PACKAGES = [str(path.parent) for path in (ROOT / "integrations").glob("*/*/__init__.py")]
PATHS = os.pathsep.join((str(ROOT), *(str(Path(package).parent) for package in map(Path, PACKAGES))))
ENVIRONMENT = os.environ | {"PYTHONPATH": PATHS, "HF_HUB_OFFLINE": "1"}


def blocks(name: str, kind: str) -> list[str]:
    text = (ROOT / "docs" / "use_from" / f"{name}.md").read_text("utf-8")
    return [block for language, block in FENCE.findall(text) if language == kind]


def run(*words: str, cwd: Path) -> None:
    done = subprocess.run([sys.executable, *words], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_page_is_tested() -> None:
    assert {path.stem for path in (ROOT / "docs" / "use_from").glob("*.md")} == set(NEEDS)


@contextmanager
def served(name: str, cwd: Path) -> Iterator[str]:
    """The server of the page while its example runs; the port of the page, or another that is free."""
    if name != "openenv":
        yield ""
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-m", "logic_rl_openenv.server.app", "--port", port], cwd=cwd,
                              env=ENVIRONMENT)  # fmt: skip
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.5)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.slow
@pytest.mark.parametrize("name", NEEDS)
def test_the_examples_of_the_page_run(name: str, tmp_path: Path) -> None:
    if missing := [module for module in NEEDS[name] if find_spec(module) is None]:
        pytest.skip(f"{missing} not installed")
    for line in "".join(blocks(name, "sh")).splitlines():
        if line.startswith("logicrl "):
            run("-m", "logic_rl", *shlex.split(line)[1:], cwd=tmp_path)
    examples = blocks(name, "python")
    assert examples
    with served(name, tmp_path) as port:
        for example in examples:
            example = example.replace('"integrations/', f'"{ROOT}/integrations/')  # as from a checkout
            run("-c", example.replace("8000", port) if port else example, cwd=tmp_path)
