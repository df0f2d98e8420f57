#!/usr/bin/env bash
# One curriculum, several seeds: experiments/run_seeds.sh NAME CURRICULUM "SEEDS" [options of `logicrl train`...]
# Runs land in runs/experiments/NAME/seed-S. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1 curriculum=$2 seeds=$3
shift 3
for seed in $seeds; do
    run=runs/experiments/$name/seed-$seed
    if [ -e "$run/summary.json" ]; then echo "$run is done"; continue; fi
    if [ -e "$run/config.yaml" ]; then
        .venv/bin/logicrl train --phase all --out "$run" --resume
    else
        .venv/bin/logicrl train --phase all --curriculum "$curriculum" --seed "$seed" --out "$run" "$@"
    fi
    .venv/bin/logicrl summarize "$run" > /dev/null
done
.venv/bin/python experiments/gather.py runs/experiments/"$name"/seed-* --out experiments/"$name"
.venv/bin/logicrl plot runs/experiments/"$name"/seed-* --out runs/experiments/"$name"/plots
cp runs/experiments/"$name"/plots/overview.png experiments/"$name"/overview.png
