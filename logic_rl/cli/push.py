"""`logicrl push`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.tables import print_json, print_table

if TYPE_CHECKING:
    from logic_rl.publishing import Publication


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("repo", metavar="OWNER/NAME")
@click.option("--private", is_flag=True,
              help="Make a new repository private (otherwise public, or as your organisation has it).")  # fmt: skip
@click.option("--with-trainer", is_flag=True, help="Of a checkpoint also what training goes on from.")
@click.option("--message", default="Upload with logicrl", show_default=True, help="Of the commit.")
@click.option("--dry-run", is_flag=True, help="Say what would go where, with sizes and the card, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what goes where as JSON.")
def push(
    folder: Path, repo: str, private: bool, with_trainer: bool, message: str, dry_run: bool, as_json: bool
) -> None:
    """Upload a data set, a checkpoint or an adapter to the Hugging Face hub, as one commit.

    Of a run's folder its last checkpoint goes there. Files that training goes on from stay here unless asked for. The
    token is that of HF_TOKEN or of `hf auth login`.

    \b
    Example:
      logicrl push data/kk me/knights --dry-run
      logicrl push runs/demo/checkpoints/anneal me/tiny-knights --private
    """
    from logic_rl.loadable import settled_model
    from logic_rl.publishing import publication, upload
    from logic_rl.resources import is_run, model_path

    if is_run(folder):
        settled_model(str(folder), lambda text: click.echo(text, err=True))
        folder = Path(model_path(str(folder)))
    what = publication(folder, with_trainer)
    for note in what.notes:
        click.echo(f"note: {note}", err=True)
    address = None if dry_run else upload(what, repo, private or None, message)
    if as_json:
        print_json({"kind": what.kind, "repo": repo, "repo_type": what.repo_type, "private": private,
                    "files": what.sizes(), "left_out": what.left_out, "address": address})  # fmt: skip
        return
    _print_files(what, repo, dry_run)
    if address:
        click.echo(address)


def _print_files(what: Publication, repo: str, dry_run: bool) -> None:
    sizes = what.sizes()
    rows = [[name, f"{size / 1e6:.2f}"] for name, size in sizes.items()]
    rows.append(["all", f"{sum(sizes.values()) / 1e6:.2f}"])
    would = "would go to" if dry_run else "went to"
    print_table(f"{what.kind} {what.folder}: {would} {what.repo_type} {repo}", ["file", "MB"], rows)
    if what.left_out:
        click.echo(f"left here: {', '.join(what.left_out)}")
    if dry_run and what.card is not None:
        click.echo(f"\nThe card:\n\n{what.card}")
