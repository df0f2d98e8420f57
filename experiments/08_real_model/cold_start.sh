#!/usr/bin/env bash
# The cold start in three rounds: experiments/08_real_model/cold_start.sh. Some two hours on two cores with avx512_bf16.
#   first    two and three people, role words of sixteen pairs, a fifth of the proofs with a wrong turn
#   second   from there: three and four people (some two), each pair both ways, .15 with a wrong turn
#   third    from there: any names, role words of 65 pairs, most both ways, many wordings, some texts that do not list who is
#            there; no wrong turns; the first person changes fastest from trial to trial
# The third is packaged as smollm2-cold, its adapter cut to rank 24. Called again, it goes on where it stopped.
# The first two rounds were trained when the last person changed fastest; from scratch nobody has run them since.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/08_real_model
known="knight,saint,hero,angel,altruist,sage,pioneer,truth-teller,elf,wizard,scholar,monk,nobleman,heir,oracle,honest man"
both="$known,flipped:${known//,/,flipped:}"
python=.venv/bin/python logicrl=.venv/bin/logicrl
mkdir -p $place

proofs() { [ -e "$place/$1" ] || $logicrl traces --out "$place/$1" "${@:2}"; }
tune() { # tune NAME MODEL ROWS OPTIONS...
    [ -e "$place/$1/sft.json" ] && return
    $logicrl sft --model "$2" --template plain --responses "$place/$3" --batch-size 8 --lora-rank 16 --lora-dtype bfloat16 \
        --tokens-per-pass 2048 --save-every 20 --out "$place/$1" $([ -d "$place/$1/training" ] && echo --resume) "${@:4}"
}

proofs turns.jsonl --people 2-3 --count 2300 --mistakes 0.2 --seed 11 --roles "$known"
tune first smollm2-135m turns.jsonl --max-tokens 512 --learning-rate 1.5e-3
proofs larger.jsonl --people 3-4 --count 4000 --mistakes 0.15 --seed 21 --roles "$both"
proofs two.jsonl --people 2 --count 150 --mistakes 0.15 --seed 22 --roles "$both"
[ -e $place/second.jsonl ] || $python experiments/08_real_model/pick.py $place/larger.jsonl $place/two.jsonl --model smollm2-135m \
    --take 3:430:640 4:430:768 2:60:800 --out $place/second.jsonl
tune second $place/first second.jsonl --max-tokens 800 --learning-rate 1e-3
[ -e $place/third.jsonl ] || $python experiments/08_real_model/proofs.py --model smollm2-135m \
    --take 2:180:400 3:760:640 4:1160:900 --out $place/third.jsonl
tune third $place/second third.jsonl --max-tokens 920 --learning-rate 1e-3
$python experiments/tools/ship_adapter.py $place/third --rank 24 --out $place/packaged
