#!/usr/bin/env bash
# Puts the finished demo in runs/demo on record: its numbers and curves, and with them what quotes them.
set -euo pipefail
cd "$(dirname "$0")/../.."
cp runs/demo/summary.json experiments/demo/summary.json
.venv/bin/python experiments/tools/curves.py keep runs/demo --out experiments/demo
.venv/bin/python experiments/tools/blocks.py
