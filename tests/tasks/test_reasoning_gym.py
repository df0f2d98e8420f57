"""The data sets of reasoning-gym: every one is drawn from, scored, and read back from its row."""

from __future__ import annotations

import contextlib
import io
import json
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from logic_rl.errors import UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks import reasoning_gym_calls as calls
from logic_rl.tasks.reasoning_gym import ReasoningGymTask
from logic_rl.tasks.trial import try_distinct, try_draws
from logic_rl.types import Judgement, TextQuestion

needs_library = pytest.mark.skipif(find_spec("reasoning_gym") is None, reason="reasoning-gym is not installed")

# Left out are those that take most of a second and more to make a question or to load their data.
NAMES = """
    ab acre advanced_geometry aiw arc_1d base_conversion basic_arithmetic binary_alternation binary_matrix
    bitwise_arithmetic boxnet caesar_cipher calendar_arithmetic chain_sum circuit_logic coin_flip color_cube_rotation
    complex_arithmetic count_bits count_primes countdown course_schedule cryptarithm decimal_arithmetic
    decimal_chain_sum dice emoji_mystery family_relationships fraction_simplification gcd graph_color gsm_symbolic
    isomorphic_strings kakurasu knights_knaves largest_island lcm leg_counting letter_counting letter_jumble
    list_functions mahjong_puzzle manipulate_matrix maze mini_sudoku modulo_grid needle_haystack number_filtering
    number_format number_sequence number_sorting palindrome_generation palindrome_partitioning path_star
    polynomial_equations pool_matrix power_function prime_factorization products propositional_logic
    quantum_lock ransom_note rearc rectangle_count rotate_matrix rotten_oranges rubiks_cube rush_hour self_reference
    sentence_reordering shortest_path simple_equations simple_geometry simple_integration spell_backward spiral_matrix
    string_insertion string_manipulation string_splitting string_synthesis sudoku survo syllogism time_intervals
    tower_of_hanoi tsumego word_sequence_reversal word_sorting
""".split()
EXAMPLES = {  # where an item has no answer of its own because many are right: the one that its metadata holds
    "graph_color": lambda metadata: json.dumps(calls.unpacked(metadata["possible_answer"])),
    "propositional_logic": lambda metadata: metadata["example_answer"],
    "rubiks_cube": lambda metadata: metadata["example_correct_answer"],
    "boxnet": lambda _: None,
    "rush_hour": lambda _: None,
}


@contextlib.contextmanager
def prepared(name: str, options: dict | None = None, has_levels: bool = True) -> Iterator[list[int]]:
    """The functions that a task calls in another process, in this one."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            yield calls.prepare(name, options or {}, has_levels)
        finally:
            calls._levels.clear()


@needs_library
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_data_set_is_drawn_from_and_scores_what_a_row_holds(name: str) -> None:
    with prepared(name) as levels:
        assert levels[0] == 1 and levels == sorted(levels)
        for seed in (7, 2**32 - 2):
            with contextlib.suppress(ValueError, RuntimeError):  # some seeds have no question
                item = calls.draw(levels[0], seed, 9.0)
                assert item == calls.draw(levels[0], seed, 9.0) and item["question"]
                facts = json.loads(json.dumps({key: item[key] for key in ("answer", "metadata")}))
                assert calls.packed(calls.unpacked(facts)) == facts
                right = item["answer"] or EXAMPLES[name](item["metadata"])
                assert right is None or calls.score(levels[0], right, facts) >= 1 - 1e-9
                for wrong in ("banana", "Q" * 30):
                    with contextlib.suppress(ValueError, TypeError):  # scorers that fail on it: no answer, then
                        assert calls.score(levels[0], wrong, facts) < 1 - 1e-9


@needs_library
@pytest.mark.slow
def test_levels_are_those_of_the_library_that_it_accepts() -> None:
    """Against the library's own curriculum, built here by its own calls."""
    from reasoning_gym.coaching.base_curriculum import RangeAttributeMode  # noqa: F401 - the library is there
    from reasoning_gym.factory import CURRICULA

    for name, levels in (("chain_sum", range(1, 12)), ("caesar_cipher", (1, 2)), ("modulo_grid", (1, 3, 4, 5, 6))):
        with prepared(name) as made:
            assert made == list(levels)
            for level in made:
                curriculum = CURRICULA[name]()
                curriculum.set_global_level(level - 1)
                assert calls._levels[level].config == curriculum.generate_configuration()
    for name in ("acre", "gsm_symbolic", "knight_swap"):  # no curriculum; one whose levels the library refuses
        with prepared(name) as made:
            assert made == [1] and calls._levels[1].config == type(calls._levels[1].config)()


@needs_library
@pytest.mark.slow
def test_options_go_over_the_level() -> None:
    with prepared("countdown", {"min_value": 40, "max_value": 80, "operators": ["+", "-"]}) as levels:
        assert levels == [1, 2, 3, 4, 5]
        metadata = calls.unpacked(calls.draw(1, 3, 9.0)["metadata"])
        assert all(40 <= number <= 80 for number in metadata["numbers"])
        assert not set("*/") & set(metadata["expression"])
    with prepared("countdown", {}, has_levels=False) as levels:
        assert levels == [1] and (calls._levels[1].config.min_numbers, calls._levels[1].config.max_numbers) == (4, 6)


VALUES = ((1, 2), [(1,), {"a": (2, [3])}], {1: "x", (2, 3): "y"}, {"__tuple__": 3, "b": ()}, None)


@pytest.mark.parametrize("value", VALUES)
def test_values_come_back_from_json(value: object) -> None:
    assert calls.unpacked(json.loads(json.dumps(calls.packed(value)))) == value


@pytest.fixture(scope="module")
def countdown() -> Iterator[ReasoningGymTask]:
    task = make_task("reasoning_gym:countdown")
    yield task
    task.close()


@needs_library
@pytest.mark.slow
def test_a_task_as_training_has_it(countdown: ReasoningGymTask) -> None:
    try_draws(countdown, (1, 2))
    assert try_distinct(countdown, (1, 2), "test")
    assert countdown.name == "reasoning_gym:countdown" and countdown.levels == (1, 2, 3, 4, 5)
    first, again = (countdown.draw(1, random.Random(5), "train") for _ in range(2))
    assert first == again != countdown.draw(1, random.Random(6), "train")
    texts = {split: {countdown.draw(1, random.Random(i), split).text for i in range(8)} for split in ("train", "test")}
    assert not texts["train"] & texts["test"] and len(texts["train"]) == 8
    row = json.loads(json.dumps({"puzzle_id": first.id, "response": "…"} | countdown.row_fields(first)))
    assert row["task"] == "reasoning_gym:countdown" and countdown.question_of(row) == first


@needs_library
@pytest.mark.slow
def test_verdicts_are_the_librarys(countdown: ReasoningGymTask) -> None:
    question = countdown.draw(1, random.Random(5), "train")
    solution, target = question.facts["answer"], question.facts["metadata"]["target"]
    for answer in (solution, f"\n {solution} ", f"\\boxed{{{solution}}}"):
        assert countdown.judgement(answer, question) == Judgement("correct", "its score is 1", 1.0)
    assert countdown.judgement(str(target), question) == Judgement("wrong", "its score is 0.05", 0.05)
    assert countdown.judgement("banana", question) == Judgement("wrong", "its score is 0.01", 0.01)
    assert countdown.judgement(" ", question).verdict == "unparsed"
    assert countdown.judgement(f"So: \\boxed{{{solution}}}", question, free=True).verdict == "correct"
    assert countdown.judgement(solution, question, free=True).verdict == "unparsed"


@needs_library
@pytest.mark.slow
def test_a_reply_is_not_run_here_and_cannot_hang(countdown: ReasoningGymTask, tmp_path, monkeypatch) -> None:
    """The library hands the answer to sympy, which hands it to Python's eval."""
    question = countdown.draw(1, random.Random(5), "train")
    monkeypatch.setattr("logic_rl.tasks.aside.Aside.call", _within(2.0, countdown.library.call))
    for text in (f"open({str(tmp_path / 'x')!r}, 'w')", f"__import__('os').system('touch {tmp_path / 'x'}')", "quit()"):
        assert countdown.judgement(text, question).verdict in ("wrong", "unparsed")
    assert not (tmp_path / "x").exists()
    assert countdown.judgement("9**9**9**9", question).verdict in ("wrong", "unparsed")
    assert countdown.judgement(question.facts["answer"], question).verdict == "correct"


def _within(seconds: float, call):
    return lambda _, *arguments, **__: call(*arguments, seconds=seconds)


@needs_library
@pytest.mark.slow
@pytest.mark.parametrize(
    ("spec", "options", "said"),
    [
        ("reasoning_gym:coutdown", {}, "reasoning-gym has no data set 'coutdown'; did you mean 'countdown'?"),
        ("reasoning_gym", {}, "reasoning-gym has no data set ''; there are ab, acre, "),
        ("reasoning_gym:composite", {}, "it is a mixture of other data sets; train on these by name"),
        ("reasoning_gym:game_of_life_halting", {}, "its scorer takes any answer for right"),
        ("reasoning_gym:puzzle24", {}, "its scorer takes 1*2*3*4 for right, whatever the numbers are"),
        ("reasoning_gym:countdown", {"min_number": 3}, "has no 'min_number'; did you mean 'min_numbers'?"),
        ("reasoning_gym:countdown", {"seed": 3}, "has no 'seed'"),
        ("reasoning_gym:gsm_symbolic", {"difficulty": -1}, "task_options of data set gsm_symbolic: "),
    ],
)
def test_what_cannot_be_asked_for(spec: str, options: dict, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        make_task(spec, options)
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_a_limit_of_processor_time_stops_even_what_catches_it() -> None:
    with pytest.raises(calls.TooLong), calls._at_most(0.02):
        for _ in range(3):
            with contextlib.suppress(Exception):
                while True:
                    pass
        while True:
            pass
    end = time.process_time() + 0.3
    while time.process_time() < end:  # no signal comes any more
        pass
    with calls._at_most(5.0):
        assert True


@needs_library
@pytest.mark.slow
def test_levels_that_it_has_not_and_levels_that_never_end(countdown: ReasoningGymTask, monkeypatch) -> None:
    with pytest.raises(UsageError, match="task reasoning_gym:countdown has no level 9; it has 1, 2, 3, 4, 5"):
        countdown.draw(9, random.Random(0), "train")
    monkeypatch.setattr("logic_rl.tasks.reasoning_gym.DRAW_SECONDS", 0.3)
    jugs = make_task("reasoning_gym:jugs")  # measured: its questions of level 4 take many seconds
    with pytest.raises(UsageError, match="no question of jugs at level 4: TooLong: .* name other levels"):
        jugs.draw(4, random.Random(0), "train")
    assert jugs.draw(1, random.Random(0), "train").level == 1  # no stray signal
    jugs.close()
    monkeypatch.setattr("logic_rl.tasks.reasoning_gym.WAIT_SECONDS", 1e-9)
    with pytest.raises(UsageError, match="no question of countdown at level 1: not done in .* name other levels"):
        countdown.draw(1, random.Random(0), "train")


def test_without_the_library_a_command_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "reasoning_gym", None)
    with pytest.raises(UsageError, match=r"--task reasoning_gym:countdown needs reasoning_gym, .*'logic-rl\[tasks\]'"):
        make_task("reasoning_gym:countdown")


@needs_library
@pytest.mark.slow
def test_the_command_says_what_is_wrong_before_torch_is_loaded(tmp_path) -> None:
    program = (
        "import sys\nfrom logic_rl.cli.main import main\n"
        "try: main(sys.argv[1:])\nfinally: print('torch' in sys.modules, 'reasoning_gym' in sys.modules)\n"
    )
    arguments = ["train", "--task", "reasoning_gym:coutdown", "--curriculum", "any_task", "--out", "run"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True,
                          timeout=120)  # fmt: skip
    assert done.returncode == 2 and done.stdout.split() == ["False", "False"]
    (line,) = done.stderr.strip().splitlines()
    assert "did you mean 'countdown'?" in line and not (tmp_path / "run").exists()


def test_questions_are_of_the_kind_that_rows_hold() -> None:
    question = TextQuestion("How many?", 2, {"answer": "3", "metadata": calls.packed({"n": (1, 2)})})
    assert TextQuestion.from_row(json.loads(json.dumps(question.to_row()))) == question
