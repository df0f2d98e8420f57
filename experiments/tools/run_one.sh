#!/usr/bin/env bash
# One run with its summary, from its start or from where it stopped: experiments/tools/run_one.sh RUN SEED [options of `logicrl train`...]
set -euo pipefail
run=$1 seed=$2
shift 2
if [ -e "$run/summary.json" ]; then echo "$run is done"; exit; fi
echo "==> $run"
if [ -e "$run/config.yaml" ]; then
    .venv/bin/logicrl train --phase all --out "$run" --resume
else
    .venv/bin/logicrl train --phase all --seed "$seed" --out "$run" "$@"
fi
.venv/bin/logicrl summarize "$run" > /dev/null
