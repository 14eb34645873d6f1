"""A command that was stopped and now means something else is refused with what differs; a finished one is only noted."""

from __future__ import annotations

from dataclasses import replace

import fake_study as fake
import pytest

from cxsim.base.errors import InputError
from cxsim.study import begun as module
from cxsim.study.begun import Begun
from cxsim.study.runner import Plan, run_cells
from cxsim.study.store import Store

SMALL = fake.settings(replications=4, reading_replications=0, handoff_replications=0)
WORDS = "study where_it_turns"


class Stop(Exception):
    pass


def _cells(told=SMALL, schemes=fake.SCHEMES):
    return fake.design(told, schemes).cells


def _run(tmp_path, cells, stop_at=None, new=False):
    record = Begun(tmp_path, WORDS, new)

    def progress(done, total, left):
        if stop_at is not None and done >= stop_at:
            raise Stop

    run_cells(cells, Plan(fake.run_schemes, workers=1, store=Store(tmp_path / "cells"), begun=record, progress=progress))
    return record


def test_a_stopped_command_goes_on_but_not_as_another_study(tmp_path, monkeypatch):
    with pytest.raises(Stop):
        _run(tmp_path, _cells(), stop_at=6)
    changed = replace(SMALL, journeys=replace(SMALL.journeys, handoff_cost=2.0))
    with pytest.raises(InputError, match=r"(?s)journeys.handoff_cost: 1.0 -> 2.0.*given: 2 of its 4 cells are stored.*--new"):
        _run(tmp_path, _cells(changed))
    schemes = {**fake.SCHEMES, "company_cx": {"name": "company_cx", "effect": 9.0}}
    with pytest.raises(InputError, match="scheme company_cx has changed"):
        _run(tmp_path, _cells(schemes=schemes))
    with pytest.raises(InputError, match="seeds: 4 from 100 on -> 6 from 100 on"):
        _run(tmp_path, _cells(replace(SMALL, study=replace(SMALL.study, replications=6))))
    monkeypatch.setattr(module, "code_fingerprint", lambda: "another")
    with pytest.raises(InputError, match="the program: its source has changed"):
        _run(tmp_path, fake.design_study(SMALL, fake.SCHEMES, code="another").cells)
    monkeypatch.undo()
    # refusing changed nothing: the old study goes on from where it was
    assert _run(tmp_path, _cells()).notes == []


def test_new_begins_anew_and_a_finished_study_is_only_noted(tmp_path):
    changed = replace(SMALL, journeys=replace(SMALL.journeys, handoff_cost=2.0))
    with pytest.raises(Stop):
        _run(tmp_path, _cells(), stop_at=6)
    assert _run(tmp_path, _cells(changed), new=True).notes == ["journeys.handoff_cost: 1.0 -> 2.0"]
    assert _run(tmp_path, _cells()).notes == ["journeys.handoff_cost: 2.0 -> 1.0"], "the last one is finished"
    assert _run(tmp_path, _cells()).notes == []


def test_a_damaged_record_hinders_nobody(tmp_path):
    record = _run(tmp_path, _cells())
    record.path.write_text(record.path.read_text()[:-30])
    assert _run(tmp_path, _cells()).notes == []
