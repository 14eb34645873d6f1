"""The whole model read as the search table is: crossing journeys for interdependence, weight on the company for breadth.

Plans pay own satisfaction and company CX in shares that add to 100 %, so that only breadth changes; executives are
paid for company CX throughout, for they are the centre. Two readings: `like for like` is the table's, where the worth
of own work stays and others are added to it (bonus scaled to equal power, straight curve, nobody begs for answers);
`on paper` is what happens in practice, where weight moved to the company is taken from the own part. Managers by trial and error
compare their own payouts and no more, so a larger bonus moves them no further.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Hashable, Mapping

import numpy as np

from cxsim.pay.diagnostics import effective_weight
from cxsim.pay.scheme import Scheme
from cxsim.simulation import tables
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.study.expectation import marginal_incentive
from cxsim.study.jobs import Job
from cxsim.trust.evidence import bench_of
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns import schemes
from cxsim.trust.patterns.bench import Bench
from cxsim.trust.patterns.weights import INDEX_TOLERANCE, SHARES
from cxsim.trust.patterns.worlds import Case, Seen, World, with_behaviour
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import LESS, MORE, NIL, OPEN

NAME = "docking_model"
WEIGHTS = (0, 10, 25, 50, 100)  # % of the plan on company CX
BROAD, HALF = 100, 50
MECHANISMS = {"adaptive": {"mechanism": "adaptive"}, "trial": {"mechanism": "trial_and_error", "exploration": 0.05}}
READINGS = ("like for like", "on paper")
NO_CENTRE = {"integration_effect": 0.0}  # executives may fund integration, it changes nothing
SURE_HANDOFF = 0.9  # chance that information survives between units where a centre has seen to it (assumption)
SEEN_TO = "handoffs seen to"
CROSSED = f"crossing {SHARES[-1]:g}"
SOURCE = "search table, pattern {}"
TRIALS = ", most of it the trials themselves, which never stop"


@dataclass(frozen=True)
class Measured:
    """What a case leaves behind."""

    true_cx: float  # points, last year
    moved: float  # % of working time that touchpoint managers shift from one quarter to the next, mean of last year


def case_name(mechanism: str, reading: str, weight: int, centre: bool = True) -> str:
    """One name per cell."""
    return f"{mechanism}, {reading}, {weight} %{'' if centre else ', no centre'}"


# ---------------------------------------------------------------- what is lived


def plan(weight: int) -> dict[str, Any]:
    """`weight` % on company CX, the rest on own satisfaction; executives on company CX."""
    whole = {"company_cx": schemes.component("cx", "company", weight)} if weight else {}
    levels: dict[str, Any] = {
        level: {**(schemes.own("satisfaction", 100 - weight, level) if weight < 100 else {}), **whole}
        for level in schemes.LEVELS
        if level != "executive"
    }
    levels["executive"] = {"company_cx": schemes.component("cx", "company", 100)}
    return schemes.scheme(f"company_{weight}", levels)


def cases(bench: Bench, reading: str, weights: tuple[int, ...], **behaviour: Any) -> list[Case]:
    """A reading's cases under both mechanisms; `behaviour` are further changes, such as a centre without effect."""
    found = []
    for mechanism, ways in MECHANISMS.items():
        for weight in weights:
            scheme, changes = plan(weight), {**ways, **behaviour}
            if reading == "like for like":
                scheme = schemes.straight(scheme, f"straight_{weight}")
                if weight:
                    scheme = schemes.at_equal_power(bench.settings, scheme, schemes.straight(plan(0), "straight_0"))
                changes |= {"activities": _without_polish(bench), "sensitivity_by_level": _as_strong(bench)}
            found.append(Case(case_name(mechanism, reading, weight, not behaviour), scheme, changes))
    return found


def _without_polish(bench: Bench) -> dict[str, Any]:
    known = bench.settings.behaviour.activities
    return {**known, "polish": replace(known["polish"], believed_quality=0.0)}


def _as_strong(bench: Bench) -> dict[str, float]:
    """Sensitivity by level that makes a straight curve as strong at the margin as the shipped one is around target."""
    shipped, straight = (Scheme.from_mapping(item) for item in (plan(0), schemes.straight(plan(0), "straight_0")))
    known = bench.settings.behaviour.sensitivity_by_level
    return {
        level: known.get(level, 1.0) * marginal_incentive(bench.settings, shipped, level) / marginal_incentive(bench.settings, straight, level)
        for level in schemes.LEVELS
    }


def worlds(bench: Bench) -> list[World]:
    """Three shares of crossing journeys; at the highest also without a centre, and where handoffs are seen to."""
    crossing = {share: [case for reading in READINGS for case in cases(bench, reading, WEIGHTS)] for share in SHARES}
    for reading in READINGS:
        crossing[SHARES[-1]] += cases(bench, reading, (0, BROAD), **NO_CENTRE)
    company = replace(bench.settings.company, handoff_between=SURE_HANDOFF)
    sure = replace(bench, settings=replace(bench.settings, company=company))
    seen_to = sure.crossing(SHARES[-1], *(case for reading in READINGS for case in cases(bench, reading, (0, BROAD))))
    return [*(bench.crossing(share, *found) for share, found in crossing.items()), replace(seen_to, name=SEEN_TO)]


def live(world: World, seed: int) -> dict[str, Measured]:
    """One seed of a world, its cases from one warm-up."""
    settings = replace(world.settings, seed=seed)
    warm, found = warm_up(settings), {}
    for case in world.cases:
        model = CxModel(with_behaviour(settings, **case.behaviour), Scheme.from_mapping(case.scheme), warm)
        for _ in range(settings.horizon.years * QUARTERS):
            model.step()
        found[case.name] = Measured(tables.summary(model)["true_cx"], moved(tables.managers(model)))
    return found


def moved(managers: Any) -> float:
    """Absolute change of attention between quarters, summed over activities; % of time, mean of the last year."""
    seats = managers[managers["touchpoint"] != ""].sort_values(["manager", "quarter"])
    activities = [name for name in seats.columns if name.startswith("attention_")]
    changes = seats.groupby("manager")[activities].diff().abs().sum(axis=1)
    return 100.0 * float(changes[seats["year"] == seats["year"].max()].mean())


# ---------------------------------------------------------------- how it is read


@dataclass(frozen=True)
class Reader:
    """Gains and restlessness of one mechanism under one reading."""

    seen: Seen
    mechanism: str
    reading: str

    @property
    def name(self) -> str:
        """How lines call it."""
        return f"{self.mechanism}, {self.reading}"

    def rise(self, world: str, weight: int, read: Callable[[Any], float], centre: bool = True) -> np.ndarray:
        """By seed: at this weight less at none, all else alike."""
        one, other = (case_name(self.mechanism, self.reading, share, centre) for share in (weight, 0))
        return self.seen.less(world, one, other, read)

    def gain(self, world: str, weight: int, centre: bool = True) -> np.ndarray:
        """Points of true CX gained by this weight over none."""
        return self.rise(world, weight, true_cx, centre)


def true_cx(item: Measured) -> float:
    """Points, last year."""
    return item.true_cx


def restless(item: Measured) -> float:
    """% of time shifted per quarter."""
    return item.moved


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Every world for every seed."""
    return {(world.name, seed): (live, (world, seed)) for world in worlds(bench_of(ask.settings, ask.size)) for seed in ask.seeds}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """The table's patterns one after the other, each under both mechanisms and both readings."""
    seen, units = Seen(outcomes, ask.seeds), len(ask.settings.company.units)
    readers = [Reader(seen, mechanism, reading) for reading in READINGS for mechanism in MECHANISMS]
    return [
        *(line for reader in readers for line in sizes(reader)),
        *(line for reader in readers for line in crossing(reader)),
        *(diminishing(reader, units) for reader in readers),
        *(line for reader in readers for line in unrest(reader)),
        *(line for reader in readers for line in substitution(reader)),
    ]


def sizes(reader: Reader) -> list[Line]:
    """The row of the table where most journeys cross."""
    note = Notebook(NAME, "gain by weight")
    what = f"true CX less the same without company weight, points of 100, last year; {SHARES[-1]:g} of journeys cross"
    return [
        note.find(f"{reader.name}, {weight} %", OPEN, reader.gain(CROSSED, weight), "points", what, source="assumption")
        for weight in WEIGHTS[1:]
    ]


def crossing(reader: Reader) -> list[Line]:
    """Patterns 1 and 2: nothing to gain where nothing crosses, more where more does."""
    note = Notebook(NAME, "gain and crossing")
    gains = np.stack([reader.gain(f"crossing {share:g}", BROAD) for share in SHARES], axis=1)
    told = ", ".join(f"{share:g}: {mean:+.2f}" for share, mean in zip(SHARES, gains.mean(axis=0)))
    what = f"gain of {BROAD} % company weight over none"
    return [
        note.find(
            f"{reader.name}: none cross", NIL, gains[:, 0], "points", f"{what}, share 0", tolerance=INDEX_TOLERANCE,
            source=SOURCE.format(1), note=told,
        ),
        note.find(
            f"{reader.name}: .6 less none", MORE, gains[:, -1] - gains[:, 0], "points", f"{what}, share .6 less share 0",
            source=SOURCE.format(2), note=told,
        ),
    ]  # fmt: skip


def diminishing(reader: Reader, units: int) -> Line:
    """Pattern 3: half the plan gives more than its part of the whole gain. On paper both own and company parts move."""
    note = Notebook(NAME, "diminishing returns")
    half, whole = reader.gain(CROSSED, HALF), reader.gain(CROSSED, BROAD)
    paper = reader.reading == "on paper"
    part = HALF / 100 if paper else effective_weight(HALF / 100, units)
    told = f"gain {half.mean():+.2f} of {whole.mean():+.2f}; a straight line would give {part:.2f} of it"
    if whole.mean() < 0.0:
        told += "; the whole is a loss here, so nothing diminishes"
    what = f"gain at {HALF} % less {part:.2f} of the gain at {BROAD} %, share .6"
    expected = OPEN if paper else MORE
    return note.find(f"{reader.name}: half the plan", expected, half - part * whole, "points", what, source=SOURCE.format(3), note=told)


def unrest(reader: Reader) -> list[Line]:
    """Pattern 4: pay for the own part alone shows as adjustment without end where journeys cross.

    Only the second line can show it: the first also holds what stronger pay moves, whatever crosses.
    """
    note = Notebook(NAME, "silos are restless")
    calmer = [-reader.rise(f"crossing {share:g}", BROAD, restless) for share in (SHARES[0], SHARES[-1])]
    level = reader.seen.numbers(CROSSED, case_name(reader.mechanism, reader.reading, 0), restless).mean()
    what = "time that touchpoint managers shift per quarter, last year: no company weight less 100 %"
    return [
        note.find(f"{reader.name}: .6 cross", OPEN if reader.reading == "on paper" else MORE, calmer[1], "% of time", f"{what}, share .6", source=SOURCE.format(4),
                  note=f"{level:.2f} % of time shifted without company weight{TRIALS if reader.mechanism == 'trial' else ''}"),
        note.find(f"{reader.name}: .6 less none", MORE, calmer[1] - calmer[0], "% of time", "the same, share .6 less share 0", source=SOURCE.format(4)),
    ]  # fmt: skip


def substitution(reader: Reader) -> list[Line]:
    """Pattern 5: a coordinating centre leaves less for incentives to do."""
    note = Notebook(NAME, "centre or breadth")
    plain = reader.gain(CROSSED, BROAD)
    free = reader.gain(CROSSED, BROAD, centre=False)
    sure = reader.gain(SEEN_TO, BROAD)
    what = f"gain of {BROAD} % company weight, share .6"
    return [
        note.find(f"{reader.name}: integration", LESS, plain - free, "points", f"{what}: executives' integration works less it does nothing", source=SOURCE.format(5),
                  note=f"{plain.mean():+.2f} with, {free.mean():+.2f} without"),
        note.find(f"{reader.name}: handoffs seen to", LESS, sure - plain, "points", f"{what}: information survives {100 * SURE_HANDOFF:.0f} % of handoffs less as it is", source=SOURCE.format(5),
                  note=f"{sure.mean():+.2f} with, {plain.mean():+.2f} as it is"),
    ]  # fmt: skip


DOCKING_MODEL = Section(
    NAME,
    "The whole model read as the search table",
    "With crossing journeys for interdependence, does the model show what departments on landscapes show?",
    jobs,
    read,
    long=True,
)
