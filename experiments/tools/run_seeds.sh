#!/usr/bin/env bash
# One curriculum, several seeds: experiments/tools/run_seeds.sh NAME CURRICULUM "SEEDS" [options of `logicrl train`...]
# Runs land in runs/experiments/NAME/seed-S. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=$1 curriculum=$2 seeds=$3
shift 3
for seed in $seeds; do
    experiments/tools/run_one.sh "runs/experiments/$name/seed-$seed" "$seed" --curriculum "$curriculum" "$@"
done
.venv/bin/python experiments/tools/gather.py runs/experiments/"$name"/seed-* --out experiments/"$name"
.venv/bin/python experiments/tools/curves.py keep runs/experiments/"$name"/seed-* --out experiments/"$name"
.venv/bin/python experiments/tools/curves.py draw experiments/"$name"
