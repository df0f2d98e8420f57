"""The documentation: links and paths lead somewhere, commands and options exist, examples run."""

from __future__ import annotations

import base64
import configparser
import gzip
import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.analysis.test_report_script import CHROMIUM

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "docs/*/*.md", "integrations/*/README.md", "experiments/*.md",
                    "experiments/*/*.md", "benchmarks/*.md", "puzzles/*.md",
                    "logic_rl/*/README.md", "logic_rl/models/*/README.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip
DOCS = sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROOMS = "logic_rl|puzzles|integrations|experiments|notebooks|tests|docs|benchmarks|curricula|requirements"
PATH = re.compile(rf"`((?:{ROOMS})/[^`\s*]*)`( \(new\))?")


def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    titles = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{page}: {link}"
        assert not anchor or anchor in anchors(target), f"{page}: {link}"


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    for name, is_new in PATH.findall(prose(page)):
        assert (ROOT / name).exists() != bool(is_new), f"{page}: {name}"


def shell_lines() -> list[list[str]]:
    """Every `logicrl …` line of a fenced block in README and docs, in words."""
    blocks = [block for page in (ROOT / "README.md", *DOCS) for _, block in FENCE.findall(page.read_text("utf-8"))]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("logicrl ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_commands_and_options_exist() -> None:
    import click

    from logic_rl.cli.main import COMMANDS, main
    from logic_rl.resources import curriculum_names

    lines = shell_lines()
    assert len(lines) > 15
    for command, *words in lines:
        assert command in COMMANDS, command
        known = main.get_command(click.Context(main), command)
        options = {option for parameter in known.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= options, (command, words)
        if "--curriculum" in words:
            name = words[words.index("--curriculum") + 1]
            assert name in curriculum_names() or name.endswith(".yaml")


def test_every_extra_is_on_the_page() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = set(setup["options.extras_require"]) - {"dev", "docs"}
    page = (ROOT / "docs" / "guide.md").read_text("utf-8")
    assert set(re.findall(r"^\| `\[(\w+)\]` \|", page, re.MULTILINE)) == extras


def test_every_command_is_on_the_page() -> None:
    from logic_rl.cli.main import COMMANDS

    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert set(re.findall(r"^\| `logicrl (\w+)` \|", page, re.MULTILINE)) == set(COMMANDS)


def test_every_page_is_in_the_menu() -> None:
    menu = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    pages: list[str] = []
    while menu:
        for page in menu.pop().values():
            if isinstance(page, str):
                pages.append(page)
            else:
                menu.extend(page)  # a part of the menu with pages of its own
    assert sorted(pages) == sorted(str(path.relative_to(ROOT / "docs")) for path in DOCS)


def test_json_examples_are_json() -> None:
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    blocks = [block for kind, block in FENCE.findall(text) if kind == "json"]
    assert len(blocks) == 4 and all(json.loads(block) for block in blocks)


def test_the_curricula_on_the_page_are_such(tmp_path: Path) -> None:
    from logic_rl.config.reading import read_config

    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    configs = []
    for example in (block for kind, block in FENCE.findall(page) if kind == "yaml"):
        (tmp_path / "mine.yaml").write_text(example, encoding="utf-8")
        configs.append(read_config(tmp_path / "mine.yaml"))
    mine, pipeline, other = configs
    assert [phase.name for phase in mine.phases] == ["warmup", "rollout"] and mine.phases[1].band.is_on
    assert [stage.kind for stage in pipeline.phases] == ["rl", "sample", "sft", "rl"]
    assert pipeline.sources("cold") == {"gather": 1.0} and other.phases[0].people == {1: 2.0, 2: 1.0}


def test_every_key_of_a_curriculum_is_on_its_page() -> None:
    from logic_rl.config.reading import read_config
    from logic_rl.config.run import to_yaml

    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return {key for key in value if isinstance(key, str)}.union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list | tuple) else set()

    config = yaml.safe_load(to_yaml(read_config(ROOT / "curricula" / "three_phase.yaml")))
    assert keys(config) - {"fixed_cast"} <= listed and len(listed) > 80


def test_the_files_that_know_a_connective() -> None:
    section = (ROOT / "docs" / "extending.md").read_text("utf-8").partition("## A kind of puzzle")[2]
    listed = {name for name, _ in PATH.findall(section.partition("| file |")[2].partition("\n\n")[0])}
    sources = [path for room in ("puzzles", "logic_rl") for path in (ROOT / room).rglob("*.py")]
    knowing = {path for path in sources if re.search(r'\bImplies\b|"implies"', path.read_text("utf-8"))}
    assert listed == {str(path.relative_to(ROOT)) for path in knowing}


def test_the_stages_on_the_page_are_those_of_the_curriculum(tmp_path: Path) -> None:
    from logic_rl.config.reading import read_config
    from logic_rl.training.stages.filters import DISTINCT, FILTERS

    page = (ROOT / "docs" / "stages.md").read_text("utf-8")
    examples = [block for kind, block in FENCE.findall(page) if kind == "yaml"]
    for example, name in zip(examples, ("zero_then_sft", "smollm_cold_start", 2, 3), strict=True):
        (tmp_path / "mine.yaml").write_text(example, encoding="utf-8")
        if isinstance(name, int):
            kinds = {2: ["sample", "dpo"], 3: ["sample", "process", "rl"]}
            assert [one.kind for one in read_config(tmp_path / "mine.yaml").phases] == kinds[name]
            continue
        paths = (tmp_path / "mine.yaml", ROOT / "curricula" / f"{name}.yaml")
        mine, packaged = ([(one.name, one.kind, one.start_from) for one in read_config(path).phases] for path in paths)
        assert mine == packaged
    listed = page.partition("## Filters of `sample`")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", listed, re.MULTILINE)) == {*FILTERS, DISTINCT}


@pytest.mark.parametrize("page", ["guide.md", "commands.md"])
def test_the_puzzles_in_prose_on_the_pages_are_solved(page: str, tmp_path: Path) -> None:
    blocks = [block for _, block in FENCE.findall((ROOT / "docs" / page).read_text("utf-8"))]
    (block,) = [one for one in blocks if "logicrl solve" in one]
    script = block.replace("logicrl ", f"{shlex.quote(sys.executable)} -m logic_rl ")
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "## Proof" in done.stdout and "Not read" not in done.stdout
    assert (tmp_path / "lesson" / "worksheet.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_on_the_pages_runs(page: str, tmp_path: Path) -> None:
    examples = [block for kind, block in FENCE.findall((ROOT / page).read_text("utf-8")) if kind == "python"]
    assert examples
    for number, example in enumerate(examples):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = subprocess.run([sys.executable, "-c", example], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
                              capture_output=True, text=True, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_examples_of_extending_run(tmp_path: Path) -> None:
    examples = [block for kind, block in FENCE.findall((ROOT / "docs" / "extending.md").read_text("utf-8"))
                if kind == "python" and not re.match(r"# \w+\.py\n", block)]  # fmt: skip
    assert len(examples) == 3
    for number, example in enumerate(examples):
        script = tmp_path / f"example_{number}.py"
        script.write_text(example, encoding="utf-8")
        done = subprocess.run([sys.executable, script], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
                              capture_output=True, text=True, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stderr
    config = yaml.safe_load((tmp_path / "runs" / "rank" / "config.yaml").read_text("utf-8"))
    assert config["algorithm"]["advantage"] == "rank"


def test_the_recorded_page_is_small_and_whole() -> None:
    path = ROOT / "docs" / "demo-report.html"
    text = path.read_text("utf-8")
    assert path.stat().st_size < 2_000_000 and text.rstrip().endswith("</html>")
    assert re.search(r'<p class="note">tiny-base · grpo · seed 1 · 62 steps \(warmup, rollout, anneal\) · ', text)
    index = json.loads(gzip.decompress(base64.b64decode(re.search(r'id="index">([^<]*)<', text)[1])))
    assert len(index["columns"]["id"]) == sum(count for _, count in index["places"]) == 2000
    assert {"correct", "wrong", "bad_format"} <= set(index["columns"]["verdict"])
    plain = re.sub(r'<script type="text/plain".*?</script>', "", text, flags=re.DOTALL)
    assert not re.search(r"/(?:home|root|tmp|work|Users)/", plain)
    linked = {page.name for page in (ROOT / "README.md", *DOCS) if "demo-report.html)" in page.read_text("utf-8")}
    assert {"README.md", "index.md", "guide.md"} <= linked


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None or CHROMIUM is None, reason="mkdocs or Chromium is not installed")
@pytest.mark.parametrize("width", [390, 1280])
def test_no_table_of_the_pages_is_cut(width: int, tmp_path: Path) -> None:
    """A table ends where its page does, or is scrolled by itself; a cell is never so wide that it has to be."""
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", tmp_path / "site"], cwd=ROOT,
                   check=True, timeout=120)  # fmt: skip
    style = f"width:{width}px;height:700px"
    places = [page.relative_to(ROOT / "docs").with_suffix(".html") for page in DOCS]
    frames = "".join(f'<iframe src="site/{place}" style="{style}"></iframe>' for place in places)
    (tmp_path / "frames.html").write_text(f"""<body>{frames}<p id="told"></p><script>
onload = () => setTimeout(() => {{ told.textContent = [...document.querySelectorAll("iframe")].map((frame) => {{
  const page = frame.contentDocument, root = page.documentElement;
  const cut = [...page.querySelectorAll("table")].filter((table) => {{
    const outer = getComputedStyle(table).overflowX;
    const scrolls = table.scrollWidth > table.clientWidth + 1;
    return table.getBoundingClientRect().right > root.clientWidth + 1 || (scrolls && outer !== "auto");
  }});
  const cells = [...page.querySelectorAll("td, th")].filter((cell) => cell.getBoundingClientRect().width > {width});
  const wide = root.scrollWidth > root.clientWidth + 1, count = page.querySelectorAll("table").length;
  return `[${{wide}} ${{count}} ${{cut.length}} ${{cells.length}}]`;
}}).join(" "); }}, 3000);</script>""", encoding="utf-8")  # fmt: skip
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom",
               (tmp_path / "frames.html").as_uri()]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    pages = re.findall(r"\[(true|false) (\d+) (\d+) (\d+)\]", told)
    assert len(pages) == len(DOCS) and sum(int(tables) for _, tables, *_ in pages) > 20
    assert [(page.name, wide, cut, cells) for page, (wide, _, cut, cells) in zip(DOCS, pages, strict=True)
            if (wide, cut, cells) != ("false", "0", "0")] == []  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed; `make docs` installs it")
def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"],
                          cwd=ROOT, capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr
    assert (tmp_path / "site" / "concepts.html").is_file()
