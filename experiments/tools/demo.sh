#!/usr/bin/env bash
# The demo: puzzles, the three phases on the packaged tiny model, analysis, figures, and runs/demo/summary.json.
# An interrupted demo goes on where it stopped; a finished one is moved to runs/demo-<time>, never overwritten.
#   DEMO_STARTED  when `make demo` began (seconds since 1970), so that its set-up counts too
set -euo pipefail
cd "$(dirname "$0")/../.."
now=$(date +%s)
SECONDS=$((now - ${DEMO_STARTED:-$now}))
run=runs/demo
spent_file=runs/demo.seconds # what earlier, interrupted calls of this demo took
logicrl=.venv/bin/logicrl

step() { # step WHAT ARGUMENTS...
    local what=$1 start=$SECONDS
    shift
    printf '\n==> %s\n    logicrl %s\n' "$what" "$*"
    "$logicrl" "$@"
    echo "    $what took $((SECONDS - start)) s"
}

if [ -e "$run/summary.json" ]; then
    kept="$run-$(date -r "$run/summary.json" +%Y%m%d-%H%M%S)"
    [ ! -e "$kept" ] || kept="$kept-$now"
    mv "$run" "$kept"
    rm -f "$spent_file"
    echo "The finished demo that was in $run is now in $kept."
elif [ -d "$run" ]; then
    echo "Going on with the unfinished demo in $run."
fi
mkdir -p runs
before=$(cat "$spent_file" 2>/dev/null || echo 0)
trap 'echo $((before + SECONDS)) > "$spent_file"' EXIT

if [ ! -e "$run/puzzles/manifest.json" ]; then
    step "drawing puzzles" generate --people 2-4 --count 2000 --seed 1 --fixed-cast --out "$run/puzzles"
fi
resume=()
if [ -e "$run/config.yaml" ]; then resume=(--resume); fi
step "training: warm-up, rollout, anneal" train --phase all --curriculum three_phase --model tiny-base \
    --puzzles "$run/puzzles" --out "$run" "${resume[@]}"
step "reading the responses" analyze "$run"
step "drawing the curves" plot "$run" --out "$run/plots"
step "summing up" summarize "$run" --seconds $((before + SECONDS))
trap - EXIT
rm -f "$spent_file"
printf '\nThe demo took %d s. Results: %s/summary.json, figures: %s/plots/\n' $((before + SECONDS)) "$run" "$run"
