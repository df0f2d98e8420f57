"""A real server on this machine, in a thread, with the tiny base behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

from logic_rl.serving.app import application
from logic_rl.serving.guard import Guard
from logic_rl.serving.limits import Limits
from logic_rl.serving.run import bound, server
from logic_rl.serving.served import Opening, Served, opened_model

LIMITS = Limits(body_bytes=200_000, body_seconds=1.0, stall_seconds=1.0, queue=80, seconds=60, choices=32)

OPENING = Opening(slots=8)


@dataclass
class Running:
    """A server that answers at `url`."""

    url: str
    models: list[Served]

    @property
    def load(self) -> int:
        return sum(model.worker.load for model in self.models)


@contextmanager
def serving(names: Sequence[str], opening: Opening = OPENING, limits: Limits = LIMITS) -> Iterator[Running]:
    with ExitStack() as stack:
        listening = stack.enter_context(closing(bound("127.0.0.1", 0)))
        models = [opened_model(name, opening, limits.queue) for name in names]
        for model in models:
            stack.callback(model.worker.close)
        running = server(Guard(application(models, limits), limits, is_loopback=True), limits)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Running(f"http://127.0.0.1:{listening.getsockname()[1]}", models)
        running.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with serving(["tiny-base"]) as one:
        yield one
