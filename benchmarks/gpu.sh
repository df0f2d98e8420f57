#!/usr/bin/env bash
# Correctness and speed on one GPU, within ten minutes, from the checkout alone: no network, no vLLM, no Ray.
# On a machine without a GPU the same, slower: bash benchmarks/gpu.sh --shapes 1.8M --sequences 8 --tokens 16
#
# Options: --shapes 1.8M,135M,0.5B,7B  --sequences 64,256,1024  --prompt 128  --tokens 256  --samples 128
#          --tokens-per-pass 2048,16384  --seconds 570 (all of it)  --no-compile  --smoke (the shortest run)
# Environment: OUT (the folder of gpu.json; runs/benchmarks/gpu), PYTHON (python3, or .venv's if there is one),
#          WHEELS (a folder of wheels: what this machine's Python lacks)
set -u
cd "$(dirname "$0")/.." || exit 2
shapes=1.8M,135M,0.5B,7B sequences=64,256,1024 seconds=570 compile=yes
passed=() run=()
while [ $# -gt 0 ]; do
    case $1 in
        --shapes) shapes=$2; shift 2 ;;
        --sequences) sequences=$2; shift 2 ;;
        --prompt | --tokens | --samples | --tokens-per-pass) passed+=("$1" "$2"); shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --no-compile) compile=no; shift ;;
        --smoke) run+=(--smoke); shift ;;
        *) sed -n 's/^# \{0,1\}//p' "$0"; [ "$1" = --help ] && exit 0; exit 2 ;;
    esac
done

python=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}
out=${OUT:-runs/benchmarks/gpu}
mkdir -p "$out"
out=$(cd "$out" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rows=$scratch/rows.jsonl
export PYTHONPATH=$PWD HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false
# A wheel is an archive: unpacked it can be imported, without pip.
if [ -n "${WHEELS:-}" ]; then
    for wheel in "$WHEELS"/*.whl; do "$python" -m zipfile -e "$wheel" "$scratch/wheels"; done
    export PYTHONPATH=$scratch/wheels:$PYTHONPATH
fi

errors() { cat "$rows" 2>/dev/null | grep -c '"error"'; }

# part NAME LIMIT ARGUMENTS...: a process of its own, for at most LIMIT of 570 seconds and what is left of the whole.
part() {
    local name=$1 limit=$(($2 * seconds / 570)) left=$((seconds - SECONDS)) code before
    shift 2
    before=$(errors)
    if [ "$left" -lt 5 ]; then
        printf '{"part": "%s", "error": "not begun: the time is up"}\n' "$name" >>"$rows"
        return
    fi
    [ "$left" -lt "$limit" ] && limit=$left
    echo "==> $name, at $SECONDS s" >&2
    timeout -k 5 "$limit" "$python" benchmarks/gpu_one.py "$@" --rows "$rows" --sequences "$sequences" "${passed[@]}"
    code=$?
    if [ "$code" -eq 124 ] || [ "$code" -gt 128 ]; then
        printf '{"part": "%s", "error": "ended after %s s, code %s"}\n' "$name" "$limit" "$code" >>"$rows"
    elif [ "$code" -ne 0 ] && [ "$(errors)" -eq "$before" ]; then
        printf '{"part": "%s", "error": "ended with code %s"}\n' "$name" "$code" >>"$rows"
    fi
}

"$python" benchmarks/gpu_table.py missing
part "peaks and correctness" 100 peaks correctness --shapes "$shapes"
for shape in ${shapes//,/ }; do
    part "rollout and update, $shape" 100 rollout update --shapes "$shape"
done
part run 120 run "${run[@]}"
if [ "$compile" = yes ]; then
    for shape in ${shapes//,/ }; do
        part "rollout compiled, $shape" 120 rollout --compile --shapes "$shape"
    done
fi
"$python" benchmarks/gpu_table.py table "$rows" "$out/gpu.json"
echo "$out/gpu.json, after $SECONDS s"
