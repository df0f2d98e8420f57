#!/usr/bin/env bash
# One model on the sets of this experiment: experiments/08_real_model/evaluate.sh MODEL NAME [COUNT [TEMPERATURE]]
# What is there already is not sampled again, and an interrupted evaluation goes on. SETS="known own" measures these alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
model=$1 name=$2 count=${3:-100} temperature=${4:-0.7}
place=runs/experiments/08_real_model
sets=${SETS:-known varied words larger own}
[ -e $place/puzzles/own/test.jsonl ] || { mkdir -p $place/puzzles/own &&
    .venv/bin/logicrl solve experiments/08_real_model/own_puzzles.txt --out $place/puzzles/own/test.jsonl; }
for set in $sets; do
    tokens=2048
    [ "$set" = larger ] && tokens=4096
    [ -e "$place/$name/$set/evaluation/model.json" ] ||
        .venv/bin/logicrl evaluate --model "$model" --puzzles "$place/puzzles/$set/test.jsonl" --limit "$count" --samples 1 \
            --temperature "$temperature" --dtype native --slots 64 --max-new-tokens $tokens --out "$place/$name/$set"
    .venv/bin/python experiments/08_real_model/measure.py "$place/$name/$set" --out experiments/08_real_model/result.json
done
