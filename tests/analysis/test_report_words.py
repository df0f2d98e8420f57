"""What the page says of the run and of the behaviours, and how it fits a phone."""

from __future__ import annotations

import html
import re
import subprocess
from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest
import yaml

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.behaviours.meanings import MEANINGS
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.report.report import Spread, write_report
from logic_rl.analysis.report.settings import settings_of
from logic_rl.config.reading import read_config
from logic_rl.config.run import to_yaml
from logic_rl.record import RunFolder, open_run
from logic_rl.resources import curriculum_path
from logic_rl.rows import write_json
from tests.analysis.test_report import packed
from tests.analysis.test_report_script import CHROMIUM

MACHINE = {"logic_rl": "0.1.0", "torch": "2.13.0", "device": "NVIDIA <L4>", "num_cpus": 8, "python": "3.12.1"}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_behaviour_has_a_sentence_and_an_example_that_is_tagged_so(name: str) -> None:
    meaning = MEANINGS[name]
    assert meaning.sentence.endswith(".") and len(meaning.sentence.split()) > 4
    for before in ("", "Bob says that Alice is a knave. "):
        spans = tag(f"<think> {before}{meaning.example} </think>", ["Alice", "Bob"], ["knight", "knave"])
        assert {span.behaviour for span in spans} == {name}


def configured(run: Path, curriculum: str, **changes) -> Path:
    config = yaml.safe_load(to_yaml(read_config(curriculum_path(curriculum), **changes)))
    (run / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    write_json(run / "environment.json", MACHINE)
    return run


@pytest.mark.parametrize(
    ("curriculum", "changes", "model", "algorithm"),
    [
        ("three_phase", {"seed": 7}, "tiny-base", "grpo"),
        ("mixed", {"algorithm": {"name": "ppo"}}, "tiny-base", "ppo"),
        ("zero_then_sft", {"model": "Qwen/Qwen2.5-0.5B"}, "Qwen/Qwen2.5-0.5B", "grpo"),
    ],
)
def test_the_page_names_model_algorithm_seed_and_settings(
    curriculum: str, changes: dict, model: str, algorithm: str, demo_run: Path, tmp_path: Path
) -> None:
    text = write_report(configured(demo_run, curriculum, **changes), tmp_path / "r.html").read_text(encoding="utf-8")
    head = re.search(r'<p class="note">(.*?)</p>', text)[1]
    assert head.startswith(f"{model} · {algorithm} · seed {changes.get('seed', 1)} · ")
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text.partition("Responses</h2>")[0]))
    assert facts["model"] == model and facts["algorithm"].startswith(algorithm)
    assert facts["machine"] == "NVIDIA &lt;L4&gt;, 8 cores"
    stored = yaml.safe_load(html.unescape(re.search(r"<pre>(.*?)</pre>", text, re.DOTALL)[1]))
    assert stored == yaml.safe_load((demo_run / "config.yaml").read_text(encoding="utf-8"))
    rows = re.findall(r'<tr><th scope="row">([^<]*)<td>', text.partition("stages")[2].partition("</table>")[0])
    assert [row.partition(" (")[0] for row in rows] == [stage["name"] for stage in stored["phases"]]
    assert all(html.escape(MEANINGS[name].sentence) in text for name in BEHAVIOURS)


def test_a_page_tells_no_paths_of_this_machine(demo_run: Path, tmp_path: Path) -> None:
    inside, outside = str(demo_run.resolve() / "puzzles"), "/home/somebody/secret/models/tuned"
    configured(demo_run, "three_phase", puzzles=inside, model=outside)
    settings = settings_of(open_run(demo_run))
    facts = dict(settings.facts)
    assert facts["model"] == "…/models/tuned" and facts["task"].endswith("questions: puzzles")
    text = write_report(demo_run, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "secret" not in text and str(demo_run.resolve().parent) not in text


@pytest.mark.parametrize(
    "config",
    ["", "[]", "model: 3\nphases: {a: 1}",
     "algorithm: grpo\nreward: [1]\nphases: [warmup, {name: x, temperature: hot}]",
     "phases: [{name: '<script>', people: [2, 3], temperature: {start: 1}}]", "model: !!python/name:os.system x"],
)  # fmt: skip
def test_odd_configurations_make_no_odd_page(config: str, demo_run: Path, tmp_path: Path) -> None:
    (demo_run / "config.yaml").write_text(config, encoding="utf-8")
    text = write_report(demo_run, tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script>") and '<th scope="row"><script>' not in text


def test_no_config_is_said(demo_run: Path) -> None:
    assert settings_of(RunFolder(demo_run)).facts == []


@pytest.mark.parametrize(
    ("total", "limit"), [(7, 3), (480, 100), (480, 479), (480, 480), (480, 9999), (5, None), (0, 4)]
)
def test_a_limit_is_spread_evenly(total: int, limit: int | None) -> None:
    spread = Spread(total, limit)
    kept = [place for place in range(total) if spread.has(place)]
    assert len(kept) == min(total, total if limit is None else limit)
    gaps = [after - before for before, after in zip(kept, kept[1:], strict=False)]
    assert not gaps or max(gaps) - min(gaps) <= 1
    counted = accumulate(int(spread.has(place)) for place in range(total))
    assert [spread.before(place) for place in range(total + 1)] == [0, *counted]


@pytest.mark.parametrize("analysed", [False, True])
def test_a_smaller_page_has_the_curves_of_all(analysed: bool, demo_run: Path, tmp_path: Path) -> None:
    from logic_rl.analysis.tables import analyze_run

    if analysed:
        analyze_run(demo_run)
    whole = write_report(demo_run, tmp_path / "whole.html").read_text(encoding="utf-8")
    part = write_report(demo_run, tmp_path / "part.html", limit=60).read_text(encoding="utf-8")
    big, small = packed(whole, "index"), packed(part, "index")
    assert small["panels"] == big["panels"] and "480 recorded responses, 60 of them here" in part
    assert len(small["columns"]["id"]) == 60 == sum(count for _, count in small["places"])
    # Which place each has, read from its id: of the evaluations the label stands in front.
    shown = [big["columns"]["id"].index(name) for name in small["columns"]["id"]]
    counts = Counter(place for place, (_, count) in enumerate(big["places"]) for _ in range(count))
    ends = list(accumulate(counts[place] for place in range(len(big["places"]))))
    told = [sum(1 for one in shown if start <= one < end) for start, end in zip([0, *ends], ends, strict=False)]
    assert told == [count for _, count in small["places"]]


def test_the_page_is_made_for_phones_too(demo_run: Path, tmp_path: Path) -> None:
    text = write_report(demo_run, tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert text.count('<div class="scroll"><table') == text.partition("<script")[0].count("<table")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_sticks_out_of_a_small_screen(width: int, demo_run: Path, tmp_path: Path) -> None:
    """A window of a headless Chromium is 500 wide at least, so the page lies in a frame."""
    page = write_report(configured(demo_run, "three_phase"), tmp_path / "report.html")
    (tmp_path / "frame.html").write_text(f"""<iframe id="f" src="{page.name}"
style="width:{width}px;height:800px;border:0"></iframe><p id="told"></p><script>f.onload = () => setTimeout(() => {{
  const page = f.contentDocument, root = page.documentElement;
  const letters = [...page.querySelectorAll("svg.chart text")].map((one) =>
    parseFloat(page.defaultView.getComputedStyle(one).fontSize) * one.ownerSVGElement.getBoundingClientRect().width
    / one.ownerSVGElement.viewBox.baseVal.width);
  told.textContent = `wide ${{root.scrollWidth}} letters ${{Math.min(...letters)}} charts ${{letters.length}}`;
}}, 3000);</script>""", encoding="utf-8")  # fmt: skip
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom",
               (tmp_path / "frame.html").as_uri()]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    wide, letters, charts = re.search(r"wide (\d+) letters ([\d.]+) charts (\d+)", told).groups()
    assert int(wide) <= width and float(letters) >= 11 and int(charts) > 50
