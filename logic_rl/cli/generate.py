"""`logicrl generate`."""

from __future__ import annotations

import re
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.errors import UsageError
from logic_rl.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.option("--people", default="3-7", show_default=True, help="Sizes: 3, 3-7 or 2,4,6 (each from 2 to 20).")
@click.option("--count", type=click.IntRange(1), required=True, help="Puzzles in all, shared evenly among the sizes.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same files.")
@click.option("--depth", "max_depth", type=int, default=2, show_default=True, help="Levels of nesting in a statement.")
@click.option("--width", "max_width", type=int, default=2, show_default=True, help='Most parts of an "and" or "or".')
@click.option("--mix", help="Weights of node kinds, such as leaf=1,not=1,and=2,or=2,implies=1,iff=1 (default: equal).")
@click.option("--knight-share", type=float, default=0.5, show_default=True, help="Chance of a truth-teller.")
@click.option("--self-reference/--no-self-reference", default=True, show_default=True,
              help="Whether people may speak of themselves.")  # fmt: skip
@click.option("--tautologies", is_flag=True, help="Allow statements that are always true.")
@click.option("--contradictions", is_flag=True, help="Allow statements that are never true.")
@click.option("--language", type=click.Choice(("en", "zh")), default="en", show_default=True)
@click.option("--style", type=click.Choice(("standard", "varied", "named")),
              help="One wording for each connective, or many; named: people call themselves by name, as the packaged "
              "models have read it (default: named with --fixed-cast, else standard).")  # fmt: skip
@click.option("--roles", help="Role words: knight (default), saint, hero, …; flipped:knight lets the knight lie; "
              "a list, any or flipped:any lets each puzzle draw its own.")  # fmt: skip
@click.option("--uncommon-names", is_flag=True, help="Draw uncommon names, such as Iphigenia or 司马青衫.")
@click.option("--fixed-cast", is_flag=True, help="Call the people Alice, Bob, Carol, … in this order.")
@click.option("--difficulty", help="Bands to keep: easy, medium, hard or a list (default: all).")
@click.option("--rate/--no-rate", "rated", default=True, show_default=True,
              help="Measure every puzzle's difficulty; without it drawing is several times faster.")  # fmt: skip
@click.option("--format", "file_format", default="jsonl", show_default=True,
              help="jsonl, parquet, verl, mem-kk, reasoning-gym; for TRL trl (GRPO), and with proofs messages, "
              "prompt-completion (SFT), preference (DPO) or stepwise (PRM).")  # fmt: skip
@click.option("--worksheet", type=click.IntRange(min=1), is_flag=False, flag_value=10,
              help="Also write worksheet.md and worksheet.html for a class, with answers and proofs: so many puzzles "
              "(10 without a number), of the test split first.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1), help="Worker processes (default: as many as pay); same result.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Directory to write.")
@click.option("--overwrite", is_flag=True, help="Replace a dataset that is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON instead of a table.")
def generate(
    people: str,
    count: int,
    seed: int,
    mix: str | None,
    roles: str | None,
    difficulty: str | None,
    file_format: str,
    worksheet: int | None,
    processes: int | None,
    out: Path,
    overwrite: bool,
    as_json: bool,
    **spec: Any,
) -> None:
    """Draw puzzles with exactly one solution, split into train, valid and test.

    No two puzzles are logically the same, and a puzzle's split depends on its logic alone, so
    no two datasets leak into each other.

    \b
    Example:
      logicrl generate --people 2-8 --count 7000 --seed 1 --out data/puzzles
      logicrl generate --people 2-4 --count 60 --worksheet 12 --out data/lesson
    """
    from logic_rl import __version__
    from logic_rl.cores import usable_cores
    from puzzles import DatasetRequest, PuzzleSpec, write_dataset

    sizes = parse_people(people)
    if mix:
        spec["mix"] = parse_mix(mix)
    if roles:
        pairs = role_pairs(roles, str(spec["language"]))
        spec |= {"roles": pairs[0]} if len(pairs) == 1 else {"role_choice": tuple(pairs)}
    if difficulty:
        spec["bands"] = tuple(part.strip() for part in difficulty.split(","))
    request = DatasetRequest(sizes, count, seed, PuzzleSpec(sizes[0], **spec), file_format)
    with _ended_cleanly(), Progress("drawing puzzles", count) as progress:
        manifest = write_dataset(
            out, request, version=__version__, overwrite=overwrite, processes=processes or len(usable_cores()),
            worksheet=worksheet or 0, progress=progress.advance,
        )  # fmt: skip
    for notice in manifest["notices"]:
        click.echo(f"note: {notice}", err=True)
    if as_json:
        print_json(manifest)
    else:
        _print_counts(manifest, out)


def parse_people(text: str) -> list[int]:
    """`3`, `3-7` or `2,4,6` as a list of sizes.

    Raises:
        UsageError: none of these, or outside 2 to 20.
    """
    from puzzles.sampling.spec import MAX_PEOPLE, MIN_PEOPLE

    sizes: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?", part)
        if not match:
            raise UsageError(f"--people {text!r}: give a size, a range or a list, such as 3, 3-7 or 2,4,6")
        first, last = int(match[1]), int(match[2] or match[1])
        if not MIN_PEOPLE <= first <= last <= MAX_PEOPLE:
            raise UsageError(f"--people {text!r}: sizes go from {MIN_PEOPLE} to {MAX_PEOPLE}, the smaller first")
        sizes.update(range(first, last + 1))
    return sorted(sizes)


def parse_mix(text: str) -> tuple[tuple[str, float], ...]:
    """`leaf=1,and=2` as pairs.

    Raises:
        UsageError: not of this form, or a kind named twice.
    """
    pairs: list[tuple[str, float]] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*([a-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*", part)
        if not match or match[1] in dict(pairs):
            raise UsageError(f"--mix {text!r}: give each kind once with its weight, such as leaf=1,and=2,or=2")
        pairs.append((match[1], float(match[2])))
    return tuple(pairs)


def role_pairs(text: str, language: str) -> list[tuple[str, str]]:
    """Words for truth-teller and liar, by the first of each pair; `flipped:NAME` swaps who lies, `any` is every pair.

    `flipped:any` leaves out pairs such as truth-teller and liar.

    Raises:
        UsageError: no pair begins with such a word in this language.
    """
    from puzzles.prose.languages import LANGUAGES
    from puzzles.spelling import choose_from

    known, telling = LANGUAGES[language].role_pairs, LANGUAGES[language].telling
    chosen: list[tuple[str, str]] = []
    for part in map(str.strip, text.split(",")):
        flipped, _, name = part.rpartition(":")
        if name not in (*known, "any") or flipped not in ("", "flipped"):
            choice = choose_from(name, [*known, "any"])
            raise UsageError(f"--roles {part!r}: {choice}, flipped:NAME, or a list of these")
        pairs = [known[word] for word in (known if name == "any" else [name])]
        if flipped:
            pairs = [pair[::-1] for pair in pairs if name != "any" or pair[0] not in telling]
        chosen += pairs
    return list(dict.fromkeys(chosen))


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """Within, the signal that asks a process to end raises SystemExit, so that nothing half-made stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    former = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _print_counts(manifest: dict, out: Path) -> None:
    counts, sizes = manifest["counts"], [str(size) for size in manifest["people"]]
    rows = [[split, *(str(row[n]) for n in sizes), str(sum(row.values()))] for split, row in counts.items()]
    sums = [sum(row[n] for row in counts.values()) for n in sizes]
    rows.append(["all", *map(str, sums), str(sum(sums))])
    print_table(f"{out}: puzzles by number of people", ["split", *sizes, "all"], rows)
