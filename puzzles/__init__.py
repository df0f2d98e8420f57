"""Knights-and-knaves puzzles: sampling, solving, splitting, and reading answers. Standard library and numpy.

Each name loads its module when it is first used: `import puzzles.puzzle` costs a puzzle, not the readers of prose.

>>> import random
>>> from puzzles import PuzzleSpec, read_answer, sample_puzzle, solve
>>> puzzle = sample_puzzle(PuzzleSpec(num_people=3), random.Random(1))
>>> solve(puzzle.statements) == [puzzle.solution]
True
>>> answer = ", ".join(f"{name} is a {puzzle.role_of(person)}" for person, name in enumerate(puzzle.names))
>>> read_answer(answer, puzzle.names, puzzle.roles).assignment == puzzle.solution
True
"""

from typing import TYPE_CHECKING

from puzzles.lazy import lazy_names
from puzzles.solve import solve  # at once, because its module has the same name

if TYPE_CHECKING:
    from puzzles.answers.read import Reading, read_answer
    from puzzles.errors import GenerationError, PuzzleError, PuzzleFormatError, UnreadablePuzzleError
    from puzzles.formats.dataset import DatasetRequest, write_dataset
    from puzzles.formats.folder import DatasetExistsError
    from puzzles.formats.jsonl import read_puzzles, write_puzzles
    from puzzles.puzzle import Puzzle
    from puzzles.reading.read import read_puzzle
    from puzzles.reading.result import ReadPuzzle
    from puzzles.sampling.sample import sample_distinct, sample_puzzle
    from puzzles.sampling.spec import PuzzleSpec
    from puzzles.splits import split_of
    from puzzles.traces.writing import trace

__all__ = [
    "DatasetExistsError",
    "DatasetRequest",
    "GenerationError",
    "Puzzle",
    "PuzzleError",
    "PuzzleFormatError",
    "PuzzleSpec",
    "ReadPuzzle",
    "Reading",
    "UnreadablePuzzleError",
    "read_answer",
    "read_puzzle",
    "read_puzzles",
    "sample_distinct",
    "sample_puzzle",
    "solve",
    "split_of",
    "trace",
    "write_dataset",
    "write_puzzles",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "puzzles.answers.read": ("Reading", "read_answer"),
        "puzzles.errors": ("GenerationError", "PuzzleError", "PuzzleFormatError", "UnreadablePuzzleError"),
        "puzzles.formats.dataset": ("DatasetRequest", "write_dataset"),
        "puzzles.formats.folder": ("DatasetExistsError",),
        "puzzles.formats.jsonl": ("read_puzzles", "write_puzzles"),
        "puzzles.puzzle": ("Puzzle",),
        "puzzles.reading.read": ("read_puzzle",),
        "puzzles.reading.result": ("ReadPuzzle",),
        "puzzles.sampling.sample": ("sample_distinct", "sample_puzzle"),
        "puzzles.sampling.spec": ("PuzzleSpec",),
        "puzzles.splits": ("split_of",),
        "puzzles.traces.writing": ("trace",),
    },
)
