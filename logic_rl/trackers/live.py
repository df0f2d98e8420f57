"""The trackers of a run while it trains. None of them can stop it: one that fails is left out from then on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from logic_rl.errors import UsageError
from logic_rl.extras import command_for
from logic_rl.record import RunFolder
from logic_rl.rows import read_json, write_json
from logic_rl.trackers.tracker import Opening, Tracker
from logic_rl.trackers.values import evaluation_values, evaluations, replies_table, step_values

TRACKERS = {"tensorboard": "TensorBoard", "trackio": "Trackio", "wandb": "WeightsAndBiases"}  # module → its class
STATE = "trackers.json"  # in the run folder: id of the run; of each tracker its last step and its evaluations


def require_trackers(names: Sequence[str]) -> None:
    """Before anything heavy is loaded: see that these can be used.

    Raises:
        UsageError: there is no such tracker, its library is not installed, or nobody is logged in.
    """
    for name in names:
        if name not in TRACKERS:
            raise UsageError(f"--track {name}: choose among {', '.join(TRACKERS)}")
        if find_spec(name) is None:
            raise UsageError(f"--track {name} needs {name}, not installed here: {command_for('trackers')}")
    if "wandb" in names:
        from logic_rl.trackers.wandb import check_login

        check_login()


class Trackers:
    """Numbers and replies of a run, handed on to the trackers as they come.

    They are opened when the first come. What is on record and a tracker does not have yet it gets then, so that one
    can be added to a run that has begun. When a run goes on, so do the runs that trackers have of it.

    Args:
        names: of `TRACKERS`; none is fine.
        say: hears of one that fails, once.
        shown: replies of each evaluation.
    """

    def __init__(self, names: Sequence[str], folder: RunFolder, say: Callable[[str], None], shown: int = 2):
        self.names, self.folder, self.say, self.shown = tuple(names), folder, say, shown
        self.open: dict[str, Tracker] = {}
        self.is_open = False
        self.state: dict = {}

    def step(self, row: dict) -> None:
        """A row of metrics, already on record."""
        self._open(row["step"] - 1)
        for name, tracker in self._each():
            if row["step"] > self.state[name]["step"]:
                with self._kept_going(name):
                    tracker.log(row["step"], step_values(row))
                    self.state[name]["step"] = row["step"]
        self._save()

    def evaluation(self, summary: dict, rows: Sequence[dict] = ()) -> None:
        """The numbers of an evaluation, already on record, and its response rows."""
        label, step = summary["label"], summary["step"]
        self._open(step, without=label)
        table = replies_table(rows, self.shown)
        for name, tracker in self._each():
            if label not in self.state[name]["evaluations"]:
                with self._kept_going(name):
                    tracker.log(step, evaluation_values(summary))
                    if table:
                        tracker.replies(step, label, table)
                    self.state[name]["evaluations"].append(label)
        self._save()

    def close(self) -> None:
        """No more comes from this process."""
        for name, tracker in self._each():
            with self._kept_going(name):
                tracker.finish()
        self.open.clear()

    def _open(self, step: int, without: str | None = None) -> None:
        """Open all at the first call, after `step`, and bring them up to it; `without` is an evaluation that comes."""
        if self.is_open or not self.names:
            return
        self.is_open = True
        self.state = _stored_state(self.folder)
        for name in self.names:
            known = name in self.state
            state = self.state.setdefault(name, {"step": 0, "evaluations": []})
            opening = Opening(self.folder.path, self.state["id"], self.folder.config(), step, known)
            with self._kept_going(name):
                module = import_module(f"logic_rl.trackers.{name}")
                tracker = self.open[name] = getattr(module, TRACKERS[name])(opening)
                if tracker.rewinds:
                    self._rewind(state, step)
                self._catch_up(tracker, state, step, without)

    def _rewind(self, state: dict, step: int) -> None:
        gone = {one.label for one in evaluations(self.folder) if one.step > step}
        state["step"] = min(state["step"], step)
        state["evaluations"] = [label for label in state["evaluations"] if label not in gone]

    def _catch_up(self, tracker: Tracker, state: dict, step: int, without: str | None) -> None:
        """What is on record up to `step`, in its order; of evaluations all, where steps may come as they like."""
        rows = (row for row in self.folder.metrics() if state["step"] < row["step"] <= step)
        lacking: list[tuple[int, dict, str]] = [(row["step"], step_values(row), "") for row in rows]
        for label, when, values in evaluations(self.folder):
            if label not in (*state["evaluations"], without) and (when <= step or tracker.rewinds):
                lacking.append((when, values, label))
                state["evaluations"].append(label)
        for when, values, label in sorted(lacking, key=lambda one: one[0]):
            tracker.log(when, values)
            if label and (table := replies_table(self.folder.evaluation_rows(label), self.shown)):
                tracker.replies(when, label, table)
        state["step"] = max(state["step"], step)

    def _each(self) -> list[tuple[str, Tracker]]:
        return list(self.open.items())

    @contextmanager
    def _kept_going(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # theirs, of any kind: a training is worth more than its curves elsewhere
            self.open.pop(name, None)
            self.say(f"warning: {name} gets no more numbers of this run ({type(error).__name__}: {error}); "
                     "the run goes on, and with --resume so does its tracking")  # fmt: skip

    def _save(self) -> None:
        if self.open:
            write_json(self.folder.path / STATE, self.state)


def _stored_state(folder: RunFolder) -> dict:
    """What trackers have of a run; where there are none yet, a new `id`."""
    path = folder.path / STATE
    return read_json(path) if path.is_file() else {"id": secrets.token_hex(8)}
