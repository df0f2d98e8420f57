"""The page's script: its plain parts under node, the whole in a headless Chromium; skipped where these are absent."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from logic_rl.analysis.report import write_report
from logic_rl.analysis.report_page import PARTS
from logic_rl.analysis.report_responses import packed_json

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NODE = shutil.which("node")
PLAIN = """
const data = {
  columns: {step: [1, 2, 2, null], phase: ["a", "a", "b", null], verdict: ["correct", "wrong", "bad_format", null],
            people: [2, 3, 3, null], true: [1, 2, 0, 0], false: [0, 1, 0, 0], follows: [true, false, null, null],
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
same(filtered(data, {puzzle: 0, people: "3"}), [2]);
same(sorted(data, [0, 1, 2], "long"), [1, 0, 2]);
same(sorted(data, [0, 1, 2], "low"), [1, 2, 0]);
same(pieces(6, [[1, 4], [2, 6], [3, 3]]).map(({start, end, marks}) => [start, end, marks]),
     [[0, 1, []], [1, 2, [0]], [2, 4, [0, 1]], [4, 6, [1]]]);
same(pieces(0, []), []);
same(["a.b", "A.B", "axb"].map((text) => text.search(needle("a.b"))), [0, 0, -1]);
same(needle(""), null);
unpack(PACKED).then((value) => same(value, ["\\ud800", 1, "é"]));
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
