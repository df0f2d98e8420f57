"""The page's script: its plain parts under node, the whole in a headless Chromium; skipped where these are absent."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlencode

import pytest

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.figures.curves import Curves
from logic_rl.analysis.report.numbers import panels
from logic_rl.analysis.report.page import PARTS, page
from logic_rl.analysis.report.report import write_report
from logic_rl.analysis.report.responses import Packed, packed_json
from logic_rl.rows import write_atomic

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NODE = shutil.which("node")
PLAIN = """
const data = {
  columns: {step: [1, 2, 2, null], phase: ["a", "a", "b", null], verdict: ["correct", "wrong", "bad_format", null],
            size: ["2 people", "3 people", "3 people", null], true: [1, 2, 0, 0], false: [0, 1, 0, 0],
            follows: [true, false, null, null],
            puzzle: [0, 1, 0, 2], tokens: [5, 9, 5, 1], reward: [3, -1, null, 0]},
  shown: bits([[0, 2], [2], [], [7]]), place: [0, 0, 1, 1],
};
const same = (got, expected) => {
  const [found, wanted] = [got, expected].map((value) => JSON.stringify(value));
  if (found !== wanted) throw new Error(`${found} not ${wanted}`);
};
same(filtered(data, {}), [0, 1, 2, 3]);
same(filtered(data, {shown: 4}), [0, 1]);
same(filtered(data, {shown: 5}), [0]);
same(filtered(data, {from: "2", to: "2"}), [1, 2]);
same(filtered(data, {verdict: "right"}), [0]);
same(filtered(data, {verdict: "not-right"}), [1, 2]);
same(filtered(data, {claims: "false"}), [1]);
same(filtered(data, {claims: "true"}), [0]);
same(filtered(data, {claims: "none"}), [2, 3]);
same(filtered(data, {claims: "loose"}), [1]);
same(filtered(data, {place: "1", phase: "b"}), [2]);
same(filtered(data, {puzzle: 0, size: "3 people"}), [2]);
same(sorted(data, [0, 1, 2], "long"), [1, 0, 2]);
same(sorted(data, [0, 1, 2], "low"), [1, 2, 0]);
same(pieces(6, [[1, 4], [2, 6], [3, 3]]).map(({start, end, marks}) => [start, end, marks]),
     [[0, 1, []], [1, 2, [0]], [2, 4, [0, 1]], [4, 6, [1]]]);
same(pieces(0, []), []);
same(["a.b", "A.B", "axb"].map((text) => text.search(needle("a.b"))), [0, 0, -1]);
same(needle(""), null);
unpack(PACKED).then((value) => same(value, ["\\ud800", 1, "é"]));
(async () => {
  const read = [];
  const blocks = new Blocks((number) => { read.push(number); return PACKED; }, 3, 2);
  same([await blocks.item(1), await blocks.item(2), await blocks.item(4)], [1, "é", 1]);
  await blocks.item(0); await blocks.item(7); await blocks.item(1); await blocks.item(4);
  same(read, [0, 1, 2, 1]); // two are held: those asked for last
})().catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_plain_parts_under_node() -> None:
    script = (PARTS / "data.js").read_text("utf-8") + PLAIN.replace("PACKED", repr(packed_json(["\ud800", 1, "é"])))
    run = subprocess.run([NODE, "-e", script], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr


def shown(page: Path, tmp_path: Path, **wanted: object) -> str:
    """The page's document after its script has run, for an address with these filters."""
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--virtual-time-budget=20000", "--dump-dom", f"{page.as_uri()}#{urlencode(wanted)}"]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_the_page_in_a_browser(demo_run: Path, tmp_path: Path) -> None:
    page = write_report(demo_run, tmp_path / "report.html")
    whole = shown(page, tmp_path)
    assert "data-ready" in whole and 'id="alarm" role="alert" hidden' in whole
    assert "480 of 480 responses" in whole
    assert whole.count('class="chart"') >= 8 and whole.count('role="option"') > 5
    some = shown(page, tmp_path, shown="backtracking", verdict="right", q="GO BACK")
    count = int(re.search(r"(\d+) of 480 responses", some)[1])
    assert 0 < count < 480
    assert re.search(r'<mark[^>]*data-label="backtracking"', some) and re.search(r'<mark[^>]*class="[^"]*hit', some)


def large_page(path: Path, count: int) -> Path:
    """A page of so many responses of some 250 words, a tenth of them wrong, one with the word "needle"."""
    words = "Suppose that she is a knight and look at what follows from it. Wait, that is a contradiction. ".split()
    rng, step_size = random.Random(0), 250
    with TemporaryFile("w+", encoding="ascii") as spool:
        packed = Packed(spool)
        for number in range(count):
            text = " ".join(rng.choices(words, k=250)) + f" Reply {number}." + " needle" * (number == count - 7)
            claim = {"start": 0, "end": 30, "kind": "role", "truth": "true", "roles": {"Mia": "knave"}, "given": {}}
            span = {"start": 5, "end": 60, "behaviour": "reflection", "cue": "wait", "rule": "wait"}
            told = {"spans": [span] * 8, "claims": [claim] * 15, "counts": dict.fromkeys(BEHAVIOURS, 1), "loops": [],
                    "num_tokens": 330, "claims_summary": {"num_read": 15, "num_true": 15, "follows": True}}  # fmt: skip
            row = {"id": f"{number}", "response": text, "step": number // step_size, "phase": "rollout",
                   "puzzle_id": f"kk-{number // 8}", "text": " ".join(words * 3), "names": ["Mia"], "num_people": 3,
                   "roles": ["knight", "knave"], "solution": [False],
                   "score": {"total": 3.0, "verdict": "wrong" if number % 10 else "correct", "reason": ""}}  # fmt: skip
            packed.add(row, told)
        steps = range(count // step_size)
        rows = [{"step": step, "reward/mean": step / 9} for step in steps]
        curves = Curves("large", rows, [("rollout", 0, steps[-1])], {}, {}, {}, {}, [])
        write_atomic(path, page(curves, panels(curves), None, packed, [("training", count)]))
    return path


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_many_responses_open_filter_and_search_quickly(tmp_path: Path) -> None:
    """12,000 of 250 words. Bounds are far above what was measured (under a second each), for busy machines."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = large_page(tmp_path / "large.html", 12_000)
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        shown.goto(path.as_uri())
        shown.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        count = shown.locator("#count")
        api.expect(count).to_have_text("12,000 of 12,000 responses")
        shown.locator("#verdict").select_option("right")
        api.expect(count).to_have_text("1,200 of 12,000 responses", timeout=5_000)
        shown.locator("#clear").click()
        shown.locator("#q").fill("NEEDLE")
        api.expect(count).to_have_text("1 of 12,000 responses", timeout=20_000)
        api.expect(shown.locator("#transcript h3")).to_contain_text("11993")
        assert shown.locator("mark.hit").count() == 1 and shown.locator("#list .option").count() == 1
        held = shown.evaluate("performance.memory.usedJSHeapSize / 1e6")
        assert held < 200, f"{held:.0f} MB of JavaScript memory"
        browser.close()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_keys(demo_run: Path, tmp_path: Path) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = write_report(demo_run, tmp_path / "report.html")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        errors: list[str] = []
        requests: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        title, count = page.locator("#transcript h3"), page.locator("#count")
        first = title.inner_text()
        page.keyboard.press("j")
        api.expect(title).not_to_have_text(first)
        page.keyboard.press("k")
        api.expect(title).to_have_text(first)
        page.keyboard.press("/")
        page.keyboard.type("go back")
        api.expect(count).not_to_have_text("480 of 480 responses")
        page.keyboard.press("Escape")
        assert page.locator("#q").input_value() == "go back"
        page.keyboard.press("n")
        api.expect(page.locator("mark.current")).to_have_count(1)
        page.keyboard.press("Escape")
        api.expect(count).to_have_text("480 of 480 responses")
        page.keyboard.press("s")
        api.expect(count).to_contain_text("to one puzzle")
        page.keyboard.press("?")
        assert page.locator("#help").is_visible()
        page.keyboard.press("Escape")
        page.locator(".chart").first.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#tip").inner_text().startswith("step 0")
        assert errors == [] and requests == [path.as_uri()]
        browser.close()
