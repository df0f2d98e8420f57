#!/usr/bin/env bash
# Several settings side by side, each with several seeds: experiments/tools/run_arms.sh NAME "SEEDS" < ARMS
# Each line of ARMS is a name, then options of `logicrl train`. Runs land in runs/experiments/NAME/ARM/seed-S.
# Seeds go outermost, so that what is done at any time compares all arms. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=$1 seeds=$2
mapfile -t arms < <(grep -v '^ *\(#\|$\)')
for seed in $seeds; do
    for line in "${arms[@]}"; do
        read -r -a words <<< "$line"
        experiments/tools/run_one.sh "runs/experiments/$name/${words[0]}/seed-$seed" "$seed" "${words[@]:1}"
    done
done
