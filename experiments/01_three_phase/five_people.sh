#!/usr/bin/env bash
# Five people: a size on which reinforcement learning never trained (the base has read a few such texts).
# Needs the runs of run_seeds.sh; prints pass@1 with intervals, base first.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/five_people
if [ ! -e "$place/puzzles/manifest.json" ]; then
    .venv/bin/logicrl generate --people 5 --count 600 --seed 7 --fixed-cast --out "$place/puzzles"
fi
measure() { # measure NAME MODEL
    if [ ! -e "$place/$1/evaluation/model.json" ]; then
        .venv/bin/logicrl evaluate --model "$2" --puzzles "$place/puzzles/test.jsonl" --limit 100 --samples 2 \
            --max-new-tokens 1800 --seed 1 --out "$place/$1"
    fi
}
measure base tiny-base
for run in runs/experiments/01_three_phase/seed-*; do measure "$(basename "$run")" "$run/checkpoints/anneal"; done
.venv/bin/python experiments/01_three_phase/five_people.py "$place" > experiments/01_three_phase/five_people.md
cat experiments/01_three_phase/five_people.md
