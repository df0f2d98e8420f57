#!/usr/bin/env bash
# Puts the finished demo in runs/demo on record: its numbers and curves, the kinds of its replies, what the base does without
# any training (which is measured now, in some minutes), and with them what quotes them; and its page in docs/.
set -euo pipefail
cd "$(dirname "$0")/../.."
experiments/demo/untrained.sh
cp runs/demo/summary.json experiments/demo/summary.json
.venv/bin/python experiments/tools/curves.py keep runs/demo --out experiments/demo
.venv/bin/python experiments/tools/strategies.py runs/demo --base runs/demo-base/T-* \
    --five runs/demo-five/base runs/demo-five/anneal --out experiments/demo/strategies.json
.venv/bin/python experiments/tools/blocks.py
make demo-page
