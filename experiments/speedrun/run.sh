#!/usr/bin/env bash
# Seconds from the shipped base to verified accuracy, by the rules of this folder: experiments/speedrun/run.sh [ENTRY] ["SEEDS"]
# ENTRY is a curriculum: a file of this folder without its ending, or a name that `logicrl train --curriculum` knows. Called again, it
# goes on with the seeds that are not measured; a run that was cut short is begun anew, for its clock cannot be.
set -euo pipefail
cd "$(dirname "$0")/../.."
entry=${1:-rejection} seeds=${2:-1 2 3}
here=experiments/speedrun place=runs/experiments/speedrun
curriculum=$entry
[ -e "$here/$entry.yaml" ] && curriculum=$here/$entry.yaml
[ -e $place/puzzles/manifest.json ] ||
    .venv/bin/logicrl generate --people 2-4 --count 2000 --fixed-cast --seed 1 --no-rate --out $place/puzzles
for seed in $seeds; do
    run=$place/$entry/seed-$seed
    if [ ! -e "$run/seconds" ]; then
        rm -rf "$run"
        began=${EPOCHREALTIME/./}
        .venv/bin/logicrl train --curriculum "$curriculum" --seed "$seed" --out "$run"
        echo $(((${EPOCHREALTIME/./} - began) / 1000000)) > "$run/seconds"
    fi
    .venv/bin/python $here/measure.py "$run" --puzzles $place/puzzles/test.jsonl --out $here/result.json
done
.venv/bin/python experiments/tools/blocks.py > /dev/null
sed -n '/^<!-- speedrun/,/^<!-- end/p' $here/README.md
