#!/usr/bin/env bash
# Does reinforcement learning memorise less than fine-tuning on right answers? experiments/07_memorisation/run.sh "1 2 3"
# Both learn from the same hundred puzzles; accuracy is then measured on them, on their twins with one leaf changed, and
# on puzzles never seen. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
logicrl=.venv/bin/logicrl place=runs/experiments/07_memorisation
if [ ! -e "$place/puzzles/manifest.json" ]; then
    $logicrl generate --people 2-4 --count 1000 --seed 32 --fixed-cast --out "$place/others"
    $logicrl generate --people 2-4 --count 125 --seed 31 --fixed-cast --out "$place/puzzles"
    $logicrl perturb --puzzles "$place/puzzles/train.jsonl" --kind leaf --seed 1 --out "$place/leaf.jsonl"
fi
measure() { # measure MODEL FOLDER
    if [ ! -e "$2/train/evaluation/model.json" ]; then
        $logicrl evaluate --model "$1" --puzzles "$place/puzzles/train.jsonl" --perturbed "$place/leaf.jsonl" \
            --samples 4 --max-new-tokens 1024 --out "$2/train"
    fi
    if [ ! -e "$2/test/evaluation/model.json" ]; then
        $logicrl evaluate --model "$1" --puzzles "$place/others/test.jsonl" --samples 4 --max-new-tokens 1024 --out "$2/test"
    fi
}
measure tiny-base "$place/base"
for seed in $1; do
    run=$place/seed-$seed
    $logicrl sample --model tiny-base --puzzles "$place/puzzles/train.jsonl" --samples 32 --only-right \
        --max-new-tokens 1024 --seed "$seed" --out "$run/right.jsonl"
    for epochs in 1 4 16; do
        if [ ! -e "$run/sft-$epochs/sft.json" ]; then
            $logicrl sft --model tiny-base --responses "$run/right.jsonl" --puzzles "$place/puzzles/train.jsonl" \
                --epochs "$epochs" --learning-rate 5e-4 --seed "$seed" --resume --out "$run/sft-$epochs"
        fi
        measure "$run/sft-$epochs" "$run/measured/sft-$epochs"
    done
    experiments/tools/run_one.sh "$run/rl" "$seed" --curriculum experiments/short.yaml --puzzles "$place/puzzles"
    measure "$run/rl/checkpoints/anneal" "$run/measured/rl"
done
.venv/bin/python experiments/07_memorisation/gather.py "$place" --out experiments/07_memorisation/result.json
.venv/bin/python experiments/tools/blocks.py
