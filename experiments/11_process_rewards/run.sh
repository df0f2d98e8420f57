#!/usr/bin/env bash
# Six rewards on one phase, and what each of them makes of the answers: experiments/11_process_rewards/run.sh "1 2 3"
# Seeds go outermost, so that what is done at any time compares all arms. Called again, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=experiments/11_process_rewards
experiments/tools/run_arms.sh 11_process_rewards "${1:-1 2 3}" < $here/arms.txt
.venv/bin/python $here/gather.py runs/experiments/11_process_rewards --out $here
.venv/bin/python $here/figure.py
.venv/bin/python experiments/tools/blocks.py
