"""`logicrl audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.errors import UsageError
from logic_rl.interruption import termination_as_interrupt
from logic_rl.progress import Progress

if TYPE_CHECKING:
    from logic_rl.auditing.findings import Audit

# As in logic_rl.auditing, which is loaded on use.
CONVENTIONS = ("verl", "logic-rl", "trl", "mem-kk", "reasoning-gym", "plain")
LAYOUTS = ("think-answer", "think-summary-answer", "answer", "boxed", "conclusion", "free", "bare")
CHECKS = ("answer", "tags", "thinking", "steps", "crash")
USUAL_CHECKS = ("answer", "tags", "thinking", "crash")
LONGEST = 400  # characters of a reply that is printed


@click.command()
@click.argument("reward", metavar="module.path:FUNCTION|FILE.py:FUNCTION|reasoning_gym:NAME|rubric")
@click.option("--as", "convention", type=click.Choice(CONVENTIONS),
              help="How it is called.  [default: what its parameters tell]")  # fmt: skip
@click.option("--task", "tasks", multiple=True, type=click.Choice(("knights", "countdown", "maths")),
              default=("knights",), show_default=True, help="What is asked. Repeatable.")  # fmt: skip
@click.option("--layout", type=click.Choice(LAYOUTS),
              help="How replies are written.  [default: as the convention has it, mostly think-answer]")  # fmt: skip
@click.option("--check", "checks", multiple=True, type=click.Choice(CHECKS), default=USUAL_CHECKS, show_default=True,
              help="What is looked at; steps is for rewards that read the reasoning. Repeatable.")  # fmt: skip
@click.option("--language", "languages", multiple=True, type=click.Choice(("en", "zh")),
              help="Of the puzzles. Repeatable.  [default: both; en for the published scorers]")  # fmt: skip
@click.option("--roles", help="Role words, as for `generate`: knight, any, flipped:any, or a list.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
              help="Of `rubric`, as under reward: in a curriculum; partial_credit=0.3. Repeatable.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=12, show_default=True, help="Questions of each task.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--in-process", is_flag=True,
              help="Call it in this process: it may write and ask a network, and nothing ends it.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with longer replies.")
def audit(
    reward, convention, tasks, layout, checks, languages, roles, settings, limit, seed, in_process, as_json
) -> int:
    """Look for holes in a reward function: what it pays that is wrong, and what it refuses that is right.

    It is called as verl, TRL, reasoning-gym or Logic-RL would call it, or plainly as f(response, puzzle_row), on
    friendly and hostile replies and on proofs written by program. Nothing is asked of its numbers but their order.
    Exit code 0: no holes, 1: holes.

    \b
    Example:
      logicrl audit logic_rl.rewards.adapters:compute_score
      logicrl audit rubric --set verified=1 --check answer --check steps
      logicrl audit my_reward.py:reward --as plain --language en --roles knight --json
      logicrl audit path/to/Logic-RL/verl/utils/reward_score/kk.py:compute_score
    """
    from logic_rl.auditing.run import audit as audited

    if settings and reward != "rubric":
        raise UsageError(f"--set is for the reward `rubric`, not for {reward}")
    languages = languages or (("en",) if roles else None)
    with termination_as_interrupt(), Progress("auditing") as progress:
        result = audited(
            reward, convention=convention, tasks=tasks, layout=layout, checks=checks, languages=languages,
            roles=_pairs(roles, languages), limit=limit, seed=seed, rubric=settings, confined=not in_process,
            progress=progress.update,
        )  # fmt: skip
    if as_json:
        print_json(result.to_row())
    else:
        _print(result)
    return int(bool(result.holes))


def _pairs(roles: str | None, languages: tuple[str, ...] | None) -> dict | None:
    from logic_rl.cli.generate import role_pairs

    return {language: role_pairs(roles, language) for language in languages or ()} if roles else None


def _print(result: Audit) -> None:
    from logic_rl.auditing.findings import KINDS

    told = (f"{result.spec}, called as {result.convention}, layout {result.layout}: {result.num_replies} replies of "
            f"{len(result.asked)} cases to {result.num_questions} questions")  # fmt: skip
    if not result.holes:
        click.echo(f"{told}\nno holes")
        return
    click.echo(told)
    if result.num_unread:
        click.echo(
            f"of {result.num_unread} questions a plain right reply earns no more than a plain wrong one, and nothing "
            "else was asked: does --as, --layout, --language or --roles say what it is made for?"
        )
    for kind, title in KINDS.items():
        rows = [row for row in result.table() if row["kind"] == kind]
        if rows:
            click.echo()
            print_table(title, ("case", "replies", "reward", "bound"), [_cells(row) for row in rows])
            for row in rows:
                click.echo(f"\n{row['case']}: {row['failure'] or row['why']}\n{_shown(row['reply'])}")


def _cells(row: dict) -> list[str]:
    numbers = ["" if row[name] is None else f"{row[name]:.4g}" for name in ("reward", "bound")]
    return [row["case"], f"{row['num_holes']} of {row['num_asked']}", *numbers]


def _shown(reply: str) -> str:
    """A reply, indented and without signs that a terminal would act on; a long one without its middle."""
    if len(reply) > LONGEST:
        reply = f"{reply[: LONGEST // 2]} […] {reply[-LONGEST // 2 :]}"
    plain = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in reply)
    return "\n".join(f"    {line}" for line in plain.splitlines() or ["(empty)"])
