#!/usr/bin/env bash
# Does training by reward make a base right more often when it searches, or only search more often? The base's searches slip, for
# it was pre-trained a third as long: experiments/14_rough_base/run.sh ["SEEDS"]. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
logicrl=.venv/bin/logicrl place=runs/experiments/14_rough_base
if [ ! -e $place/base/model.safetensors ]; then
    $logicrl pretrain --recipe rough --out $place/base $([ -d $place/base/training ] && echo --resume)
fi
[ -e $place/puzzles/manifest.json ] ||
    $logicrl generate --people 2-4 --count 6000 --fixed-cast --seed 14 --no-rate --out $place/puzzles
# The control: the base untrained, as cool as training may have made it.
for temperature in 1.0 0.6 0.3 0; do
    [ -e $place/untrained/T-$temperature/evaluation/model.json ] ||
        $logicrl evaluate --model $place/base --puzzles $place/puzzles/test.jsonl --limit 240 --temperature $temperature \
            --samples $([ $temperature = 0 ] && echo 1 || echo 4) --max-new-tokens 1024 --seed 1 --out $place/untrained/T-$temperature
done
experiments/tools/run_arms.sh 14_rough_base "${1:-1 2 3}" < experiments/14_rough_base/arms.txt
for run in $place/{grpo,raft}/seed-*; do # as cool as the base is at its best
    [ -e $run/cooled/evaluation/model.json ] ||
        $logicrl evaluate --model $run/checkpoints/anneal --puzzles $place/puzzles/test.jsonl --limit 240 --temperature 0.3 \
            --samples 2 --max-new-tokens 1024 --seed 1 --out $run/cooled
done
.venv/bin/python experiments/14_rough_base/gather.py $place --out experiments/14_rough_base
.venv/bin/python experiments/14_rough_base/figure.py
