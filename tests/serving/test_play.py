"""What the page asks for: puzzles, logic's answer, marks; and the page itself, in a browser where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from logic_rl.serving.page import ASSETS, SCRIPTS, whole_page
from puzzles import read_puzzle, solve
from tests.analysis.test_report_script import CHROMIUM, NODE
from tests.serving.conftest import Running

httpx = pytest.importorskip("httpx2")

TEXT = "Knights tell the truth and knaves lie. Alice says that Bob is a knave. Bob says that Alice and Bob are knaves."
REPLY = (
    "<think> Suppose Alice is a knight. 🙂 Alice says that Bob is a knight. Bob is a knave. Wait, let me check that "
    "again. </think> <answer> Alice is a knight, Bob is a knave. </answer>"
)


def posted(running: Running, path: str, **body) -> dict:
    done = httpx.post(running.url + path, json=body, timeout=30)
    assert done.status_code == 200, done.text
    return done.json()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("style", ["named", "standard", "varied"])
def test_a_puzzle_can_be_read_has_one_solution_and_is_repeated_by_its_seed(language, style, running: Running) -> None:
    query = {"people": 3, "language": language, "style": style, "seed": 5}
    first, again = (httpx.get(f"{running.url}/api/puzzle", params=query).json() for _ in range(2))
    assert first == again and len(solve(read_puzzle(first["text"]).statements)) == 1
    other = httpx.get(f"{running.url}/api/puzzle", params=query | {"seed": 6}).json()
    assert other["text"] != first["text"]
    found = posted(running, "/api/solve", text=first["text"])
    assert found["status"] == "unique" and found["proof"]
    known = language == "en" and style == "named"
    assert ("tiny-base" in found["warnings"]) == (not known)


def test_what_logic_says_of_other_texts(running: Running) -> None:
    assert posted(running, "/api/solve", text="In the pub a pilot lies.")["status"] == "unparsed"
    two = "Alice says that Bob is a knight. Bob says that Alice is a knight."
    assert posted(running, "/api/solve", text=two)["num_solutions"] == 2


def marked(told: dict, kind: str, response: str = REPLY) -> list[str]:
    """The marked texts, cut as JavaScript cuts."""
    wide = response.encode("utf-16-le")
    return [wide[2 * start : 2 * end].decode("utf-16-le") for start, end, own, _ in told["marks"] if own == kind]


def test_a_whole_reply_is_marked_and_judged(running: Running) -> None:
    told = posted(running, "/api/analyze", text=TEXT, response=REPLY, is_whole=True, num_tokens=40)
    assert told["verdict"] == "correct" and told["verified"] is False
    assert any("Bob is a knight" in one for one in marked(told, "false"))
    assert any("Bob is a knave" in one for one in marked(told, "true")) and told["false"] >= 1
    assert any("let me check that again" in one for one in marked(told, "verification"))
    assert told["counts"]["verification"] == len(marked(told, "verification"))
    wrong = posted(running, "/api/analyze", text=TEXT, response=REPLY.replace("t, Bob is a knave. </a", "t. </a"),
                   is_whole=True)  # fmt: skip
    assert wrong["verdict"] != "correct" and wrong["reason"]


def test_half_a_sentence_is_not_judged_and_marks_stay_where_they_were(running: Running) -> None:
    before: list = []
    for end in range(40, len(REPLY), 7):
        told = posted(running, "/api/analyze", text=TEXT, response=REPLY[:end])
        assert told["verdict"] is None
        assert all(stop <= len(REPLY[:end].encode("utf-16-le")) // 2 for _, stop, *_ in told["marks"])
        claims = [mark[:3] for mark in told["marks"] if mark[2] in ("true", "false")]
        assert claims[: len(before)] == before
        before = claims
    assert posted(running, "/api/analyze", text=TEXT, response="Bob is a knight")["marks"] == []


def test_a_reply_to_no_puzzle_has_behaviours_and_no_verdict(running: Running) -> None:
    told = posted(running, "/api/analyze", text="Who are you?", response=REPLY, is_whole=True)
    assert told["verdict"] is None and marked(told, "verification") and told["true"] == told["false"] == 0


def test_the_page_is_one_file_that_fetches_nothing(running: Running) -> None:
    done = httpx.get(f"{running.url}/")
    assert done.status_code == 200 and done.text == whole_page()[0]
    policy = done.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "connect-src 'self'" in policy and "unsafe" not in policy
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", done.text)
    assert not re.findall(r"https?://(?!www\.w3\.org)", done.text)
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", scripts)


def test_both_languages_have_all_words() -> None:
    words = (ASSETS / "words.js").read_text("utf-8")
    english, chinese = (set(re.findall(r"(\w+): \"", words.partition(f"  {name}: {{")[2].partition("\n  }")[0]))
                        for name in ("en", "zh"))  # fmt: skip
    used = set(re.findall(r'data-word="(\w+)"', (ASSETS / "page.html").read_text("utf-8")))
    used |= set(re.findall(r'word\("(\w+)"\)', (ASSETS / "page.js").read_text("utf-8")))
    assert english == chinese and used <= english and len(english) > 40


STREAM = """
const same = (got, expected) => {
  const [found, wanted] = [got, expected].map((value) => JSON.stringify(value));
  if (found !== wanted) throw new Error(`${found} not ${wanted}`);
};
const events = new Events();
same(events.push('data: {"a"'), []);
same(events.push(':1}\\n\\ndata: 2\\n\\n: note\\n\\ndata:'), ['{"a":1}', "2"]);
same(events.push(" [DONE]\\n\\n"), ["[DONE]"]);
const chunk = (delta, finish_reason = null) => ({choices: [{delta, finish_reason}]});
for (const [opened, head] of [[false, "<think>"], [true, ""]]) {
  const growing = new Growing(opened);
  growing.add(chunk({role: "assistant", content: ""}));
  same(growing.text, "");
  growing.add(chunk({reasoning: " a"}));
  same(growing.text, head + " a");
  growing.add(chunk({reasoning: "b", content: "c"}, "stop"));
  growing.add({choices: [], usage: {completion_tokens: 7}});
  same([growing.text, growing.end, growing.tokens], [head + " ab</think>c", "stop", 7]);
}
const plain = new Growing(false);
plain.add(chunk({content: "x"}));
same(plain.text, "x");
let told = "";
try { plain.add({error: {message: "no"}}); } catch (error) { told = error.message; }
same(told, "no");
"""


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_script_puts_a_stream_together(tmp_path) -> None:
    script = tmp_path / "stream.js"
    script.write_text((ASSETS / "stream.js").read_text("utf-8") + STREAM, encoding="utf-8")
    done = subprocess.run([NODE, script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None or shutil.which("chromium") is None, reason="Chromium is not installed")
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_in_a_browser_shows_a_puzzle_and_takes_markup_for_text(width: int, running: Running, tmp_path) -> None:
    hostile = "<img src=x onerror=alert(1)> says that Bob is a knave. <script>document.title='taken'</script>"
    for query, words in (
        ({"people": "2", "draw": "1"}, ["one solution", "Alice: knight", "Bob: knave"]),
        ({"text": hostile}, ["not read: cannot read"]),
    ):
        url = str(httpx.URL(f"{running.url}/", params=query))
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
                   f"--window-size={width},900", "--virtual-time-budget=20000", "--dump-dom", url]  # fmt: skip
        shown = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
        body = re.sub(r"(?s)<script>.*?</script>", "", shown[shown.index("<body") :])
        assert "<title>logicrl</title>" in shown and "<img" not in body
        assert all(word in body for word in words)
        assert 'role="alert" hidden' in body
