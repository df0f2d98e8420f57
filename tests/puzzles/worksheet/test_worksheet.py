"""Worksheets: what is on them, that nothing of a puzzle is taken for markup, and that the pages stand alone."""

from __future__ import annotations

import doctest
import re
import sys
from html.parser import HTMLParser

import pytest

from puzzles import DatasetRequest, PuzzleSpec, write_dataset
from puzzles.formats.load import load_puzzles
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Is
from puzzles.worksheet.html import html
from puzzles.worksheet.markdown import markdown
from puzzles.worksheet.sheet import shares, sheet_of, spread

SAID = (And((Is(0, False), Is(1, False))), Is(0, False))


class Page(HTMLParser):
    """The texts and attributes of a page, by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.open[-1], data.strip()))

    def texts(self, *tags: str) -> list[str]:
        return [text for tag, text in self.words if tag in tags]


def puzzle(names=("Zoey", "Mia"), roles=("knight", "knave"), language="en", text="Who is who?") -> Puzzle:
    return Puzzle(names, SAID, (False, True), text, roles, language)


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(sys.modules["puzzles.worksheet.sheet"]) == (0, 1)


@pytest.mark.parametrize(
    ("available", "count", "taken"),
    [({2: 5, 3: 5}, 4, [2, 2]), ({2: 5, 3: 5}, 5, [3, 2]), ({2: 0, 3: 5}, 3, [0, 3]), ({2: 1, 3: 2}, 9, [1, 2]),
     ({3: 1, 2: 9}, 6, [5, 1])],
)  # fmt: skip
def test_sizes_share_a_sheet_evenly(available, count, taken) -> None:
    assert shares(available, count) == dict(zip(sorted(available), taken, strict=True))


def test_the_first_of_each_size_are_taken_and_no_more_is_read() -> None:
    two, three = puzzle(), Puzzle(("A", "B", "C"), (*SAID, Is(0, False)), (False, True, True), "…")

    def supply():
        yield from (three, two, two, three)
        raise AssertionError("read too far")

    assert spread(supply(), {2: 1, 3: 2}) == [two, three, three]


def test_every_puzzle_has_its_text_its_boxes_and_its_answer() -> None:
    second = puzzle(("Ann", "Bob"), ("elf", "ogre"), text="Second.\n\nTwo parts.\nLines.")
    sheet = sheet_of([puzzle(text="First."), second])
    page = Page(html(sheet))
    assert not page.open and page.texts("h2") == ["Puzzle 1", "Puzzle 2", "Answers"]
    assert page.texts("th") == ["knight", "knave", "Zoey", "Mia", "elf", "ogre", "Ann", "Bob"]
    assert sum(tag == "input" for tag, _ in page.tags) == 2 * 4 + 1
    told = page.texts("p")
    assert [one for one in told if one in ("First.", "Second.", "Two parts.")] == ["First.", "Second.", "Two parts."]
    assert "Zoey is a knave and Mia is a knight." in told and "Ann is an ogre and Bob is an elf." in told
    key = html(sheet).split('class="key"')[1]
    assert key.count('<section class="solution"') == 2 and "First." not in key
    text = markdown(sheet)
    first, second, answers = re.split(r"^# Answers$|^## Puzzle 2$", text, flags=re.MULTILINE)
    assert "| Zoey | ☐ | ☐ |" in first and "| | elf | ogre |" in second and "page-break-before" in second
    assert answers.index("**Zoey is a knave and Mia is a knight.**") < answers.index("**Ann is an ogre")
    assert "only solution" in answers or "conclusion" in answers or "leaves just" in answers or "answer is" in answers


def test_chinese_sheets_have_chinese_words_alone() -> None:
    sheet = sheet_of([puzzle(("小林", "小周"), ("骑士", "无赖"), "zh", "小林说：“我们都是无赖。”")])
    page = Page(html(sheet))
    assert dict(page.tags)["html"] == {"lang": "zh-Hans"} and "小林是无赖，小周是骑士。" in page.texts("p")
    assert not re.search("[A-Za-z]{2}", " ".join(text for tag, text in page.words if tag != "style"))
    assert not re.search("[A-Za-z]{3}", re.sub(r"<[^>]*>", "", markdown(sheet)))


HOSTILE = [
    '<script>alert("x")</script>', "<img src=x onerror=alert(1)>", "*bold* _it_ `code` [a](javascript:b)", "a|b",
    "# no heading", "- no list", "12. no list", "1) no list", "&amp; &lt;", "$title ${style} $$", "{name} {0}",
    "back\\slash", "~~gone~~", "> quote", "+ plus", "=====",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_a_puzzle_is_markup(words) -> None:
    sheet = sheet_of([puzzle((words, "Mia"), ("knight", words), text=f"{words}\n{words}\n\n{words}")])
    page = Page(html(sheet))
    allowed = {"html", "head", "meta", "title", "style", "body", "header", "h1", "p", "span", "i", "main", "section",
               "h2", "h3", "div", "table", "thead", "tbody", "tr", "th", "td", "input", "label", "a", "br"}  # fmt: skip
    assert {tag for tag, _ in page.tags} <= allowed
    attributes = {"class", "id", "href", "lang", "charset", "content", "http-equiv", "name", "scope", "type",
                  "aria-label", "aria-hidden", "checked"}  # fmt: skip
    assert all(attributes.issuperset(attrs) for _, attrs in page.tags)
    assert page.texts("p").count(words) == 3 and words in page.texts("th")
    assert ("input", {"type": "checkbox", "aria-label": f"Mia: {words}"}) in page.tags


@pytest.mark.parametrize("words", [one for one in HOSTILE if "amp" not in one])
def test_markdown_shows_the_words_as_they_are(words) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    sheet = sheet_of([puzzle((words, "Mia"), ("knight", words), text=f"{words}\n{words}\n\n{words}")])
    page = Page(re.sub(r"<br\s*/?>", "<br>", reader.render(markdown(sheet))))
    assert page.texts("td").count(words) == 1 and words in page.texts("th") and page.texts("p").count(words) == 3
    blocks = {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "br", "div", "strong"}
    assert {tag for tag, _ in page.tags} <= blocks


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    text = html(sheet_of([puzzle()]))
    assert not re.search(r"https?:|<link|<script|@import|url\(", text)
    assert "default-src 'none'" in text and 'name="viewport"' in text
    style = text.split("<style>")[1].split("</style>")[0]
    printed = style.split("@media print")[1]
    assert "break-before: page" in printed and "break-inside: avoid" in style
    assert "#with-key:not(:checked)" in printed and ".key { display: none; }" in printed


@pytest.mark.parametrize("file_format", ["jsonl", "parquet", "verl", "mem-kk"])
def test_a_dataset_with_its_worksheet(tmp_path, file_format) -> None:
    spec = PuzzleSpec(2, role_choice=(("elf", "ogre"), ("knight", "knave")))
    request = DatasetRequest([2, 3, 4], 30, 3, spec, file_format)
    manifest = write_dataset(tmp_path / "set", request, worksheet=7)
    page = Page((tmp_path / "set" / "worksheet.html").read_text("utf-8"))
    assert page.texts("h2") == [f"Puzzle {number}" for number in range(1, 8)] + ["Answers"]
    assert {"worksheet.md", "worksheet.html"} <= manifest["sha256"].keys()
    files = [path for path in sorted((tmp_path / "set").iterdir()) if path.name.startswith(("test", "valid", "train"))]
    texts = {one.text for path in files if path.stat().st_size for one in load_puzzles(path)}
    assert len(set(page.texts("p")) & texts) == 7
    write_dataset(tmp_path / "set", request, overwrite=True)
    assert not (tmp_path / "set" / "worksheet.md").exists()


def test_more_than_there_are_is_all_there_are(tmp_path) -> None:
    write_dataset(tmp_path / "set", DatasetRequest([3], 5, 1), worksheet=50)
    assert (tmp_path / "set" / "worksheet.md").read_text("utf-8").count("## Puzzle") == 5
