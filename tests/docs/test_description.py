"""Generated tables are those of the code now; the generator notices a changed order, a new number, a new draw."""

from __future__ import annotations

import re

import pytest
from pages import ROOT

import cxsim
from cxsim.base.errors import InputError
from cxsim.customers.columns import PERSON
from cxsim.report.description import luck, pages, schedule, screened, settings, source, state
from cxsim.report.description.__main__ import main
from cxsim.study.leaves import leaves
from cxsim.trust import register, stored

DOCS = ROOT / "docs"


@pytest.mark.parametrize("page", list(pages.MADE))
def test_tables_are_true_of_the_code_now(page):
    assert (DOCS / page).read_text("utf-8") == pages.renewed(DOCS / page), "run: python -m cxsim.report.description --write docs"


def test_every_column_of_a_person_is_told():
    rows = state.people()
    assert [name for _, name, _, _ in rows] == list(PERSON.names)
    assert all(meaning for _, _, _, meaning in rows)


def test_the_schedule_is_in_the_order_of_the_code():
    names = [called.name for _, called in schedule.steps(source.Place("simulation/model.py", "CxModel.agenda"))]
    assert names == [f"CxModel.{name}" for name in ("decide", "live", "keep_books", "move_sales", "show_numbers", "close_year")]
    conditions = {called.name: when for when, called in schedule.steps(source.Place("customers/relationship.py", "visit_customer"))}
    assert conditions["renews"].startswith("if person.renewal <= week")
    silent = {called.name: when for when, called in schedule.steps(source.Place("customers/journeys.py", "start_issue"))}
    assert silent["pursue"] == "if spoken" and silent["end_journey"] == "unless spoken"


def test_a_planted_change_of_order_is_noticed(monkeypatch):
    """Were customers to live before managers decide, the page would no longer be true."""
    file, before = "simulation/model.py", schedule.schedule()
    text = source.text_of(file).replace("        service = yield from self.decide()\n        yield\n        self.live(service)\n", "        self.live(service)\n        yield\n        service = yield from self.decide()\n")
    assert text != source.text_of(file)
    monkeypatch.setattr(source, "text_of", lambda name, kept=source.text_of: text if name == file else kept(name))
    for cached in (source.tree_of, source.definitions, source.comments):
        cached.cache_clear()
    try:
        assert schedule.schedule() != before
    finally:
        monkeypatch.undo()
        for cached in (source.tree_of, source.definitions, source.comments):
            cached.cache_clear()


def test_every_opened_function_and_every_call_is_told():
    for _, place in schedule.OPENED:
        found = schedule.steps(place)
        assert found and all(called.words for _, called in found), place


def test_every_stream_and_slot_is_told():
    text = luck.luck()
    for path in (ROOT / "cxsim").rglob("*.py"):
        if path.parts[-2] in luck.LAYERS:
            for purpose in re.findall(r"(?:stream_key|generator|seat_key|luck_of)\([^()]*?\"(\w+)\"", path.read_text("utf-8")):
                assert f"`{purpose}`" in text, (path, purpose)
    numbers = re.findall(r"^\| ([^|]*) \| `(\w+)` \| (\d+) \|", text, flags=re.MULTILINE)
    assert len(numbers) == len(luck.slots())
    of_level: dict[str, list[str]] = {}
    for level, _, number in numbers:
        of_level.setdefault(level, []).append(number)
    for level, used in of_level.items():
        if not level.startswith(("kinds", "below the key of (person, need, contact)")):
            assert len(set(used)) == len(used), f"a slot is used twice: {level}"


def test_every_leaf_of_the_schema_is_in_the_register():
    text = (DOCS / "assumptions.md").read_text("utf-8")
    for leaf in leaves(cxsim.load()):
        assert f"`{leaf.key}`" in text, leaf.key


def test_the_same_call_gives_the_same_text():
    assert settings.parameters() == settings.parameters() and state.state() == state.state()


def test_the_register_is_ordered_by_influence_times_weakness(monkeypatch, tmp_path):
    key, strong = "market.return_per_week", "customers.memory_end_share"  # grades D and A
    told = {"x": [register.Move("", ""), register.Move(key, "up", ((("a",), 1.0),)), register.Move(strong, "up", ((("b",), 1.0),))]}
    import numpy as np

    found = np.full((2, 3, 3, 4), 10.0)
    found[:, 1, 1] += 1.0
    found[:, 2, 1] += 2.0
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    (tmp_path / "register.csv").write_text(register.csv_of(told, {"x": found}), "utf-8")
    assert [entry.key for _, entry in screened.ordered()] == [key, strong]  # 1 x 1 before 2 x 0.25
    assert "`market.return_per_week`" in screened.register_table()


def test_markers_are_needed_once_and_in_order():
    begin, end = pages.marks("x")
    assert pages.filled(f"a\n{begin}\nold\n{end}\nb", "x", "new") == f"a\n{begin}\nnew\n{end}\nb"
    for text in ("nothing", f"{end}{begin}", f"{begin}{begin}{end}"):
        with pytest.raises(InputError):
            pages.filled(text, "x", "new")


def test_the_command_checks_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pages, "MADE", {"page.md": {"x": lambda: "new"}})
    (tmp_path / "page.md").write_text("\n".join(pages.marks("x")) + "\n", "utf-8")
    assert main(["--check", str(tmp_path)]) == 1
    assert main(["--write", str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    assert main(["--write"]) == 2 and main(["--check", str(tmp_path / "nowhere")]) == 2
    assert "renewed" in capsys.readouterr().out


def test_every_row_of_the_texts_names_settings_that_were_measured_and_an_experiment_that_exists():
    from cxsim.report.description import mechanisms
    from cxsim.study.experiment import form

    for row in mechanisms.described():
        assert row["settings"] and row["experiment"] in form.names(), row["what"]
    assert "not measured" not in mechanisms.mechanisms()
