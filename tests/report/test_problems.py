"""No message about a plan file is without Finnish: every text the program can tell is read from its source and looked up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_texts import ROOT, SAMPLE, Told, bare, told_by

from cxsim.base.errors import InputError, Problem
from cxsim.base.reading import read_yaml
from cxsim.desk.form import SHEETS
from cxsim.desk.values import _without_what_was_typed
from cxsim.report.problems import (
    KNOWN,
    ONE_WORD,
    candidates,
    catalogue,
    cell_line,
    error_lines,
    lines,
    one_line,
    patterns,
)

FOLDERS = ("desk", "desk/dynamic", "desk/static", "desk/linter", "pay")
# Whoever mends a plan file never meets what these tell: they are asked by the program's own code, or by a library's user.
SPARED = {"pay/diagnostics.py", "pay/words.py"}
MODULES = sorted(
    {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).glob("*.py")}
    | {path.relative_to(ROOT).as_posix() for path in (ROOT / "cli").glob("plan*.py")}
    | {"base/reading.py", "lab/plan_box.py", "lab/plan_run.py", "lab/crew.py", "cli/results.py"}
)
# Places that pass on what was told elsewhere, or nothing, or a fault of the program, so that no text can be read there.
PASSED_ON = {
    "desk/opening.py report.add(name, number, key, read.fault",
    "desk/values.py Read(None, cell.fault)",
    "desk/values.py Read(None if fault else [read.value for ",
    "desk/values.py Read(read.value, _without_what_was_typed",
    "desk/workbook.py Cell(value, f'{title}!{cell.coordinate}'",
    "lab/crew.py WorkerLost(str(error))",
    "lab/plan_box.py Problem(str(error))",
    "lab/plan_box.py Problem(f'{type(error).__name__}: {error",
    "lab/plan_run.py Problem(f'{type(error).__name__}: {error",
}
# Reasons that the operating system and the YAML reader give; they stand in no source of ours.
FROM_OUTSIDE = re.compile(r"said\.(not_there|not_allowed|yaml_\w+)|where\.(new|old)|(setting|lesson)_\w+\.\w+")  # of settings: test_setting_problems.py, and of lessons
KINDS = ("said", "fix", "allowed", "where", "hints", "pools")


def every() -> list[Told]:
    return [told for name in MODULES if name not in SPARED for told in told_by(name)]


def worded(*kinds: str) -> list[Told]:
    return list({(told.kind, told.text): told for told in every() if told.kind in kinds and not bare(told.text)}.values())


def hidden() -> list[str]:
    """What the faults of cells become where the typed text must not be repeated."""
    texts = [_without_what_was_typed(told.text, SHEETS["staff"].column("unit")) for told in every() if told.site.startswith("desk/values.py") and told.kind == "said"]
    return [text for text in dict.fromkeys(texts) if text.startswith("what stands in ")]


def test_the_reader_of_sources_finds_what_is_known_to_be_told():
    found = {SAMPLE.sub("{}", told.text) for told in every()}
    assert len(found) > 250
    assert {
        "weights of {} add to {}, not 100; raise {} to {} or set normalise_weights to yes",
        "{}: '{}' has a decimal comma; write {}",
        "the column {} is there twice; keep one of the two",
        "looks like a person's name; staff are codes such as MM-07; take personal data out of the file",
        "unknown level '{}'; did you mean: {}?",
        "{} is {}; allowed: {} to {} (25 means 25 %)",
    } <= found


def test_every_message_and_remedy_has_finnish():
    lacking = [told for told in worded("said", "fix", "allowed") if not candidates(told.kind, told.text)]
    lacking += [Told("said", text, "hidden") for text in hidden() if not candidates("said", text)]
    assert not lacking, "\n".join(f"{told.site}: {told.kind}: {told.text}" for told in lacking)


def test_nothing_is_told_that_cannot_be_read_from_the_source():
    unread = {re.sub(r":\d+ ", " ", told.site, count=1) for told in every() if told.kind == "said" and bare(told.text)}
    assert unread == PASSED_ON


def test_finnish_is_one_text_and_keeps_every_cell_key_and_number():
    for told in worded("said", "fix", "allowed"):
        best = [one for one in candidates(told.kind, told.text) if one.weight == candidates(told.kind, told.text)[0].weight]
        assert len({one.finnish for one in best}) == 1, (told.text, best)
        assert all(word in best[0].finnish for word in SAMPLE.findall(told.text)), (told.text, best[0].finnish)
        assert not re.search(r"\b(is|the|not|must|write|allowed)\b", SAMPLE.sub("", best[0].finnish)), best[0].finnish


def test_no_pattern_is_for_a_message_that_nobody_tells():
    used = {key for told in worded(*KINDS) for one in candidates(told.kind, told.text)[:1] for key in one.keys}
    used |= {key for text in hidden() for key in candidates("said", text)[0].keys} | {"hints.more", "pools.one", "pools.more"}
    assert [one.key for kind in KINDS for one in patterns(kind) if one.key not in used and not FROM_OUTSIDE.fullmatch(one.key)] == []


SAMPLES = {"problem": "beta is missing", "remedy": "did you mean: beta?", "range": "1 to 2", "hints": "3 in D4", "pools": "beta"}
ANY = st.text(st.sampled_from("abcåö09_-./% "), min_size=1, max_size=12)
WORD = st.text(st.sampled_from("abcåö09_-./"), min_size=1, max_size=12)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_message_is_known_by_its_own_pattern_whatever_fills_it(kind: str, data: st.DataObject):
    for pattern in patterns(kind):
        filled = [SAMPLES[hole] if hole in KNOWN else data.draw(WORD if hole in ONE_WORD else ANY) for hole in pattern.holes]
        text = "".join(part for pair in zip(pattern.literals, [*filled, ""]) for part in pair)
        first, *others = candidates(kind, text)
        own = [one.finnish for one in others if one.keys[0] == pattern.key]  # "0 %" in "up to {}" is "up to {} %" too, in the same words
        assert first.keys[0] == pattern.key or first.finnish in own, (text, first)
        assert all(value in first.finnish for hole, value in zip(pattern.holes, filled) if hole not in KNOWN)


def test_sheets_are_called_as_in_a_finnish_workbook():
    titles = {name: catalogue("fi")(f"workbook.sheet.{name}.title") for name in SHEETS}
    named = [found for kind in KINDS for one in patterns(kind) for found in re.findall(r"(\w+) \((\w+)\)", one.finnish) if found[1] in titles]
    assert len(named) > 8 and all(titles[key] == title for title, key in named)
    assert candidates("said", "unit: 'U9' is not on the sheet units; did you mean: U1?")[0].finnish == "unit: koodia 'U9' ei ole välilehdellä Yksiköt (units); tarkoititko: U1?"


def test_what_has_no_pattern_stays_english_whole_and_says_so():
    odd = Problem("is missing a wheel", "staff!A4", allowed="up to 3", fix="did you mean: car?")
    assert [line.lang for line in lines(odd, "fi")] == ["en"] * 3 and lines(odd, "fi")[0].text == "staff!A4: is missing a wheel"
    known = Problem("is not a number", "staff!A4", fix="turn the wheel")
    assert {line.lang for line in lines(known, "fi")} == {"en"}
    assert cell_line(Problem("rank is missing", "levels!H4"), "en") == ("levels!H4: rank is missing", "en")


def test_labels_range_remedy_and_the_rest_are_finnish():
    one = Problem("is not a sheet of a plan", "a.yaml, line 3", "levles", value="x", allowed="up to 20 bytes", fix="did you mean: levels?", rule="R1")
    assert [line.text for line in error_lines(InputError(one), "fi")] == ["a.yaml, rivi 3, levles: ei ole suunnitelman välilehti [R1]", "  annettu: x", "  sallittu: enintään 20 tavua", "  tarkoititko: levels?"]
    assert one_line(one, "fi").text.endswith("[R1]; annettu: x; sallittu: enintään 20 tavua; tarkoititko: levels?")
    assert [line.text for line in error_lines(InputError(one), "en")] == InputError(one).lines()
    many = InputError([one] * 9)
    assert error_lines(many, "fi")[-1] == ("... ja 4 muuta virhettä", "fi") and [line.text for line in error_lines(many, "en")] == many.lines()


BROKEN = {"brace": "plan: {name: x\nlevels: 1\n", "bracket": "levels: [1\nplan: 2\n", "key": "plan: 'a' b\n", "dash": "a:\n  - 1\n  b: 2\n", "colon": "a:\n  - 1\n  b\n", "values": "a: b: c\n", "quote": 'a: "b\n', "token": "a: @b\n"}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_yaml_reader_says_is_finnish(name, tmp_path):
    path = tmp_path / "cut.yaml"
    path.write_text(BROKEN[name], "utf-8")
    with pytest.raises(InputError) as told:
        read_yaml(path)
    first = candidates("said", told.value.problems[0].message)[0]
    assert first.keys[0] == f"said.yaml_{name}", told.value.problems[0].message


def test_a_file_that_is_not_there_is_told_in_finnish(tmp_path):
    with pytest.raises(InputError) as told:
        read_yaml(tmp_path / "none.yaml")
    assert error_lines(told.value, "fi")[0].text.endswith("none.yaml: tiedostoa ei ole")


@pytest.mark.parametrize("text", ["pools " + "a and " * 200 + "b both fit 3 of the staff; give them units or levels that do not overlap", "unknown level '" + "; did you mean: x?" * 500 + "'", "x: " * 150 + "rank is missing"])
def test_a_message_blown_up_by_strange_codes_stays_english_instead_of_failing(text):
    assert cell_line(Problem(text, "pools!A5"), "fi") == (f"pools!A5: {text}", "en")
