"""What the card of a data set says, by format and by column."""

from __future__ import annotations

PUZZLE_TEXT = """# Knights and knaves

Logic puzzles with exactly one solution: statement k is said by person k, truth-tellers say what is true and
liars what is false.
"""
ORIGIN = """A program draws the statements, keeps those with exactly one solution, and writes puzzle and proof in words.
No person and no language model wrote any of it, and nothing was taken from another data set.

## How it does not leak

No two puzzles are the same up to renaming people and rewording statements, within a split or between splits. The split
of a puzzle is a hash of its logic alone: its twin in other words is in the same split of every data set that this
program writes, whatever the seed and the settings. So train on `train` of one data set, and test on `test` of any.

What is easy to learn from it besides logic: the wording, which comes from few moulds, and the form of the answer.
`logicrl perturb` makes twins that tell reasoning from memory.
"""
_PROOFS = """The proofs are sound: each step was checked when it was written. They go by cases or by contradiction, show
that there is no other solution, and hold the solution against every statement; `logicrl traces` writes other kinds.
"""
ADVICE = {
    "parquet": """```python
from datasets import load_dataset
import json

puzzles = load_dataset("FOLDER")                              # SPLITS
statements = json.loads(puzzles["FIRST"][0]["statements"])    # one tree a person
```
""",
    "trl": """For TRL's `GRPOTrainer`, and whatever else wants a `prompt`:

```sh
trl grpo --model_name_or_path MODEL --dataset_name FOLDER --reward_funcs logic_rl.rewards.adapters.trl_reward
```
""",
    "messages": f"""For TRL's `SFTTrainer` and others that learn from chats:

```sh
trl sft --model_name_or_path MODEL --dataset_name FOLDER
```

{_PROOFS}""",
    "prompt-completion": f"""For TRL's `SFTTrainer`, which learns the completion alone:

```sh
trl sft --model_name_or_path MODEL --dataset_name FOLDER
```

{_PROOFS}""",
    "preference": """For TRL's `DPOTrainer` and `RewardTrainer`:

```sh
trl dpo --model_name_or_path MODEL --dataset_name FOLDER
```

`chosen` is a sound proof with the right answer. `rejected` begins with the same words, makes one mistake, goes on from
it without noticing, finds that all statements fit, and gives a wrong answer. Both have the right tags, so that they
differ in reasoning alone; but the wrong ones are often shorter (307 words against 346, among puzzles of 3 to 5 people).
""",
    "stepwise": """Steps with labels, as TRL's `PRMTrainer` wants them (`trl.experimental.prm`; TRL 1.13 was the last to
have it). Half of the proofs have one wrong turn: a mistake, what leans on it (false, too), the discovery and the way
back (true).
""",
    "verl": """For verl, and for Logic-RL, which is built on it. `prompt` is a chat; `ground_truth` in `reward_model`
holds names, role words (truth-teller first) and the solution (true for each truth-teller).

```sh
data.train_files=FOLDER/train.parquet
custom_reward_function.path=pkg://logic_rl.rewards.adapters custom_reward_function.name=compute_score
```
""",
    "reasoning-gym": """Entries as reasoning-gym's data sets give them, scored by
`logic_rl.create_dataset("knights").score_answer(answer, entry)`.
""",
}
COLUMN_TEXTS = {
    "prompt": "what is asked: puzzle and instruction",
    "messages": "the chat: what is asked, and a reply with the proof",
    "completion": "the reply: a proof inside `<think>`, the answer inside `<answer>`",
    "chosen": "a reply with a sound proof",
    "rejected": "a reply with a mistake and a wrong answer",
    "completions": "the steps of a proof, the last of them the answer",
    "labels": "of each step, whether it is right",
    "question": "what is asked: puzzle and instruction",
    "answer": "who is what, in words",
    "metadata": "the puzzle: its names, role words, statements, solution, text, and its place in the file",
    "data_source": "`kk_logic`, by which a reward is chosen",
    "ability": "`logic`",
    "reward_model": "what a reward has to know",
    "extra_info": "split, place in the file, id, size, language, text and difficulty",
}
PUZZLE_TEXTS = {
    ("id",): "name of this wording of the puzzle",
    ("num_people", "names"): "who speaks",
    ("roles",): "the words for truth-teller and liar, in this order",
    ("statements",): 'JSON: `["knight", i]`, `["knave", i]`, `["not", s]`, `["and", s, …]`, `["or", s, …]`, '
    '`["implies", a, b]`, `["iff", a, b]`; people count from 0',
    ("solution",): "true for each truth-teller",
    ("language", "text"): "the puzzle in words",
    ("difficulty",): "JSON: measures of the shortest solution",
}
