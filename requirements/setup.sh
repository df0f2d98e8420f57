#!/usr/bin/env bash
# Makes .venv and installs the tested set and this checkout into it. Called by `make setup`; safe to repeat.
#   PYTHON       the interpreter to build on (default: python3, else the newest python3.x of 3.11 or later)
#   TORCH_INDEX  an extra package index for torch alone, e.g. that of PyTorch's CPU wheels, which are smaller
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
pip_install=(.venv/bin/python -m pip install --quiet --no-input)

fail() { echo "setup: error: $*" >&2; exit 1; }

timed() { # timed WHAT COMMAND...
    local what=$1 start=$SECONDS
    shift
    echo "setup: $what"
    "$@" || fail "$what failed (exit code $?); mend the cause above and repeat: nothing already installed is lost"
    echo "setup: $what took $((SECONDS - start)) s"
}

attempt() { # attempt WHAT COMMAND...: what is good to have, and not needed
    local what=$1 start=$SECONDS
    shift
    echo "setup: $what"
    if "$@"; then
        echo "setup: $what took $((SECONDS - start)) s"
    else
        echo "setup: warning: $what failed (the cause stands above); going on without it" >&2
    fi
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    fail "Python 3.11 or later is needed, and '${PYTHON:-python3}' is" \
        "$("${PYTHON:-python3}" --version 2>/dev/null || echo "not a command")." "Install one and name it: make setup PYTHON=/path/to/python3.11"
}

make_venv() { # make_venv PYTHON; Debian's python3 comes without ensurepip, and then `-m venv` fails
    if "$1" -c 'import venv, ensurepip' 2>/dev/null; then
        "$1" -m venv --clear .venv
    elif "$1" -m virtualenv --version >/dev/null 2>&1 ||
        "$1" -m pip install --user --quiet virtualenv 2>/dev/null; then
        "$1" -m virtualenv --quiet --clear .venv
    else
        fail "'$1' can make no virtual environment. On Debian or Ubuntu: apt-get install python3-venv"
    fi
}

if ! { new_enough .venv/bin/python && .venv/bin/python -m pip --version; } >/dev/null 2>&1; then
    python=$(find_python)
    timed "making .venv with $("$python" --version)" make_venv "$python"
fi
# torch by itself and pinned: an open requirement may choose a build with gigabytes of CUDA on a machine without a GPU.
timed "installing $(grep '^torch==' requirements/cpu.txt)" \
    "${pip_install[@]}" ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} "$(grep '^torch==' requirements/cpu.txt)"
timed "installing requirements/cpu.txt and dev.txt" \
    "${pip_install[@]}" -r requirements/cpu.txt -r requirements/dev.txt
attempt "installing requirements/tasks.txt" "${pip_install[@]}" -r requirements/tasks.txt
timed "installing this checkout" "${pip_install[@]}" -e '.[train]'
echo "setup: done in $SECONDS s; the command is .venv/bin/logicrl"
