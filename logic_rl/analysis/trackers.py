"""A run's numbers handed to the trackers people watch: TensorBoard event files, Weights & Biases.

Both need their library: the extra `[trackers]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from logic_rl.analysis.figures.curves import saved_analysis
from logic_rl.errors import UsageError
from logic_rl.metrics import is_number
from logic_rl.record import RunFolder, open_run
from logic_rl.trackers.values import evaluations, step_values

EVENT_FILE = "events.out.tfevents.0000000000.logicrl"  # one name, so that exporting again replaces

Row = tuple[int, dict[str, float]]


def tracked_rows(run: RunFolder) -> list[Row]:
    """(step, {key: value}) in step order: metrics, evaluations, and behaviours where `logicrl analyze` has been.

    Keys are those of metrics.jsonl, those of `evaluation_values`, and `behaviour/verification`, the share of
    responses, with `behaviour_per_1k_tokens/…`, the rate.
    """
    rows: dict[int, dict[str, float]] = {}
    for row in run.metrics():
        rows[row["step"]] = step_values(row)
    measured = [(one.step, one.values) for one in evaluations(run)]
    for step, values in [*measured, *_behaviours(run)]:
        rows.setdefault(step, {}).update(values)
    return sorted(rows.items())


def _behaviours(run: RunFolder) -> Iterator[tuple[int, dict[str, float]]]:
    for step, group in ((saved_analysis(run) or {}).get("steps", {})).items():
        shares = {f"behaviour/{name}": row["share"] for name, row in group["behaviours"].items()}
        rates = {f"behaviour_per_1k_tokens/{name}": row["per_1k_tokens"] for name, row in group["behaviours"].items()}
        yield int(step), {key: float(value) for key, value in (shares | rates).items() if is_number(value)}


def export_tensorboard(run_dirs: Sequence[str | Path], out: str | Path) -> list[Path]:
    """Write OUT/<name of the run>/ for each run and return the event files; an earlier export is replaced.

    Raises:
        UsageError: not a run folder, nothing in it yet, two runs of one name, or the place cannot be written.
        ModuleNotFoundError: tensorboard is not installed.
    """
    runs = {run.path.resolve().name: run for run in map(open_run, run_dirs)}
    if len(runs) < len(run_dirs):
        raise UsageError("two of the runs have the same name, which TensorBoard shows them by; export one at a time")
    rows_of = {name: _rows_of(run) for name, run in runs.items()}
    return [_write_events(rows, runs[name], Path(out) / name) for name, rows in rows_of.items()]


def _write_events(rows: list[Row], run: RunFolder, folder: Path) -> Path:
    from tensorboard.summary import DirectoryOutput, Writer

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
            writer = Writer(DirectoryOutput(temporary))
            for (step, values), when in zip(rows, _times(rows, run), strict=True):
                for key, value in values.items():
                    writer.add_scalar(key, value, step, wall_time=when)
            writer.close()
            [written] = Path(temporary).iterdir()
            return written.rename(folder / EVENT_FILE)
    except OSError as error:
        raise UsageError(f"cannot write {folder} ({error.strerror}); choose another folder") from None


def _times(rows: list[Row], run: RunFolder) -> Iterator[float]:
    """When each step ended, in seconds since 1970: the steps' own durations after the run's config was written."""
    config = run.path / "config.yaml"
    now = config.stat().st_mtime if config.is_file() else 0.0
    for _, values in rows:
        now += values.get("time/step_seconds", 0.0)
        yield now


def export_wandb(run_dirs: Sequence[str | Path], project: str) -> list[str]:
    """Log each run to a Weights & Biases project and return the runs' ids; logging again adds what is new.

    The account, the mode (online, offline) and the server are those that wandb is set up for.

    Raises:
        UsageError: not a run folder, nothing in it yet, or wandb refuses.
        ModuleNotFoundError: wandb is not installed.
    """
    import wandb

    ids = []
    for run in map(open_run, run_dirs):
        rows = _rows_of(run)
        try:
            with wandb.init(project=project, id=_id_of(run), name=run.path.resolve().name, resume="allow",
                            config=run.config()) as tracked:  # fmt: skip
                for step, values in rows:
                    if step >= tracked.step:  # steps that the server has are not logged twice
                        tracked.log(values, step=step)
                ids.append(tracked.id)
        except wandb.errors.Error as error:
            raise UsageError(f"wandb: {error}; log in with `wandb login`, or set WANDB_MODE=offline") from None
    return ids


def _rows_of(run: RunFolder) -> list[Row]:
    rows = tracked_rows(run)
    if not rows:
        raise UsageError(f"{run.path} has no metrics yet; let `logicrl train` do a step first")
    return rows


def _id_of(run: RunFolder) -> str:
    """The same for the same run folder; another for a run that is trained anew in its place."""
    started = run.config_path.stat().st_mtime_ns if run.exists else 0
    return hashlib.blake2b(f"{run.path.resolve()} {started}".encode(), digest_size=8).hexdigest()
