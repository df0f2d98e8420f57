"""Wording: which mould a step is set in, and what fills its slots; the same for every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from puzzles.statements import Is, Statement, World
from puzzles.traces.language import Language
from puzzles.traces.rules import rule_of
from puzzles.traces.steps import (
    OTHER_CASE,
    REFUTE,
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Evaluate,
    Paradox,
    Reject,
    Retract,
    Step,
    Try,
    Verified,
)  # fmt: skip


class Wording:
    """Mould keys and slots for the steps about one puzzle.

    The slots, each where the step has what it tells: `person`, `role`, `other` (a name, what that person
    is, the other role), `is_so`, `is_not_so` (clauses of the same); `speaker`, `speaker_role`,
    `speaker_is`, `claim` (what the speaker says), `said` (the same where the speaker says "I"), `truth` (its truth),
    `facts` (what the step leans on); `world`, `number`; and always `truthful` and `liar`.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        names: Sequence[str],
        roles: tuple[str, str],
        language: Language,
        said: Mapping[int, str] | None = None,
    ) -> None:
        self.statements, self.names, self.roles, self.language = statements, names, roles, language
        told, people = said or {}, range(len(statements))
        self._claims = [told.get(k) or language.describe(statements[k], names, roles) for k in people]
        self._said = [told.get(k) or language.describe(statements[k], names, roles, speaker=k) for k in people]

    def key(self, step: Step, previous: Step | None) -> str:
        """The mould for a step that comes after `previous`."""
        given = "_given" if self._leaned_on(step) else ""
        match step:
            case Assume(level=level, purpose=purpose):
                kind = {REFUTE: "assume_refuted", OTHER_CASE: "assume_other"}.get(purpose, "assume")
                return kind + ("_within" if level > 1 else "")
            case Evaluate(speaker, value, under) if speaker in dict(under):
                # Told "it is true: Mia is a knave", a reader needs no "so Mia is a knave" after it.
                quoted = "_leaf" if value and isinstance(self.statements[speaker], Is) else ""
                return ("evaluate_truthful" if value else "evaluate_lying") + quoted
            case Evaluate():
                return "evaluate" + given
            case Deduce():
                return _deduction_key(step, previous, given)
            case Contradiction():
                return "contradiction" + given
            case Paradox():
                return "paradox" + given
            case Conclude(level=level):
                return "conclude_within" if level else "conclude"
            case Check():
                return "check_fits" if step.fits else "check_fails"
            case Answer(unique=unique):
                return "answer_unique" if unique else "answer"
        return type(step).__name__.lower()

    def slots(self, step: Step) -> dict[str, str]:
        """What fills the moulds of a step."""
        facts = self._leaned_on(step)
        slots = {"truthful": self._noun(True), "liar": self._noun(False)}
        if facts:
            slots["facts"] = self._listed(facts)
        return slots | self._own_slots(step)

    def _own_slots(self, step: Step) -> dict[str, str]:
        match step:
            case Assume(person, knight) | Conclude(person, knight):
                return self._person(person, knight)
            case Deduce(person, knight, speaker, under):
                role = dict(under).get(speaker, knight)
                return self._person(person, knight) | self._speech(speaker, role, role)
            case Evaluate(speaker, value):
                return self._speech(speaker, value, value)
            case Contradiction(speaker, claimed, actual):
                return self._speech(speaker, claimed, actual)
            case Paradox(speaker):
                return self._speech(speaker, True, False)
            case Check(speaker, value, assignment):
                return self._speech(speaker, assignment[speaker], value)
            case Reject(assignment, speaker):
                return self._speech(speaker, assignment[speaker], not assignment[speaker])
            case Try(assignment, number):
                return {"world": self._world(assignment), "number": str(number)}
            case Candidate(assignment) | Verified(assignment) | Answer(assignment):
                return {"world": self._world(assignment)}
            case Retract():
                return {}
        raise TypeError(f"not a step: {step!r}")

    def _leaned_on(self, step: Step) -> dict[int, bool]:
        """The facts worth telling; the speaker's own role only where a contradiction needs it for the claim too."""
        facts = dict(getattr(step, "under", ()))
        role = facts.pop(getattr(step, "speaker", None), None)
        if (
            isinstance(step, Contradiction)
            and rule_of(step.speaker, self.statements[step.speaker]).value(facts) is None
        ):
            facts[step.speaker] = role
        return dict(sorted(facts.items()))

    def _person(self, person: int, knight: bool) -> dict[str, str]:
        return {
            "person": self.names[person],
            "role": self._noun(knight),
            "other": self._noun(not knight),
            "is_so": self._clause(person, knight),
            "is_not_so": self._clause(person, not knight),
        }

    def _speech(self, speaker: int, role: bool, truth: bool) -> dict[str, str]:
        return {
            "speaker": self.names[speaker],
            "speaker_role": self._noun(role),
            "speaker_is": self._clause(speaker, role),
            "claim": self._claims[speaker],
            "said": self._said[speaker],
            "truth": self.language.truth[truth],
        }

    def _noun(self, knight: bool) -> str:
        return self.language.noun(self.roles[0] if knight else self.roles[1])

    def _clause(self, person: int, knight: bool) -> str:
        return self.language.describe(Is(person, knight), self.names, self.roles)

    def _world(self, assignment: World) -> str:
        return self._listed(dict(enumerate(assignment)))

    def _listed(self, facts: dict[int, bool]) -> str:
        return self.language.listing([self._clause(person, knight) for person, knight in facts.items()])


def _deduction_key(step: Deduce, previous: Step | None, given: str) -> str:
    """By how the speaker comes in, and whether the line before already quoted the same speaker."""
    is_quoted = isinstance(previous, Evaluate | Deduce) and previous.speaker == step.speaker
    if step.speaker == step.person:
        return "deduce_speaker" if is_quoted else "deduce_self" + given
    if step.speaker not in dict(step.under):
        return "deduce_either" + given
    if not is_quoted:
        return "deduce_recalled" + given
    return ("deduce_next" if isinstance(previous, Evaluate) else "deduce_also") + given
