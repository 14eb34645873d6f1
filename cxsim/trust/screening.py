"""How much each outcome moves with each assumption: one number moved at a time, on the same people and the same luck.

Three schemes at equal expected cost are lived in the company under test and in one that earns the other way, as they
are and with every graded number one step down and one step up (up only in the second company; `leaves` says how far),
and with every other shipped choice of behaviour, journeys, market, survey, reading and basis. One at a time says
nothing about numbers that work together.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Hashable, Mapping

import numpy as np

from cxsim.base.building import build
from cxsim.base.checks import check
from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.run import simulate_all
from cxsim.study.basis import put_on_basis
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices
from cxsim.study.jobs import Job
from cxsim.trust import register
from cxsim.trust.leaves import CHOICE, UP, Move, moves
from cxsim.trust.section import Ask, Outcomes, Section

NAME = register.NAME
SEEDS, PEOPLE, YEARS, WARMUP = 4, 3_000, 3, 2
QUICK_SEEDS, QUICK_PEOPLE, QUICK_STRIDE = 2, 500, 60
PART = 40  # moves in one job
SAME = ("customers", "survey", "market", "channels", "behaviour", "journeys", "seed")  # what both companies share
AS_IT_IS = Move("", "")


def companies(settings: Settings) -> dict[str, Settings]:
    """The company under test, and one that earns the other way."""
    other = "retailer" if settings.business.subscription else "telecom"
    twin = replace(load(f"company={other}"), **{name: getattr(settings, name) for name in SAME})
    return {settings.company.name: settings, other: twin}


def sized(settings: Settings, quick: bool) -> Settings:
    """Settings in the size of the screening, with the three schemes."""
    people = QUICK_PEOPLE if quick else PEOPLE
    study = replace(settings.study, schemes=list(register.SCHEMES), baseline=register.SCHEMES[0])
    return replace(
        settings,
        customers=replace(settings.customers, count=people),
        horizon=replace(settings.horizon, years=1 if quick else YEARS, warmup_years=1 if quick else WARMUP),
        output=replace(settings.output, journeys_logged=0, panel=0),
        study=study,
        threads=1,
    )


def plan(settings: Settings, quick: bool, both: bool = True) -> list[Move]:
    """What is lived in one company, first as it is; steps up only unless `both`; a quick look takes few steps."""
    every = [*(move for move in moves(settings) if both or move.side == UP), *other_choices(settings)]
    return [AS_IT_IS, *(every[::QUICK_STRIDE] if quick else every)]


def other_choices(settings: Settings) -> list[Move]:
    """Shipped choices other than those in force: parts that exist as files, readings of the evidence, bases."""
    found = []
    for part in ("behaviour", "journeys", "market", "survey"):
        own = asdict(getattr(settings, part))
        for name in choices(part):
            value = asdict(getattr(load(f"{part}={name}"), part))
            if value != own:
                found.append(Move(f"{part}={name}", CHOICE, (((part,), value),)))
    readings = [name for name in settings.customers.readings if name != settings.customers.reading]
    found += [Move(f"customers.reading={name}", CHOICE, ((("customers", "reading"), name),)) for name in readings]
    bases = [name for name in ("equal_cost", "equal_weight", "equal_power") if name != settings.study.basis]
    return found + [Move(f"study.basis={name}", CHOICE, ((("study", "basis"), name),)) for name in bases]


def lived(settings: Settings, changes: tuple[Move, ...]) -> list[list[list[float]]]:
    """Outcomes (changes, schemes, outcomes) of one seed, every change on the same people and luck."""
    mapping = asdict(settings)
    return [_lived_one(_changed(mapping, change)) for change in changes]


def _changed(mapping: Mapping[str, Any], change: Move) -> Settings:
    """Settings after a change, checked as a user's would be."""
    settings = build(Settings, change.applied(mapping), "settings")
    check(settings, "settings", choices("scheme"))
    return settings


def _lived_one(settings: Settings) -> list[list[float]]:
    texts = {name: load_scheme(name) for name in register.SCHEMES}
    basis = put_on_basis(settings, texts, {name: Scheme.from_mapping(text) for name, text in texts.items()})
    runs = simulate_all(settings, [Scheme.from_mapping(basis.schemes[name]) for name in register.SCHEMES], warm_up(settings))
    return [[float(run.summary[name]) for name in register.OUTCOMES] for run in runs]


# ---------------------------------------------------------------- the section


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """One job for some moves of one seed of one company."""
    quick, found = ask.size.quick, {}
    for company, home in companies(ask.settings).items():
        settings = sized(home, quick)
        every = plan(settings, quick, company == ask.settings.company.name)
        for seed in _seeds(ask):
            own = replace(settings, seed=seed)
            for first in range(0, len(every), PART):
                found[company, seed, first] = (lived, (own, tuple(every[first : first + PART])))
    return found


def _seeds(ask: Ask) -> tuple[int, ...]:
    return tuple(range(ask.settings.seed, ask.settings.seed + (QUICK_SEEDS if ask.size.quick else SEEDS)))


def read(ask: Ask, outcomes: Outcomes) -> list[Any]:
    """Top movers of each outcome and of each difference, and how often a verdict turned."""
    return register.lines(*tables(ask, outcomes))


def tables(ask: Ask, outcomes: Outcomes) -> tuple[dict[str, list[Move]], dict[str, np.ndarray]]:
    """By company: the moves, and outcomes (seeds, moves, schemes, outcomes)."""
    quick, told, found = ask.size.quick, {}, {}
    for company, home in companies(ask.settings).items():
        every = plan(sized(home, quick), quick, company == ask.settings.company.name)
        rows = [
            [row for first in range(0, len(every), PART) for row in outcomes[company, seed, first]] for seed in _seeds(ask)
        ]
        told[company], found[company] = every, np.array(rows, float)
    return told, found


def table(ask: Ask, outcomes: Outcomes) -> str:
    """The complete table as CSV, see `register.COLUMNS`."""
    return register.csv_of(*tables(ask, outcomes))


REGISTER = Section(
    NAME,
    "Which assumptions matter",
    "How much would each outcome, and each verdict, move if an assumption were somewhat different?",
    jobs,
    read,
    long=True,
    table=table,
)
