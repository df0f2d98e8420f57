"""The HTML around numbers and responses. All that a run says is escaped or packed: model text is untrusted."""

from __future__ import annotations

import base64
import hashlib
import string
from collections.abc import Iterator
from html import escape
from pathlib import Path

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.behaviours.meanings import MEANINGS
from logic_rl.analysis.figures.curves import Curves
from logic_rl.analysis.report.numbers import Ends, Headline, Line
from logic_rl.analysis.report.responses import CHUNK, Packed, packed_json
from logic_rl.analysis.report.settings import STAGE_HEADS, Settings

PARTS = Path(__file__).resolve().parent / "assets"
SCRIPTS = ("data.js", "curves.js", "list.js", "transcript.js", "browser.js")
STAGE_COLUMNS = {
    "accuracy": ("accuracy", "share"), "verified": ("verified", "share"), "format_rate": ("well-formed", "share"),
    "readable": ("readable", "share"), "summarised": ("with a summary", "share"), "mixed": ("mixed", "share"),
    "mean_length": ("length", "tokens"),
}  # fmt: skip
WIDTH, HEIGHT = 150, 18  # pixels of the little drawing of two intervals


def page(
    curves: Curves,
    panels: list[dict],
    numbers: Headline | None,
    packed: Packed,
    places: list[tuple[str, int]],
    settings: Settings,
) -> Iterator[str]:
    """The page in pieces, in order. `places` says how many of the packed responses come from where."""
    style, script = _part("page.css"), "\n".join(_part(name) for name in SCRIPTS)
    index = {
        "behaviours": BEHAVIOURS,
        "meanings": [MEANINGS[name].sentence for name in BEHAVIOURS],
        "chunk": CHUNK,
        "columns": packed.columns,
        "places": places,
        "panels": panels,
        "phases": curves.phases,
    }
    head, tail = _part("page.html").split("<!-- packed -->")
    words = {
        "title": escape(curves.name),
        "style": style,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "headline": _headline(numbers),
        "facts": escape(_facts(curves, packed, settings)),
        "settings": _settings(settings),
        "meanings": _meanings(),
    }
    yield string.Template(head).substitute(words)
    yield _block("index", packed_json(index))
    for name, text in packed.blocks():
        yield _block(name, text)
    yield string.Template(tail).substitute(script=script)


def _block(name: str, text: str) -> str:
    return f'<script type="text/plain" id="{name}">{text}</script>\n'


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a content security policy calls this text, so that no other script or style runs in the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(curves: Curves, packed: Packed, settings: Settings) -> str:
    """The line below the title: what was run, and how much of it is here."""
    told = dict(settings.facts)
    named = [told.get("model"), told.get("algorithm", "").partition(" (")[0]]
    named.append(f"seed {told['seed']}" if "seed" in told else "")
    phases = ", ".join(name for name, *_ in curves.phases)
    steps = f"{len(curves.rows):,} steps" + (f" ({phases})" if phases else "")
    part = "" if packed.num_responses == packed.num_recorded else f", {packed.num_responses:,} of them here"
    return " · ".join(filter(None, [*named, steps, f"{packed.num_recorded:,} recorded responses{part}"]))


def _settings(settings: Settings) -> str:
    if not settings.text:
        return '<p class="note">This run has no config.yaml to tell its settings.</p>'
    facts = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in settings.facts)
    heads = "".join(f'<th scope="col">{escape(head)}' for head in STAGE_HEADS)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}' + "".join(f"<td>{escape(cell) or '–'}" for cell in cells) + "</tr>"
        for name, *cells in settings.stages
    )
    stages = f"""<div class="scroll"><table class="numbers stages"><thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></div>"""
    return f"""<dl class="facts">
{facts}
</dl>
{stages if settings.stages else ""}
<details class="config"><summary>all settings (config.yaml)</summary><pre>{escape(settings.text)}</pre></details>"""


def _meanings() -> str:
    """A sentence and an example for each behaviour, in the colour that it has everywhere on the page."""
    entries = (
        f'<div class="s{number}"><dt>{escape(name.replace("_", " "))}</dt><dd>{escape(MEANINGS[name].sentence)} '
        f"<q>{escape(MEANINGS[name].example)}</q></dd></div>"
        for number, name in enumerate(BEHAVIOURS)
    )
    return "\n".join(entries)


def _headline(numbers: Headline | None) -> str:
    if numbers is None:
        return '<p class="note">Nothing was evaluated on held-out questions.</p>'
    lines = "\n".join(_row(line) for line in numbers.lines)
    before, after = escape(numbers.before), escape(numbers.after)
    return f"""<div class="scroll"><table class="numbers changes">
<caption>Held-out questions, with 95&nbsp;% intervals. Before: {before}; after: {after};
{numbers.seconds:,.0f}&nbsp;s of training.</caption>
<thead><tr><th scope="col">quantity<th scope="col">before<th scope="col">after<th scope="col">change<th scope="col">0
to 100&nbsp;% <small>(○ before, ● after)</small></tr></thead>
<tbody>
{lines}
</tbody></table></div>
{_stages(numbers.stages)}"""


def _stages(stages: dict[str, dict]) -> str:
    """A row a stage; nothing where only one thing was done, which the table above tells."""
    if len(stages) < 3:
        return ""
    heads = "".join(f'<th scope="col">{head}' for head in ("after", *(name for name, _ in STAGE_COLUMNS.values())))
    rows = "\n".join(
        f'<tr><th scope="row">{escape(label)}'
        + "".join(f"<td>{_cell(unit, row.get(key), _stage_ends(row, key))}" for key, (_, unit) in STAGE_COLUMNS.items())
        + "</tr>"
        for label, row in stages.items()
    )
    return f"""<div class="scroll"><table class="numbers by-stage">
<caption>Stage by stage, on the same held-out questions. Readable: in one language, in short paragraphs, without code.
Mixed: a tenth of the words or more are of another language.</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></div>"""


def _stage_ends(row: dict, key: str) -> Ends:
    ends = (row.get("intervals") or {}).get(key)
    return (ends[0], ends[1]) if ends and None not in ends else None


def _row(line: Line) -> str:
    cells = (_cell(line.unit, line.before, line.before_ends), _cell(line.unit, line.after, line.after_ends))
    drawn = _drawing(line) if line.unit == "share" else ""
    return (f'<tr><th scope="row">{escape(line.name)}<td>{cells[0]}<td>{cells[1]}<td>{_change(line)}'
            f'<td class="drawn">{drawn}</tr>')  # fmt: skip


def _cell(unit: str, value: float | None, ends: Ends) -> str:
    if value is None:
        return "–"
    interval = f" <small>({_number(unit, ends[0])}–{_number(unit, ends[1])})</small>" if ends else ""
    return f"<b>{_number(unit, value)}{'&nbsp;%' if unit == 'share' else ' tokens'}</b>{interval}"


def _number(unit: str, value: float) -> str:
    return f"{100 * value:.1f}" if unit == "share" else f"{value:.0f}"


def _change(line: Line) -> str:
    if line.before is None or line.after is None:
        return "–"
    change = line.after - line.before
    return f"{100 * change:+.1f} points" if line.unit == "share" else f"{change:+.0f} tokens"


def _drawing(line: Line) -> str:
    """Both intervals over 0..1: the one before above, hollow; the one after below, filled."""
    parts = [f'<line class="rule" x1="4" x2="{WIDTH - 4}" y1="{HEIGHT / 2}" y2="{HEIGHT / 2}"/>']
    for place, value, ends, kind in (
        (5, line.before, line.before_ends, "hollow"),
        (13, line.after, line.after_ends, "filled"),
    ):
        if value is None:
            continue
        if ends:
            left, right = (_x(end) for end in ends)
            parts.append(f'<line class="interval" x1="{left}" x2="{right}" y1="{place}" y2="{place}"/>')
        parts.append(f'<circle class="{kind}" cx="{_x(value)}" cy="{place}" r="3.2"/>')
    return f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'


def _x(share: float) -> float:
    return round(4 + (WIDTH - 8) * share, 1)
