"""Which words go with right answers: pooled, within the same puzzle, and there at equal length.

    python experiments/06_words/words.py RESPONSES.jsonl --out experiments/06_words/result.json

RESPONSES are scored rows of `logicrl sample`, several a puzzle.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from logic_rl.analysis.statistics.within import adjusted_difference, paired_difference
from logic_rl.rows import read_responses

# Logic-RL's words (arXiv 2502.14768, section 4.2), then others that the tiny base says.
THEIRS = ("wait", "verify", "yet", "re-evaluate", "recheck")
WORDS = (*THEIRS, "check", "contradiction", "wrong", "suppose", "maybe", "hmm", "guess", "sure", "hard", "aha")
FEWEST = 50  # responses with and without a word, below which nothing is said


def measure(rows: list[dict]) -> dict:
    """For each word how many responses have it, and what accuracy with it is above accuracy without."""
    correct = [row["score"]["verdict"] == "correct" for row in rows]
    puzzles, lengths = [row["puzzle_id"] for row in rows], [row["num_tokens"] for row in rows]
    words = {}
    for word in WORDS:
        shown = [re.search(rf"\b{word}\b", row["response"].lower()) is not None for row in rows]
        found = words[word] = {"theirs": word in THEIRS, "responses": sum(shown)}
        if FEWEST <= sum(shown) <= len(rows) - FEWEST:
            have = [right for right, has in zip(correct, shown, strict=True) if has]
            lack = [right for right, has in zip(correct, shown, strict=True) if not has]
            found["pooled"] = sum(have) / len(have) - sum(lack) / len(lack)
            found["within"] = paired_difference(shown, correct, puzzles)
            found["at_equal_length"] = adjusted_difference(shown, correct, puzzles, lengths)
    return {"responses": len(rows), "puzzles": len(set(puzzles)), "accuracy": sum(correct) / len(rows), "words": words}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("responses", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    result = measure(list(read_responses(options.responses)))
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
