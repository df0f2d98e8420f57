"""Wording of a search by trial, of asides and of wrong turns: mould keys and slots that need the whole derivation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from puzzles.statements import And, Is, Not, Or, Statement, children, leaves, literals
from puzzles.traces.language import Language
from puzzles.traces.steps import (
    Candidate,
    Check,
    Conclude,
    Deduce,
    Derivation,
    Evaluate,
    Hesitate,
    Inspect,
    Notice,
    Recap,
    Reject,
    Resume,
    Step,
    Suppose,
    Verified,
)  # fmt: skip
from puzzles.traces.wording import Wording


class WordingOf(Wording):
    """Mould keys and slots for the steps of one derivation.

    Further slots: `pairs` (an assignment as `Mia: knave, Bob: knight`), `marks` (what is looked up for each leaf),
    `word` (a role without article), `speaker_word`, `formula` (the claim with the truth of each part in its
    place, then "so"; nothing where there is one part), `due` (what the speaker's words must be); of a mistake
    `wrong_role` and `wrong_truth` (what was taken).
    """

    def __init__(
        self,
        derivation: Derivation,
        statements: Sequence[Statement],
        names: Sequence[str],
        roles: tuple[str, str],
        language: Language,
        said: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(statements, names, roles, language, said)
        self.derivation = derivation
        self.is_search = any(isinstance(step, Suppose) for step in derivation)

    def key(self, step: Step, previous: Step | None) -> str:
        """The mould for a step that comes after `previous`."""
        search = "_search" if self.is_search else ""
        match step:
            case Suppose():
                return {Reject: "suppose_next", Verified: "suppose_other"}.get(type(previous), "suppose")
            case Reject():
                return "reject" + search
            case Recap():
                return "recap_trial" if isinstance(previous, Inspect | Check) else "recap"
            case Resume(under):
                return "resume" if under else "resume_empty"
            case Candidate() if self.is_search:
                return "review"
            case Notice(wrong):
                return "notice_" + self._fault(self.derivation[wrong])
            case Inspect() | Hesitate():
                return type(step).__name__.lower()
        return super().key(step, previous)

    def _own_slots(self, step: Step) -> dict[str, str]:
        match step:
            case Suppose(assignment):
                return {"pairs": self._pairs(dict(enumerate(assignment)))}
            case Candidate(assignment):
                return super()._own_slots(step) | {"pairs": self._pairs(dict(enumerate(assignment)))}
            case Recap(under) | Resume(under):
                return {"pairs": self._pairs(dict(under)), "world": self._listed(dict(under))}
            case Inspect(speaker, _, _, _, value, role):
                return self._speech(speaker, role, value) | {
                    "speaker_word": self._word(role), "due": self.language.truth[role],
                    "marks": self._marks(step), "formula": self._formula(step),
                }  # fmt: skip
            case Hesitate():
                return {}
            case Notice(wrong):
                return self._taken(self.derivation[wrong])
        return super()._own_slots(step)

    def _fault(self, wrong: Step) -> str:
        """What is wrong with a step."""
        match wrong:
            case Inspect(speaker, assignment, kinds, truths, _, role):
                if self._misread(wrong) or role != assignment[speaker]:
                    return "look"
                parts = literals(self.statements[speaker])
                marked = tuple(kind == wanted for kind, wanted in zip(kinds, map(_wants, parts), strict=True))
                return "truth" if truths != marked else "value"
            case Check():
                return "value"
            case Evaluate():
                return "facts" if self._mend_of(wrong) and self._misremembered(wrong) else "evaluate"
        return type(wrong).__name__.lower()

    def _taken(self, wrong: Step) -> dict[str, str]:
        """What a mistaken step took to be so, and what is."""
        match wrong:
            case Inspect(speaker, assignment, _, _, value) | Check(speaker, value, assignment):
                misread = self._misread(wrong) if isinstance(wrong, Inspect) else []
                person = misread[0] if misread else speaker
                fault = self._fault(wrong)
                truth = not value if fault == "value" else self._false_part(wrong)
                return self._person(person, not assignment[person]) | {
                    "wrong_role": self._noun(not assignment[person]),
                    "word": self._word(assignment[person]),
                    "speaker": self.names[speaker],
                    "truth": self.language.truth[truth],
                    "wrong_truth": self.language.truth[not truth],
                }
            case Evaluate(speaker, value):
                misremembered = self._misremembered(wrong)
                return self._speech(speaker, value, value) | {
                    "wrong_truth": self.language.truth[value],
                    "facts": self._listed(misremembered) if misremembered else "",
                }
            case Deduce(person, knight, speaker):
                return self._person(person, knight) | self._speech(speaker, knight, knight)
            case Conclude(person, knight):
                return self._person(person, knight)
        raise TypeError(f"no mistake is made in such a step: {wrong!r}")

    def _misread(self, wrong: Inspect) -> list[int]:
        """The people whose role was looked up wrongly."""
        people = [leaf.person for leaf in leaves(self.statements[wrong.speaker])]
        return [p for p, kind in zip(people, wrong.kinds, strict=True) if kind != wrong.assignment[p]]

    def _false_part(self, wrong: Step) -> bool:
        """The truth of the first part that was called otherwise."""
        if not isinstance(wrong, Inspect):
            return True
        parts = literals(self.statements[wrong.speaker])
        truths = [kind == _wants(part) for part, kind in zip(parts, wrong.kinds, strict=True)]
        return next((truth for truth, told in zip(truths, wrong.truths, strict=True) if truth != told), True)

    def _misremembered(self, wrong: Evaluate) -> dict[int, bool]:
        mend = self._mend_of(wrong)
        kept = dict(getattr(mend, "under", ()))
        return {person: knight for person, knight in wrong.under if kept.get(person, knight) != knight}

    def _mend_of(self, wrong: Step) -> Step | None:
        """The step that does rightly what was done wrongly."""
        began = next(i for i, step in enumerate(self.derivation) if step is wrong)
        notice = next(i for i, step in enumerate(self.derivation) if isinstance(step, Notice) and step.wrong == began)
        after = self.derivation[notice + 1 :]
        return next((step for step in after if not isinstance(step, Resume | Hesitate)), None)

    def _word(self, knight: bool) -> str:
        return self.roles[not knight]

    def _pairs(self, facts: Mapping[int, bool]) -> str:
        return self._joined("pair", [(person, knight, True) for person, knight in facts.items()])

    def _marks(self, step: Inspect) -> str:
        """A lone leaf's truth is the verdict that follows, so it goes without saying."""
        people = [leaf.person for leaf in leaves(self.statements[step.speaker])]
        looks = list(zip(people, step.kinds, step.truths, strict=True))
        return self._joined("pair", looks) if len(looks) == 1 else self._joined("mark", looks)

    def _formula(self, step: Inspect) -> str:
        """`false or true, so `: with it a verdict can be read off the words before it."""
        if len(step.truths) == 1:
            return ""
        truths = iter(step.truths)
        formula = self._inserted(self.statements[step.speaker], truths)
        return self.language.moulds["formula"][0].format(formula=formula)

    def _inserted(self, statement: Statement, truths: Iterator[bool]) -> str:
        """A statement in words, each literal as the next of `truths`."""
        match statement:
            case Is() | Not(Is()):
                return self.language.truth[next(truths)]
            case Not(inner):
                kind, parts = "formula_not", [self._inserted(inner, truths)]
            case _:
                kind = f"formula_{type(statement).__name__.lower()}"
                parts = [self._part_inserted(part, truths) for part in children(statement)]
        mould = self.language.moulds[kind][0]
        if isinstance(statement, And | Or):
            return mould.join(parts)
        return mould.format(**dict(zip(("first", "second"), parts, strict=False)))

    def _part_inserted(self, part: Statement, truths: Iterator[bool]) -> str:
        words = self._inserted(part, truths)
        if isinstance(part, Is | Not):
            return words
        return self.language.moulds["formula_part"][0].format(first=words)

    def _joined(self, mould: str, looks: Sequence[tuple[int, bool, bool]]) -> str:
        moulds = self.language.moulds
        return moulds[f"{mould}_gap"][0].join(
            moulds[mould][0].format(
                person=self.names[person], word=self._word(knight), truth=self.language.truth[truth]
            )
            for person, knight, truth in looks
        )


def _wants(literal: Statement) -> bool:
    """What the person of a literal must be to make it true."""
    leaf = next(leaves(literal))
    return leaf.knight if leaf is literal else not leaf.knight
