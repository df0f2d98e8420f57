"""`logicrl traces`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from logic_rl.cli.generate import parse_people, role_pairs
from logic_rl.cli.shared.tables import print_json
from logic_rl.errors import UsageError
from logic_rl.interruption import termination_as_interrupt
from logic_rl.progress import Progress

SHARE = click.FloatRange(0, 1)


@click.command()
@click.option("--people", default="2-4", show_default=True, help="Sizes: 3, 2-4 or 2,4,6 (search: at most 6).")
@click.option("--count", type=click.IntRange(1), required=True, help="Number of proofs, shared evenly among the sizes.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same file.")
@click.option("--language", type=click.Choice(("en", "zh")), default="en", show_default=True)
@click.option("--style", "styles", multiple=True, default=("search",), show_default=True,
              help="search, case_analysis, contradiction, truth_table, or several with weights: "
                   "search=2,case_analysis=1. May be repeated.")  # fmt: skip
@click.option("--mistakes", type=SHARE, default=0.0, show_default=True,
              help="Share of proofs with a wrong turn: made, carried on, noticed and mended.")  # fmt: skip
@click.option("--hesitation", type=SHARE, default=0.0, show_default=True, help="Share of proofs with a doubt.")
@click.option("--summary", type=SHARE, default=0.0, show_default=True,
              help="Share of proofs that sum up on the way.")  # fmt: skip
@click.option("--paths", type=SHARE, default=0.0, show_default=True,
              help="Share of proofs that go through the other cases too, when one has worked.")  # fmt: skip
@click.option("--closing", type=SHARE,
              help="Share of proofs that hold the solution against every statement at the end.  "
                   "[default: 1; 0 for search, which has done so]")  # fmt: skip
@click.option("--wording", type=click.Choice(("standard", "varied")), default="standard", show_default=True,
              help="Of the puzzles: one wording for each connective, or many.")  # fmt: skip
@click.option("--roles", help="Role words, as for `generate`: knight, any, flipped:any, or a list.")
@click.option("--uncommon-names", is_flag=True, help="Draw uncommon names, such as Iphigenia or 司马青衫.")
@click.option("--fixed-cast", is_flag=True, help="Call the people Alice, Bob, Carol, … in this order.")
@click.option("--depth", "max_depth", type=int, default=2, show_default=True, help="Levels of nesting in a statement.")
@click.option("--split", type=click.Choice(("train", "valid", "test", "any")), default="train", show_default=True,
              help="Of which split the puzzles are; `test` is what models are measured on.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(("rows", "messages", "prompt-completion", "stepwise")),
              default="rows", show_default=True,
              help="Response rows, chats, prompt and completion, or labelled steps.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1), help="Worker processes (default: as many as pay).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def traces(
    people, count, seed, styles, mistakes, hesitation, summary, paths, closing, wording, roles, split, shape,
    processes, out, overwrite, as_json, **spec,
) -> None:  # fmt: skip
    """Write proofs to learn from: puzzles solved in words, every step labelled right or wrong.

    Each step is checked when it is written. A wrong turn begins with a misread role, a wrong judgement or a wrong
    conclusion; it is carried on, noticed ("Wait, this cannot be, for …"), and put right. `sft` learns from the rows
    as they are.

    \b
    Example:
      logicrl traces --people 2-4 --count 20000 --mistakes 0.3 --wording varied --seed 1 --out proofs.jsonl
      logicrl sft --model tiny-base --responses proofs.jsonl --learning-rate 3e-4 --out models/cold
    """
    from logic_rl.cores import usable_cores
    from logic_rl.proofs.request import ProofRequest, Shares
    from logic_rl.proofs.writing import write_proofs
    from logic_rl.rows import require_writable
    from puzzles import PuzzleSpec

    sizes = parse_people(people)
    if roles:
        spec["role_choice"] = tuple(role_pairs(roles, spec["language"]))
    request = ProofRequest(
        sizes, count, seed, parse_styles(styles), Shares(mistakes, hesitation, summary, closing, paths), split,
        PuzzleSpec(sizes[0], style=wording, **spec),
    )  # fmt: skip
    if out.exists() and not overwrite:
        raise UsageError(f"--out {out}: is there already; name another file or add --overwrite")
    require_writable(out)
    with termination_as_interrupt(), Progress("writing proofs", count) as progress:
        tally = write_proofs(out, request, shape, processes or len(usable_cores()), progress.advance)
    if as_json:
        print_json(dict(tally))
    else:
        words = tally["words"] / tally["proofs"]
        click.echo(f"{out}: {tally['proofs']} proofs, {tally['mistakes']} with a wrong turn, {words:.0f} words each")


def parse_styles(texts: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """`("search=2,case_analysis=1", "contradiction")` as pairs; a name alone weighs 1.

    Raises:
        UsageError: not of this form, or a style named twice.
    """
    pairs: dict[str, float] = {}
    for part in ",".join(texts).split(","):
        match = re.fullmatch(r"\s*([a-z_]+)\s*(?:=\s*(\d*\.?\d+)\s*)?", part)
        if not match or match[1] in pairs:
            raise UsageError(f"--style {part!r}: give each style once, with a weight if there are several: search=2")
        pairs[match[1]] = float(match[2] or 1)
    return tuple(pairs.items())
