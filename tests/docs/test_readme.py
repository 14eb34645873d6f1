"""The README is true: its map, its commands, its example, its links and its recipes."""

from __future__ import annotations

import re
import shlex

import pytest
from pages import README, ROOT, TINY, blocks, section

from cxsim.cli import mapping
from cxsim.cli.arguments import VERBS, parse
from cxsim.cli.main import main
from cxsim.study.folders import choices

TEXT = README.read_text("utf-8")
RUN_HERE = ("explain", "list", "plan")  # cheap enough to run; the others are read and their settings loaded


def lines_of(page_part: str) -> list[str]:
    """The cxsim commands of shell blocks, comments cut off."""
    shell = "\n".join(re.findall(r"^```sh\n(.*?)^```$", page_part, flags=re.MULTILINE | re.DOTALL))
    return [line for line in shell.splitlines() if line.startswith("cxsim")]


def words_of(line: str) -> list[str]:
    return shlex.split(line, comments=True)[1:]


def in_table() -> list[str]:
    cells = re.findall(r"^\| (`cxsim[^|]*) \|", section(README, "## Commands"), flags=re.MULTILINE)
    return [line for cell in cells for line in re.findall(r"`([^`]+)`", cell)]


COMMANDS = lines_of(section(README, "## Quick start")) + in_table()


def test_the_map_is_made_from_the_docstrings():
    begin, end = TEXT.index(mapping.BEGIN) + len(mapping.BEGIN), TEXT.index(mapping.END)
    assert TEXT[begin:end].strip() == mapping.table(), "run: python -m cxsim.cli.mapping --write README.md"


def test_the_map_shows_every_layer_and_says_what_it_is():
    rows = mapping.table().splitlines()[2:]
    assert len(rows) == len(mapping.LAYERS) == len(list(mapping.PACKAGE.glob("*/__init__.py")))
    assert all(re.fullmatch(r"\| `\w+` \| [^|]{20,} \| [^|]+ \|", row) for row in rows)
    assert all(len(line.split(maxsplit=1)) == 2 for line in mapping.listing().splitlines())


def test_the_map_can_be_written_into_a_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{mapping.BEGIN}\nold\n{mapping.END}\nafter\n", "utf-8")
    assert mapping.main(["--write", str(page)]) == 0
    assert page.read_text("utf-8") == f"before\n{mapping.BEGIN}\n{mapping.table()}\n{mapping.END}\nafter\n"
    assert mapping.main([]) == 0
    assert capsys.readouterr().out.strip() == mapping.table()


@pytest.mark.parametrize("mark", ["verify", "bench", "map"])
def test_generated_tables_have_their_markers_once(mark):
    assert TEXT.count(f"<!-- {mark}:begin -->") == TEXT.count(f"<!-- {mark}:end -->") == 1


def test_every_command_has_its_row():
    assert {parse(words_of(line)).verb for line in in_table()} == set(VERBS)


SIMULATED = (["simulate"], ["board"])  # words of `cxsim plan` that simulate: tried on a small company


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_work(line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    arguments = parse(words_of(line))
    if arguments.on("help") or arguments.verb in RUN_HERE:
        place = [f"output.dir={tmp_path}"] if arguments.words[:1] in (["letter"], *SIMULATED) else []  # it writes; not into the checkout
        place += [*TINY, "--quick"] if arguments.words[:1] in SIMULATED else []
        assert main([*words_of(line), *place]) == 0
        assert capsys.readouterr().out
    elif not arguments.on("multirun"):
        arguments.settings()


def test_flags_and_files_that_are_named_exist():
    for flag in set(re.findall(r"(?<=cxsim )--[a-z]+|(?<=`)--[a-z]+(?=[ `])", TEXT)) - {"--write", "--modules"}:
        parse([flag, "en"] if flag in ("--lang", "--cfg", "--config-dir") else [flag])
    links = re.findall(r"\]\(([^)]+)\)", TEXT) + re.findall(r"`((?:conf|cxsim|experiments|tests)/[\w./]+)`", TEXT)
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_python_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = blocks(README, "python")[0]
    assert len(code.strip().splitlines()) <= 12
    tiny = ", ".join(repr(word) for word in ("study=quick", *TINY))
    changed = code.replace('"study=quick", "workers=1"', tiny).replace("range(1, 9)", "range(1, 3)")
    assert changed != code
    exec(compile(changed, "README.md", "exec"), {"__name__": "readme"})
    assert (tmp_path / "outputs" / "my_first_study" / "manifest.json").exists()
    assert "NO_INTERVAL" in capsys.readouterr().out  # two seeds are no evidence


def test_no_choice_is_misspelt():
    for group, name in re.findall(r"\b(company|scheme|study|behaviour|journeys|channels)=([a-z_]+)", TEXT):
        own = re.search(rf"^# (?:mine|conf)/{group}/{name}\.yaml$", TEXT, flags=re.MULTILINE)
        assert own or name in choices(group) or name == "my_scheme", f"{group}={name}"
