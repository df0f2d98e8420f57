#!/usr/bin/env bash
# One model on the sets of this experiment: experiments/08_real_model/evaluate.sh MODEL NAME [TEMPERATURE [COUNT]]
# What is there already is not sampled again, and an interrupted evaluation goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
model=$1 name=$2 temperature=${3:-0.7} count=${4:-100}
place=runs/experiments/08_real_model
measure() { # measure SET COUNT OPTIONS...
    local set=$1 count=$2
    shift 2
    [ -e "$place/$name/$set/evaluation/model.json" ] ||
        .venv/bin/logicrl evaluate --model "$model" --puzzles "$place/puzzles/$set/test.jsonl" --limit "$count" --samples 1 \
            --temperature "$temperature" --dtype bfloat16 --slots 64 --out "$place/$name/$set" "$@"
}
measure known "$count"
measure words "$count"
measure larger "$((count / 2))" --max-new-tokens 1800
.venv/bin/python experiments/08_real_model/measure.py "$place/$name"/{known,words,larger} --out experiments/08_real_model/result.json
