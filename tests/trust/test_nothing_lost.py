"""The trials of `cxsim verify nothing_lost`, in their small form; and that they would notice a store that loses something."""

from __future__ import annotations

from cxsim.study.store import Store
from cxsim.trust.lost import BATCHES, HOME, crowds, damage, interruptions, read, stand_in
from cxsim.trust.section import QUICK, Ask

TOLD = stand_in.settings()


def test_killed_studies_resume_to_the_undisturbed_digest():
    count = len(interruptions.VICTIMS)
    assert interruptions.trials(TOLD, 0, count, HOME) == {"equal": count, "kept": count, "whole": count, "interrupted": count}


def test_damage_is_named():
    assert damage.trials(TOLD, 60) == {"cells": 60, "results": 60, "ledger": 60, "mended": 1}


def test_a_store_that_trusts_what_it_reads_would_be_noticed(monkeypatch):
    monkeypatch.setattr("cxsim.study.store._header", lambda cell, body: b"{}")
    assert damage.trials(TOLD, 40)["cells"] < 30


def test_four_failing_cells_cost_nobody_else():
    assert crowds.failing(TOLD, HOME) == {"results": 196, "same": 196, "rows": 4, "right": 4}


def test_two_resumers_share_one_study():
    assert crowds.two_resumers(TOLD, HOME) == {"equal": 1, "cells": 60, "asked": 60, "reused": 60, "damaged": 0}


def test_lines_hold_only_when_nothing_was_lost(monkeypatch):
    good = {("kills", batch): dict.fromkeys(("equal", "kept", "whole", "interrupted"), 1) for batch in range(BATCHES)}
    good |= {"damage": {"cells": 60, "results": 60, "ledger": 60, "mended": 1}, "failing": {"results": 196, "same": 196, "rows": 4, "right": 4}}
    good |= {"two": {"equal": 1, "cells": 60, "asked": 60, "reused": 60, "damaged": 0}, "collisions": {"folders": 8, "digests": 8, "damaged": 0}}
    ask = Ask(TOLD, QUICK)
    assert {line.holds for line in read(ask, good)} == {"yes"}
    worse = [("two", "cells", 61), ("damage", "ledger", 59), ("failing", "rows", 5), ("collisions", "folders", 7), (("kills", 2), "kept", 0)]
    for key, part, value in worse:
        lines = read(ask, {**good, key: {**good[key], part: value}})
        assert sum(line.broken for line in lines) == 1, (key, part)


def test_the_stand_in_is_stored_like_any_run(tmp_path):
    cells = stand_in.cells_of(TOLD, 2, stand_in.PLAIN)
    harvest = stand_in.study(tmp_path, cells, workers=1)
    assert {cell.id: set(Store(tmp_path / "cells").get(cell.id)) for cell in cells} == {cell.id: {"one", "two"} for cell in cells}
    assert stand_in.digest(harvest) == stand_in.digest(stand_in.study(tmp_path, cells, workers=1))
