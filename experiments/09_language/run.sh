#!/usr/bin/env bash
# The bilingual base, then every arm with every seed: experiments/09_language/run.sh "1 2 3". Called again, it goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/09_language
[ -e $place/base/model.safetensors ] || .venv/bin/logicrl pretrain --recipe bilingual --out $place/base
experiments/tools/run_arms.sh 09_language "${1:-1 2 3}" < experiments/09_language/arms.txt
.venv/bin/python experiments/09_language/gather.py $place --out experiments/09_language
.venv/bin/python experiments/09_language/figure.py
