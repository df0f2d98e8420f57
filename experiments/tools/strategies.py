"""What kinds of replies a run writes, and how often each kind is right: share x right given kind.

    python experiments/tools/strategies.py RUN --base EVALUATION... --five EVALUATION... --out experiments/demo/strategies.json

RUN is a finished run with the tiny base (its held-out replies are read), each EVALUATION an `--out` of `logicrl evaluate`
(experiments/demo/untrained.sh). The base's corpus has seven strategies (logic_rl/corpus/thinking.py). A reply is told by
its own sentences, never by whether it is right:

- `finished`: works out at least one check ("Alice says that … (here Bob: knave): false, and Alice: knave."), and after
  the last of them says in the corpus's words that it has succeeded ("All statements hold.", "Everything fits.",
  "Aha, this works."). Full searches do, and short searches that come upon the solution in time.
- `unfinished`: works out checks and does not say so: spot checks, and searches that give up.
- `careless`: checks without working ("…, which is true."), none with it.
- `guess`: no check at all: guesses, restatements, and checks that are only claimed ("I checked and it works.").

*Right* reads the answer whatever the tags are; accuracy elsewhere asks for the tags too. Claims are those of `logicrl
analyze`: of the statements of a reply that can be read, those that are true. Counts alone are on record; the intervals of
the tables are Wilson's, which do not know that claims of one reply, and samples of one puzzle, are alike.
"""  # noqa: E501

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from logic_rl.analysis.responses import observe
from logic_rl.corpus.recognise import is_finished_search, kind_of_reasoning, says_success
from puzzles.answers.read import read_last_answer

KINDS = ("finished", "unfinished", "careless", "guess")
COUNTS = ("replies", "right", "claims", "claims_true")


def kind_of(reply: str) -> str:
    """One of `KINDS`."""
    kind = kind_of_reasoning(reply)
    return kind if kind != "careful" else "finished" if is_finished_search(reply) else "unfinished"


def is_right(row: dict) -> bool:
    """Whether the answer is right, whatever the tags."""
    assignment = read_last_answer(row["response"], row["names"], row["roles"]).assignment
    return row["score"]["verdict"] == "correct" or (assignment is not None and list(assignment) == row["solution"])


def counted(rows: Iterable[dict]) -> dict:
    """Of response rows of knights and knaves: counts by kind, and of all.

    `accurate` are right in the right tags, `says_success` those that hold a phrase of success, checked or not,
    `tagged` those that `logicrl analyze` marks as verifying.
    """
    kinds = {kind: dict.fromkeys(COUNTS, 0) for kind in KINDS}
    whole = dict.fromkeys(("replies", "accurate", "says_success", "says_success_and_right", "tagged"), 0)
    for row in rows:
        observed, _ = observe(row)
        right, said = is_right(row), says_success(row["response"])
        kind = kinds[kind_of(row["response"])]
        read, true = observed.claims["num_read"], observed.claims["num_true"]
        for key, value in zip(COUNTS, (1, right, read, true), strict=True):
            kind[key] += value
        whole["replies"] += 1
        whole["accurate"] += row["score"]["verdict"] == "correct"
        whole["says_success"] += said
        whole["says_success_and_right"] += said and right
        whole["tagged"] += observed.counts["verification"] > 0
    return whole | {"kinds": kinds}


def rows_of(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def evaluations(run: Path) -> dict[str, list[dict]]:
    """The replies of each evaluation of a run on the test split, in the order of its steps."""
    places = (path for path in (run / "evaluation").glob("*.jsonl.gz") if not path.name.startswith("step_"))
    files = {path.name.removesuffix(".jsonl.gz"): rows_of(path) for path in places}
    return dict(sorted(files.items(), key=lambda item: item[1][0]["step"]))


def gather(run: Path, temperatures: Iterable[Path], five: Iterable[Path]) -> dict:
    """What is on record: the phases of a run, the base at several temperatures, and models on five people."""
    cooled = {}
    for folder in temperatures:
        settings = json.loads((folder / "evaluation" / "model.json").read_text(encoding="utf-8"))
        rows = rows_of(folder / "evaluation" / "model.jsonl.gz")
        accuracy = settings["accuracy_table"]["all"]["pass@1"]
        cooled[str(settings["temperature"])] = counted(rows) | {
            "puzzles": settings["accuracy_table"]["all"]["num_puzzles"],
            "accuracy": {key: round(accuracy[key], 4) for key in ("value", "low", "high")},
            "format_rate": round(settings["format_rate"], 4),
            "mean_length": round(settings["mean_length"], 1),
        }
    return {
        "phases": {label: counted(rows) for label, rows in evaluations(run).items()},
        "temperatures": cooled,
        "five_people": {folder.name: counted(rows_of(folder / "evaluation" / "model.jsonl.gz")) for folder in five},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--base", nargs="*", type=Path, default=[], help="the base at a temperature each")
    parser.add_argument("--five", nargs="*", type=Path, default=[], help="a model on five people each")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    record = gather(options.run, options.base, options.five)
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
