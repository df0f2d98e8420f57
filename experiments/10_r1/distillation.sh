#!/usr/bin/env bash
# R1's table 6 in small: experiments/10_r1/distillation.sh SEED [STUDENT]. Some half an hour a seed on one core; an interrupted
# run goes on. The teacher is made once, by the first stage of the curriculum r1. Students of other sizes: `logicrl pretrain
# --recipe small --out runs/experiments/10_r1/small`, then STUDENT is that folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
seed=$1 student=${2:-tiny-base}
place=runs/experiments/10_r1
export OMP_NUM_THREADS=1
train() { # train OUT OPTIONS...
    local out=$1
    shift
    if [ -e "$out/config.yaml" ]; then .venv/bin/logicrl train --resume --out "$out"; else .venv/bin/logicrl train --out "$out" "$@"; fi
}
[ -e $place/teacher/checkpoints/zero ] || train $place/teacher --curriculum r1 --phase zero --set seed=1
train "$place/table6-$(basename "$student")-$seed" --curriculum experiments/10_r1/table6.yaml --model "$student" --set seed="$seed"
