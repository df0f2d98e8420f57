#!/usr/bin/env bash
# Which of four strategies does reward choose on a pretrained model? experiments/08_real_model/mixture.sh ["SEEDS"]
#   mixture  smollm2-cold after 720 rows of guesses, spot checks, searches, and searches with a wrong turn (mixture.py): 480, which
#            left the first words as they were, and 240 at a higher learning rate
#   rl       the three phases on it, points for the answer alone (mixture.yaml)
#   more     the control: 240 rows more of the same kinds
# Called again, it goes on where it stopped. Twenty minutes of both cores, then an hour and a half a seed on one.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/08_real_model here=experiments/08_real_model logicrl=.venv/bin/logicrl
mkdir -p $place

rows() { [ -e "$place/$1" ] || .venv/bin/python $here/mixture.py --model smollm2-cold --out "$place/$1" "${@:2}"; }
tune() { # tune NAME MODEL ROWS OPTIONS...
    [ -e "$place/$1/sft.json" ] && return
    $logicrl sft --model "$2" --template plain --responses "$place/$3" --lora-rank 8 --lora-dtype bfloat16 \
        --tokens-per-pass 2048 --max-tokens 640 --save-every 10 --out "$place/$1" \
        $([ -d "$place/$1/training" ] && echo --resume) "${@:4}"
}
measure() { SETS=${3:-known} $here/evaluate.sh "$place/$1" "$2" 100 "${4:-0.7}"; }

$here/puzzles.sh
rows mixture.jsonl --take 2:240:400 3:240:560 --shares 40 20 20 20 --seed 51
rows mixture2.jsonl --take 2:120:400 3:120:520 --shares 45 20 20 15 --seed 53
rows more.jsonl --take 2:120:400 3:120:520 --shares 45 20 20 15 --seed 54
tune mixture-first smollm2-cold mixture.jsonl --batch-size 16 --learning-rate 4e-4
tune mixture $place/mixture-first mixture2.jsonl --batch-size 8 --learning-rate 1e-3
measure mixture mixture
measure mixture mixture-T0.3 known 0.3
for seed in ${1:-1 2 3}; do
    out=$place/rl/seed-$seed
    [ -e $out/checkpoints/anneal/model.safetensors ] || $logicrl train --curriculum $here/mixture.yaml --seed "$seed" --out $out \
        $([ -e $out/config.yaml ] && echo --resume)
    measure rl/seed-$seed rl/seed-$seed
done
tune more $place/mixture more.jsonl --batch-size 8 --learning-rate 1e-3
measure more more
.venv/bin/python $here/steps.py $place/rl/seed-* --out $here/steps.json
.venv/bin/python experiments/tools/curves.py keep $place/rl/seed-* --out $here
.venv/bin/python $here/figure.py
