#!/usr/bin/env bash
# The base without any training, beside a finished demo: its replies at four temperatures to the puzzles of the demo's test
# part, and to puzzles of five people, there with the demo's last model beside it. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
logicrl=.venv/bin/logicrl

measure() { # measure OUT OPTIONS...
    local out=$1
    shift
    [ -e "$out/evaluation/model.json" ] || $logicrl evaluate --seed 1 --out "$out" "$@"
}

for temperature in 1.0 0.6 0.3; do
    measure runs/demo-base/T-$temperature --model tiny-base --puzzles runs/demo/puzzles/test.jsonl \
        --temperature $temperature --samples 2 --max-new-tokens 1024
done
measure runs/demo-base/T-0 --model tiny-base --puzzles runs/demo/puzzles/test.jsonl --temperature 0 --max-new-tokens 1024

if [ ! -e runs/demo-five/puzzles/manifest.json ]; then
    $logicrl generate --people 5 --count 600 --seed 7 --fixed-cast --out runs/demo-five/puzzles
fi
measure runs/demo-five/base --model tiny-base --puzzles runs/demo-five/puzzles/test.jsonl --limit 100 --samples 8 \
    --max-new-tokens 1800
measure runs/demo-five/anneal --model runs/demo/checkpoints/anneal --puzzles runs/demo-five/puzzles/test.jsonl --limit 100 \
    --samples 2 --max-new-tokens 1800
