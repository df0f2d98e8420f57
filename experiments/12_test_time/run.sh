#!/usr/bin/env bash
# What do more tokens at test time earn, before and after reinforcement learning? experiments/12_test_time/run.sh [LIMIT]
# Trains 28 steps of Zero on the tiny base (or takes MODEL=folder), learns for both what a beginning is worth, measures both
# with every strategy, draws the figure. The two are measured side by side, each on one core. LIMIT: puzzles, 60 unless said
# otherwise. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
limit=${1:-60}
logicrl=.venv/bin/logicrl place=runs/experiments/12_test_time/limit-$limit
model=${MODEL:-runs/experiments/12_test_time/zero/checkpoints/zero}
export OMP_NUM_THREADS=1
train() { # unless it is there
    if [ ! -e "$model/config.json" ]; then
        local run
        run=$(dirname "$(dirname "$model")")
        $logicrl train --curriculum r1 --phase zero --set seed=1 $([ -e "$run" ] && echo --resume) --out "$run"
    fi
}
measure() { # measure MODEL FOLDER
    if [ ! -e "$2/evaluation/model.json" ]; then
        .venv/bin/python experiments/12_test_time/learn_value.py "$1" "$2-learned"
        $logicrl evaluate --model "$1" --task knights --task-options fixed_cast=true --limit "$limit" --samples 16 \
            --max-new-tokens 640 --seed 1 --strategy majority --strategy checked-vote --strategy budget=16,32,64,128,256 \
            --strategy wait=1,2,4 --strategy beam=1x4,2x4,4x4 --strategy mcts=2,4,8 \
            --strategy mcts-learned=2,4,8 --strategy mcts-blind=4 --process-model "$2-learned/value" --out "$2"
    fi
}
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
measure tiny-base "$place/base" &
train
measure "$model" "$place/zero"
wait $!
.venv/bin/python experiments/12_test_time/gather.py "$place" --out "${OUT:-experiments/12_test_time}"
.venv/bin/python experiments/12_test_time/figure.py
