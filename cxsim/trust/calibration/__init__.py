"""Calibration: at most ten numbers fitted to published figures, the fit repeated, and the fitting routine tried on known truths."""

from __future__ import annotations

from dataclasses import replace
from typing import Hashable, Mapping

import numpy as np

from cxsim.base.schema import Settings
from cxsim.study.jobs import Job
from cxsim.study.leaves import leaves
from cxsim.trust.calibration import choice, holdout, managers, people, recovery
from cxsim.trust.calibration.fit import POINT, Fit
from cxsim.trust.calibration.parameters import MOST, current, tuned
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section

NAME = "calibration"
READINGS = ("cause", "temper")
PIECE = 8  # places of the design simulated in one job
WELL_KNOWN = 100.0  # condition number above which numbers stand for each other (set beforehand)
AGREE = 2.0  # standard deviations the numbers in use may lie from the fit made anew (set beforehand)
MOST_LUCK = 0.1  # half-bands that a figure may differ by luck at the size of the fit (set beforehand)
MET = 0.8  # share of figures that should be met by a fit, and by fits that did not see them (set beforehand)
OPEN_RANGE = 0.5  # share of a range that a 95 % interval may cover before a number counts as poorly known (set beforehand)
OWN_EFFECT = 1.0  # half-bands a held number's step may move figures beyond what tuned numbers can do (set beforehand)
LUCKS = tuple(range(people.SEED, people.SEED + 5))
STEPS = 8  # numbers stepped in one job


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """The fit (and fits without each finding), luck, steps in all numbers, profile, readings, the emulator's design in pieces."""
    places, here = _places(ask), current(ask.settings, "people")
    moves = choice.steps(ask)
    plan: dict[Hashable, Job] = {"fit": (fit_again, (ask,))}
    plan |= {("luck", seed): (people.lines, (ask, here, people.PEOPLE, seed)) for seed in LUCKS}
    plan["middle"] = (people.lines, (ask, np.full(len(here), 0.5)))
    plan |= {("steps", first): (choice.moved, (ask, tuple(moves[first : first + STEPS]))) for first in range(0, len(moves), STEPS)}
    plan |= {("cost", factor): (managers.profile, (ask, factor)) for factor in managers.FACTORS}
    plan |= {reading: (read_other, (ask, reading)) for reading in READINGS}
    return plan | {
        ("design", first): (people.many, (ask, places[first : first + PIECE])) for first in range(0, len(places), PIECE)
    }


def fit_again(ask: Ask) -> tuple[Fit, list[Line], list[Line]]:
    """The fit from the middle of the ranges, the figures where it ends, and each finding as the others foretell it."""
    found = people.fit(ask)
    return found, people.lines(ask, found.units), holdout.predicted(ask, found)


def read_other(ask: Ask, reading: str) -> list[Line]:
    """Published figures under another reading of the evidence, nothing fitted for it."""
    settings = replace(ask.settings, customers=replace(ask.settings.customers, reading=reading))
    return people.lines(replace(ask, settings=settings), current(settings, "people"))


def _places(ask: Ask) -> np.ndarray:
    points = recovery.QUICK_POINTS if ask.size.quick else recovery.POINTS + recovery.TESTS
    return recovery.design(current(ask.settings, "people"), points)


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Tuned numbers, the fit made anew, what effort costs, other readings, and the routine on known truths."""
    lines = [*_counted(ask.settings), *_fit_lines(ask, *outcomes["fit"][:2]), *_figure_lines(outcomes), *_luck_lines(outcomes)]
    lines += [*_holdout_lines(outcomes["fit"][2]), *_choice_lines(ask, outcomes)]
    for factor in managers.FACTORS:
        topic = f"attention at {factor:g} times its cost" if np.isfinite(factor) else "nobody reacts to pay"
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
        note.banded("figures met", float(met), MET * len(figures), float(len(figures)), f"of {len(figures)}", "at the luck of the fit, from the middle of all ranges", "set beforehand",
                    note=f"sum of squared distances {found.objective:.2f} half-bands; {found.evaluations} evaluations of {people.PEOPLE:,} people, {people.WARM_YEARS} years and 2 measured, luck {people.SEED}"),
        note.banded("condition number", found.condition, 1.0, WELL_KNOWN, "", "of the figures' slopes: large when numbers stand for each other", "set beforehand", note=_twins(found)),
        _poorly_known(note, found),
    ]  # fmt: skip
    for item, unit, sd, here in zip(tuned("people"), found.units, found.sd, current(ask.settings, "people"), strict=True):
        width = item.high - item.low
        lines.append(
            note.banded(item.key, (here - unit) / sd, -AGREE, AGREE, "sd", "number in use less the fit made anew", "set beforehand",
                        note=f"in use {item.value(here):.3g}; fit {item.value(unit):.3g}, sd {sd * width:.2g}, range {item.low:g} to {item.high:g}")
        )  # fmt: skip
    return lines


def _poorly_known(note: Notebook, found: Fit) -> Line:
    """How many numbers the figures leave open over more than `OPEN_RANGE` of their range."""
    open_ = {item.key: 2 * POINT * sd for item, sd in zip(tuned("people"), found.sd, strict=True)}
    names = [f"{key} ({share:.0%} of its range)" for key, share in open_.items() if share > OPEN_RANGE]
    return note.banded("numbers poorly known", float(len(names)), 0.0, 0.0, f"of {len(open_)}", f"95 % interval over more than {OPEN_RANGE:.0%} of the range", "set beforehand",
                       note=", ".join(names) or f"widest {max(open_.values()):.0%}")  # fmt: skip


def _twins(found: Fit) -> str:
    """The two numbers whose effects on the figures are most alike."""
    unit = found.jacobian / np.maximum(np.linalg.norm(found.jacobian, axis=0), 1e-12)
    alike = np.triu(unit.T @ unit, 1)
    one, other = np.unravel_index(np.abs(alike).argmax(), alike.shape)
    names = [item.key for item in tuned("people")]
    return f"most alike: {names[one]} and {names[other]}, cosine {alike[one, other]:.2f}"


def _figure_lines(outcomes: Outcomes) -> list[Line]:
    """Each published figure where the fit ends, with where it began and what the numbers in use give."""
    ends, in_use = outcomes["fit"][1], outcomes["luck", people.SEED]
    return [
        replace(end, section=NAME, topic="figures where the fit ends", name=f"{end.topic}: {end.name}",
                note=f"middle of all ranges {begin.value:.3g}; numbers in use {here.value:.3g}")
        for end, begin, here in zip(ends, outcomes["middle"], in_use, strict=True)
    ]  # fmt: skip


def _luck_lines(outcomes: Outcomes) -> list[Line]:
    """How far figures differ by luck alone at the size of the fit, half-bands."""
    told = [outcomes["luck", seed] for seed in LUCKS]
    spread = np.array([[people.distance(line) for line in lines] for lines in told]).std(axis=0, ddof=1)
    worst = told[0][int(spread.argmax())]
    above = int((spread > MOST_LUCK).sum())
    note = Notebook(NAME, "luck in the fit")
    what = f"standard deviation over {len(LUCKS)} lucks at the size of the fit"
    return [
        note.banded("typical figure", float(np.median(spread)), 0.0, MOST_LUCK, "half-bands", what, "set beforehand"),
        note.banded("figure with most luck", float(spread.max()), 0.0, MOST_LUCK, "half-bands", what, "set beforehand",
                    note=f"{worst.topic}, {worst.name}; {above} of {len(spread)} figures above {MOST_LUCK:g}"),
    ]  # fmt: skip


def _holdout_lines(found: list[Line]) -> list[Line]:
    """Each finding predicted by a fit to all others, on people and luck no fit has met."""
    topic = "figures the fit has not seen"
    met = sum(line.holds == "yes" for line in found)
    whole = Notebook(NAME, topic).banded("figures met unseen", float(met), MET * len(found), float(len(found)), f"of {len(found)}", "each finding left out of its own fit", "set beforehand",
                                         note="C-10 to C-14 are in no fit; they stand among the published figures")  # fmt: skip
    return [whole, *(replace(line, section=NAME, topic=topic, name=f"{line.topic}: {line.name}") for line in found)]


def _choice_lines(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """What a step in numbers that were held moves the figures by, beyond anything the tuned ones can do."""
    moves, count = choice.steps(ask), len(tuned("people"))
    effects = np.concatenate([outcomes["steps", first] for first in range(0, len(moves), STEPS)])
    own = choice.own_direction(effects, count)
    whole = np.linalg.norm(np.nan_to_num(effects[count:]), axis=1)
    order = [int(place) for place in np.argsort(-own) if own[place] > OWN_EFFECT]
    strong = ", ".join(f"{moves[count + place].key} {own[place]:.1f} of {whole[place]:.1f}" for place in order)
    first = choice.taken_first(effects, count)
    note = Notebook(NAME, "the choice of what to tune")
    return [
        note.banded("held numbers with an effect of their own", float(len(order)), 0.0, 0.0, f"of {len(own)}", f"step of a fifth, more than {OWN_EFFECT:g} half-band beyond any mixture of tuned ones", "set beforehand", note=strong),
        note.banded("what held numbers do that tuned ones could", 100.0 * (1.0 - float((own**2).sum() / (whole**2).sum())), 50.0, 100.0, "%", "of squared movements of figures", "set beforehand"),
        note.banded("tuned numbers a selection would take", float(sum(place < count for place in first)), count / 2, float(count), f"of {count}", "one after the other by the largest effect of its own", "set beforehand",
                    note=", ".join(moves[place].key for place in first)),
    ]  # fmt: skip


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
