"""Behaviours by a language model behind a chat endpoint: cached by content, so that nothing is paid for twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from logic_rl.analysis.judge.prompt import Part, judged_sentences, parts, read_answer
from logic_rl.bill import Bill, Forecast
from logic_rl.endpoint import Endpoint
from logic_rl.rows import write_bytes
from puzzles.workers import in_order

ATTEMPTS = 3  # answers of a judge that are read before its part counts as unanswered


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one response: `labels[k]` are those of the sentence `sentences[k]`, None if unanswered.

    Example: `Judged("kk-1-0", [(0, 14), (15, 40)], [[], ["verification"]])`.
    """

    id: str
    sentences: list[tuple[int, int]]
    labels: list[list[str] | None]

    def to_row(self) -> dict:
        """A line of judged.jsonl: spans as in tags.jsonl, and how many sentences there were."""
        spans = [
            {"start": start, "end": end, "behaviour": name, "cue": "", "rule": "judge"}
            for (start, end), names in zip(self.sentences, self.labels, strict=True)
            for name in names or ()
        ]
        unanswered = sum(names is None for names in self.labels)
        return {"id": self.id, "spans": spans, "num_sentences": len(self.sentences), "unanswered": unanswered}


@dataclass
class Judge:
    """An endpoint with the folder where its answers are kept."""

    endpoint: Endpoint
    cache: Path
    concurrency: int = 8
    bill: Bill = field(default_factory=Bill)
    _failure: Exception | None = field(default=None, repr=False)

    def forecast(self, rows: Iterable[dict]) -> Forecast:
        """What judging these rows would take now."""
        calls = letters = kept = 0
        for row in rows:
            for part in parts(row["response"], judged_sentences(row["response"])):
                if self._place(part).is_file():
                    kept += 1
                else:
                    calls += 1
                    letters += sum(len(message["content"]) for message in part.messages())
        return Forecast(calls, letters, kept=kept)

    def judged(self, rows: Iterable[dict], progress: Callable[[int], None] | None = None) -> Iterator[Judged]:
        """The verdicts in the order of the rows; `progress` is told how many parts are done.

        On an error or an interrupt the calls in flight are finished and kept.

        Raises:
            UsageError: the endpoint refuses.
            RunFailed: it gives no answer, or the bill is spent.
        """
        self._failure = None
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                waiting: list[list[str] | None] = []
                now = None
                for (row, sentences, part), labels in in_order(pool, self._of, _calls(rows), 2 * self.concurrency):
                    if now is not row:
                        now, waiting = row, []
                    waiting += labels
                    if progress:
                        progress(1 if part else 0)
                    if len(waiting) == len(sentences):
                        yield Judged(str(row["id"]), sentences, waiting)
            finally:
                self.endpoint.stopping.set()
                pool.shutdown(cancel_futures=True)
                self.endpoint.stopping.clear()
                self.endpoint.close()

    def _of(self, call: tuple[dict, list, Part | None]) -> list[list[str] | None]:
        """Labels of each sentence of a part."""
        part = call[2]
        if part is None:
            return []
        try:
            answer = self._kept(part) or self._asked(part)
        except Exception as error:  # no more calls begin; and what they say of that is not what went wrong
            self._failure = self._failure or error
            self.endpoint.stopping.set()
            raise self._failure from None
        if "labels" not in answer:
            return [None] * len(part.numbers)
        return [answer["labels"].get(str(number), []) for number in part.numbers]

    def _kept(self, part: Part) -> dict | None:
        try:
            answer = json.loads(self._place(part).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # absent, or damaged: asked again
            return None
        self.bill.keep()
        return answer if isinstance(answer, dict) else None

    def _asked(self, part: Part) -> dict:
        messages = part.messages()
        for _ in range(ATTEMPTS):
            self.bill.require_rest()
            reply = self.endpoint.ask(messages)
            self.bill.add(reply.prompt_tokens, reply.completion_tokens)
            try:
                answer: dict = {"labels": read_answer(reply.content, part.numbers)}
                break
            except ValueError as error:
                # At temperature 0 the same question has the same answer, so it is told what was wrong.
                complaint = f"Your answer cannot be used: {error}. Answer again, with the JSON object alone."
                messages = [*part.messages(), {"role": "assistant", "content": reply.content},
                            {"role": "user", "content": complaint}]  # fmt: skip
        else:
            answer = {"unreadable": reply.content}
        text = json.dumps(answer)
        write_bytes(self._place(part), text.encode())
        return json.loads(text)  # numbers as text, as they come from the cache

    def _place(self, part: Part) -> Path:
        question = json.dumps([self.endpoint.model, part.messages()])
        name = hashlib.blake2b(question.encode(), digest_size=16).hexdigest()
        return self.cache / name[:2] / f"{name}.json"


def _calls(rows: Iterable[dict]) -> Iterator[tuple[dict, list[tuple[int, int]], Part | None]]:
    for row in rows:
        sentences = judged_sentences(row["response"])
        calls: list[Part | None] = [*parts(row["response"], sentences)]
        for part in calls or [None]:
            yield row, sentences, part
