"""Nothing lost: kills, damage, collisions and failing cells, tried on the real store, runner, engine and ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Hashable, Mapping

import cxsim.base
from cxsim.study.jobs import Job
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.lost import crowds, damage, interruptions, stand_in
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import NIL

NAME = "nothing_lost"
HOME = str(Path(cxsim.base.__file__).resolve().parent.parent.parent)
KILLS, QUICK_KILLS, BATCHES = 300, 6, 6
DAMAGES, QUICK_DAMAGES = 1000, 60


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Kills in batches, then the others."""
    told, kills = stand_in.settings(), QUICK_KILLS if ask.size.quick else KILLS
    per = kills // BATCHES
    found: dict[Hashable, Job] = {("kills", batch): (interruptions.trials, (told, batch * per, per, HOME)) for batch in range(BATCHES)}
    found["damage"] = (damage.trials, (told, QUICK_DAMAGES if ask.size.quick else DAMAGES))
    found["failing"] = (crowds.failing, (told, HOME))
    found["two"] = (crowds.two_resumers, (told, HOME))
    found["collisions"] = (crowds.collisions, (HOME,))
    return found


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Every line counts exceptions from what must always hold."""
    kills = QUICK_KILLS if ask.size.quick else KILLS
    hurt = QUICK_DAMAGES if ask.size.quick else DAMAGES
    kill = {what: sum(outcomes["kills", batch][what] for batch in range(BATCHES)) for what in ("equal", "kept", "whole", "interrupted")}
    found, two, ill, crowd = outcomes["damage"], outcomes["two"], outcomes["failing"], outcomes["collisions"]
    note = Notebook(NAME, "kill -9 and resume")
    lines = [
        _none(note, "digest of the undisturbed study", kills - kill["equal"], kills, "trials that end in another digest"),
        _none(note, "finished work", kills - kill["kept"], kills, "trials in which a stored cell was lost, changed or computed again"),
        _none(note, "damage", kills - kill["whole"], kills, "trials that left a damaged cell"),
        _none(note, "blows that struck", kills - kill["interrupted"], kills, "trials in which the study was over before the blow", identity=False),
    ]
    note = Notebook(NAME, "cuts, bit flips, swaps, edits")
    lines += [
        _none(note, "stored cells", hurt - found["cells"], hurt, "damages not named, or that cost another cell"),
        _none(note, "finished results", hurt - found["results"], hurt, "damages not named"),
        _none(note, "failure ledger", hurt - found["ledger"], hurt, "damages not counted, or that cost another line"),
        _none(note, "mended by the same command", 1 - found["mended"], 1, "studies that did not recompute exactly the damaged cells"),
    ]
    note = Notebook(NAME, "failing cells")
    bad = len(crowds.FAULTS)
    lines += [
        _none(note, "results of the others", crowds.CELLS - bad - ill["results"], crowds.CELLS - bad, "healthy cells without a result"),
        _none(note, "the others unchanged", crowds.CELLS - bad - ill["same"], crowds.CELLS - bad, "healthy cells that differ from a study without faults"),
        _none(note, "rows in the ledger", abs(bad - ill["rows"]) + bad - ill["right"], bad, "of an exception, a hang, a memory hog and a hard exit: rows missing, too many, or without the right reason and command"),
    ]
    note = Notebook(NAME, "many at once")
    lines += [
        _none(note, "folders of sweeps started together", crowds.SWEEPS - crowd["folders"] + crowd["damaged"], crowds.SWEEPS, "results overwritten or damaged"),
        _none(note, "distinct results", crowds.SWEEPS - crowd["digests"], crowds.SWEEPS, "results that another one replaced"),
        _none(note, "two that resume one study", two["asked"] - two["cells"] + two["damaged"] + two["asked"] - two["reused"] + 1 - two["equal"], two["asked"], "cells missing, double or damaged"),
    ]
    return lines


def _none(note: Notebook, name: str, count: int, of: int, what: str, identity: bool = True) -> Line:
    return Line(note.section, note.topic, name, f"{what}, of {of:,}", "count", NIL, float(count), identity=identity)


NOTHING_LOST = Section(
    NAME,
    "Nothing lost",
    "Does finished work survive kills, damage, crowds and failing neighbours, and is damage named?",
    jobs,
    read,
    long=True,
)
