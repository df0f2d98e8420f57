#!/usr/bin/env bash
# Samples the tiny base 16 times on 240 puzzles and asks which words go with right answers.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/06_words
if [ ! -e "$place/puzzles/manifest.json" ]; then
    .venv/bin/logicrl generate --people 2-4 --count 600 --seed 21 --fixed-cast --out "$place/puzzles"
fi
.venv/bin/logicrl sample --model tiny-base --puzzles "$place/puzzles/train.jsonl" --limit 240 --samples 16 \
    --max-new-tokens 1024 --seed 1 --out "$place/base.jsonl"
.venv/bin/python experiments/06_words/words.py "$place/base.jsonl" --out experiments/06_words/result.json
.venv/bin/python experiments/tools/blocks.py
