"""Calibration: at most ten numbers fitted to published figures, the fit repeated, and the fitting routine tried on known truths."""

from __future__ import annotations

from dataclasses import replace
from typing import Hashable, Mapping

import numpy as np

from cxsim.base.schema import Settings
from cxsim.study.jobs import Job
from cxsim.trust.calibration import managers, people, recovery
from cxsim.trust.calibration.fit import Fit
from cxsim.trust.calibration.parameters import MOST, current, tuned
from cxsim.trust.leaves import leaves
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section

NAME = "calibration"
READINGS = ("cause", "temper")
PIECE = 8  # places of the design simulated in one job
WELL_KNOWN = 100.0  # condition number above which numbers stand for each other (set beforehand)
AGREE = 2.0  # standard deviations the numbers in use may lie from the fit made anew (set beforehand)


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """The fit, the profile of what effort costs, the two other readings, and the design of the emulator in pieces."""
    places = _places(ask)
    plan: dict[Hashable, Job] = {"fit": (fit_again, (ask,))}
    plan |= {("cost", factor): (managers.profile, (ask, factor)) for factor in managers.FACTORS}
    plan |= {reading: (read_other, (ask, reading)) for reading in READINGS}
    return plan | {
        ("design", first): (people.many, (ask, places[first : first + PIECE])) for first in range(0, len(places), PIECE)
    }


def fit_again(ask: Ask) -> tuple[Fit, list[Line]]:
    """The fit from the middle of the ranges, and the figures where it ends."""
    found = people.fit(ask)
    return found, people.lines(ask, found.units)


def read_other(ask: Ask, reading: str) -> list[Line]:
    """Published figures under another reading of the evidence, nothing fitted for it."""
    settings = replace(ask.settings, customers=replace(ask.settings.customers, reading=reading))
    return people.lines(replace(ask, settings=settings), current(settings, "people"))


def _places(ask: Ask) -> np.ndarray:
    points = recovery.QUICK_POINTS if ask.size.quick else recovery.POINTS + recovery.TESTS
    return recovery.design(current(ask.settings, "people"), points)


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Tuned numbers, the fit made anew, what effort costs, other readings, and the routine on known truths."""
    lines = [*_counted(ask.settings), *_fit_lines(ask, *outcomes["fit"])]
    for factor in managers.FACTORS:
        topic = f"attention at {factor:g} times its cost"
        lines += [replace(line, section=NAME, topic=topic, name=f"{line.topic}: {line.name}") for line in outcomes["cost", factor]]
    for reading in READINGS:
        lines += [replace(line, section=NAME, topic=f"reading {reading}") for line in outcomes[reading] if line.topic in ("C-1", "C-2")]
    return [*lines, *_recovery_lines(ask, outcomes)]


def _counted(settings: Settings) -> list[Line]:
    note = Notebook(NAME, "how much was tuned")
    told = ", ".join(item.key for item in tuned())
    return [
        note.banded("tuned numbers", float(len(tuned())), 0.0, float(MOST), "numbers", "fitted to published figures, of all settings", "evidence base: at most 10", note=told, identity=True),
        note.banded("numbers of an earlier design search", float(len(searched(settings))), 0.0, 0.0, "numbers", "found with an eye on the same figures before the fit, then held or rounded; none would be better", "set beforehand", note=", ".join(searched(settings))),
    ]  # fmt: skip


SEARCHED = "design search looking at"  # how a source says that a first value was found with an eye on the same figures


def searched(settings: Settings) -> list[str]:
    """Kinds of numbers whose first value came from a design search; one kind may stand for several units or channels."""
    return sorted({leaf.kind for leaf in leaves(settings) if SEARCHED in leaf.source})


def _fit_lines(ask: Ask, found: Fit, figures: list[Line]) -> list[Line]:
    note = Notebook(NAME, "the fit made anew")
    met = sum(line.holds == "yes" for line in figures)
    lines = [
        note.banded("figures met", float(met), 0.8 * len(figures), float(len(figures)), f"of {len(figures)}", "at the luck of the fit, from the middle of all ranges", "set beforehand",
                    note=f"sum of squared distances {found.objective:.2f} half-bands; {found.evaluations} evaluations"),
        note.banded("condition number", found.condition, 1.0, WELL_KNOWN, "", "of the figures' slopes: large when numbers stand for each other", "set beforehand"),
    ]  # fmt: skip
    for item, unit, sd, here in zip(tuned("people"), found.units, found.sd, current(ask.settings, "people"), strict=True):
        width = item.high - item.low
        lines.append(
            note.banded(item.key, (here - unit) / sd, -AGREE, AGREE, "sd", "number in use less the fit made anew", "set beforehand",
                        note=f"in use {item.value(here):.3g}; fit {item.value(unit):.3g}, sd {sd * width:.2g}, range {item.low:g} to {item.high:g}")
        )  # fmt: skip
    return lines


def _recovery_lines(ask: Ask, outcomes: Outcomes) -> list[Line]:
    note, centre = Notebook(NAME, "the routine on known truths"), current(ask.settings, "people")
    places = _places(ask)
    figures = np.concatenate([outcomes["design", first] for first in range(0, len(places), PIECE)])
    kept = len(places) if ask.size.quick else recovery.POINTS
    model = recovery.emulator(places[:kept], figures[:kept], centre)
    draws = recovery.QUICK_DRAWS if ask.size.quick else recovery.DRAWS
    covered, rank = recovery.recover(model, draws)
    p_values = recovery.unevenness(rank)
    names = [item.key for item in tuned("people")]
    lines: list[Line] = []
    if kept < len(places):
        error = recovery.unexplained(model, places[kept:], figures[kept:])
        lines.append(note.banded("emulator's error", error, 0.0, 0.5, "half-bands", "root mean square on places it has not seen", "set beforehand"))
    lines.append(note.banded("intervals that hold the truth", 100.0 * float(covered.mean()), 93.0, 97.0, "%", f"95 % intervals of {len(names)} numbers together, {draws} known truths", "set beforehand", n=draws))
    lines += [
        note.banded(f"{name}: covered", 100.0 * float(covered[:, k].mean()), 93.0, 97.0, "%", "95 % intervals that hold the truth", "set beforehand",
                    n=draws, note=f"even ranks: p = {p_values[k]:.2g}")
        for k, name in enumerate(names)
    ]  # fmt: skip
    uneven = int((p_values < 0.05 / len(names)).sum())
    lines.append(note.banded("numbers with uneven ranks", float(uneven), 0.0, 0.0, f"of {len(names)}", "ranks of truths among fits, 5 % for all together", "Talts et al. 2018"))
    return lines


CALIBRATION = Section(
    NAME,
    "Calibration",
    "How much was tuned, is it known from the figures, and does the fitting routine find what it should?",
    jobs,
    read,
    long=True,
)
