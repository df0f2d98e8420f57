#!/usr/bin/env bash
# The puzzles that experiment 08 measures on, all of the test split: experiments/08_real_model/puzzles.sh
#   known   2 to 4 people, names and role words as in the cold start (of 2 people there are few: 38 in all, 6 held out)
#   words   3 and 4 people, uncommon names and eight role pairs that the cold start never held
#   varied  3 and 4 people, worded in many ways
#   larger  5 and 6 people
set -euo pipefail
cd "$(dirname "$0")/../.."
place=runs/experiments/08_real_model/puzzles
known="knight,saint,hero,angel,altruist,sage,pioneer,truth-teller,elf,wizard,scholar,monk,nobleman,heir,oracle,honest man"
new="guardian,witness,unicorn,hermit,fairy,ally,owl,white elf"
draw() { # draw NAME PEOPLE COUNT OPTIONS...
    local name=$1 people=$2 count=$3
    shift 3
    [ -e "$place/$name/manifest.json" ] ||
        .venv/bin/logicrl generate --people "$people" --count "$count" --no-rate --out "$place/$name" "$@"
}
draw known 2-4 9000 --seed 808 --roles "$known"
draw words 3-4 6000 --seed 809 --roles "$new" --uncommon-names
draw varied 3-4 6000 --seed 810 --roles "$known" --style varied
draw larger 5-6 6000 --seed 811 --roles "$known"
