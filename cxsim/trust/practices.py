"""What every shipped practice does by itself: lived beside the same company without it, on the same people and luck.

Source texts say which way each should go; a line says whether it does, whichever way that is. The table beside the
stored report has all outcomes. Practices start with the scheme, so all of a seed share one warm-up.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any, Hashable, Mapping

import numpy as np

from cxsim.base.practice_schema import PracticeSettings
from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.run import simulate
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices
from cxsim.study.jobs import Job
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import LESS, MORE, OPEN, interval

NAME = "practices"
SCHEME = "unit_growth"  # the pay the source texts start from
SEEDS, PEOPLE, YEARS = 24, 5_000, 5
QUICK_SEEDS, QUICK_PEOPLE, QUICK_YEARS = 3, 600, 2
NONE, MISTAKES, REMEDIES = "none", "all mistakes", "all remedies"
EXPECTED = {"mistake": LESS, "remedy": MORE, "world": OPEN}
# unit of the difference by outcome
OUTCOMES = {
    "true_cx": "points", "customers_kept_pct": "% points", "profit_after_bonus_eur": "EUR per start customer",
    "revenue_eur": "EUR per start customer", "practice_cost_eur": "EUR per start customer", "measured_cx": "points",
    "rough_share": "share", "fcr": "share", "journey_true": "points", "believed_gap": "points", "nps": "points",
}  # fmt: skip
COLUMNS = ("practice", "kind", "outcome", "unit", "mean", "lo", "hi", "n")


def shipped(settings: Settings) -> dict[str, PracticeSettings]:
    """Every practice of conf/practice as its file has it."""
    names = choices("practice")
    return load(f"company={settings.company.name}", f"practice=[{','.join(names)}]").practice if names else {}


def cases(practices: Mapping[str, PracticeSettings]) -> dict[str, dict[str, PracticeSettings]]:
    """What is lived: nothing, each alone, all mistakes, all remedies that do not speak against one another."""
    ordered = sorted(practices, key=lambda name: (list(EXPECTED).index(practices[name].kind), name))
    every: dict[str, dict[str, PracticeSettings]] = {NONE: {}} | {name: {name: practices[name]} for name in ordered}
    every[MISTAKES] = {name: item for name, item in practices.items() if item.kind == "mistake"}
    every[REMEDIES] = {name: item for name, item in practices.items() if item.kind == "remedy" and name not in ALTERNATIVES}
    return every


ALTERNATIVES = ("officer_without_power", "central_cx_department", "goal_from_the_top")  # weaker or contrary forms of another


def lived(settings: Settings, cases: Mapping[str, Mapping[str, PracticeSettings]]) -> dict[str, list[float]]:
    """Outcomes of one seed by case, on one warm-up."""
    scheme, warm = Scheme.from_mapping(load_scheme(SCHEME)), warm_up(settings)
    found = {}
    for name, practices in cases.items():
        summary = simulate(replace(settings, practice=dict(practices)), scheme, warm).summary
        found[name] = [float(summary[outcome]) for outcome in OUTCOMES]
    return found


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """One job per seed."""
    quick, home = ask.size.quick, ask.settings
    people, years = (QUICK_PEOPLE, QUICK_YEARS) if quick else (PEOPLE, YEARS)
    sized = replace(
        home, threads=1, practice={},
        customers=replace(home.customers, count=people),
        horizon=replace(home.horizon, years=years),
        output=replace(home.output, journeys_logged=0, panel=0),
    )  # fmt: skip
    every = cases(shipped(home))
    return {seed: (lived, (replace(sized, seed=seed), every)) for seed in _seeds(ask)}


def _seeds(ask: Ask) -> range:
    return range(ask.settings.seed, ask.settings.seed + (QUICK_SEEDS if ask.size.quick else SEEDS))


def differences(ask: Ask, outcomes: Outcomes) -> dict[str, np.ndarray]:
    """By case: its outcomes less those without practices, (seeds, outcomes), paired by seed."""
    seeds = _seeds(ask)
    base = np.array([outcomes[seed][NONE] for seed in seeds])
    return {name: np.array([outcomes[seed][name] for seed in seeds]) - base for name in outcomes[seeds[0]] if name != NONE}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """True experience and customers kept by practice; profit has no direction that the texts promise within five years."""
    told, practices = [], shipped(ask.settings)
    for name, found in differences(ask, outcomes).items():
        kind = _kind(name, practices)
        topic = _TOPICS[kind if name in practices else "together"]
        note, label = Notebook(NAME, topic), _label(name, practices)
        for outcome, what in (("true_cx", "true experience, mean of the last year"), ("customers_kept_pct", "first customers never lost")):
            values = found[:, list(OUTCOMES).index(outcome)]
            more = f"{what}, less the same without it, {SCHEME.replace('_', ' ')} pay"
            told.append(note.find(f"{label}: {_SHORT[outcome]}", EXPECTED[kind], values, OUTCOMES[outcome], more, source=_source(name, practices)))
        profit = interval(found[:, list(OUTCOMES).index("profit_after_bonus_eur")])
        told[-1] = replace(told[-1], note=f"profit after bonus and cost {profit[0]:+.1f} ({profit[1]:+.1f} to {profit[2]:+.1f}) EUR")
    return told


_TOPICS = {"mistake": "mistakes", "remedy": "remedies", "world": "the world around", "together": "together"}
_SHORT = {"true_cx": "true CX", "customers_kept_pct": "customers kept"}


def _kind(name: str, practices: Mapping[str, PracticeSettings]) -> str:
    together = {MISTAKES: "mistake", REMEDIES: "remedy"}
    return together.get(name) or practices[name].kind


def _label(name: str, practices: Mapping[str, PracticeSettings]) -> str:
    return practices[name].label_en if name in practices else name


def _source(name: str, practices: Mapping[str, PracticeSettings]) -> str:
    return f"text {practices[name].texts}" if name in practices else "texts 000 to 004"


def table(ask: Ask, outcomes: Outcomes) -> str:
    """Every case and outcome with its interval, as CSV."""
    practices, out = shipped(ask.settings), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, found in differences(ask, outcomes).items():
        for place, (outcome, unit) in enumerate(OUTCOMES.items()):
            mean, lo, hi, n = interval(found[:, place])
            writer.writerow([name, _kind(name, practices), outcome, unit, f"{mean:.6g}", f"{lo:.6g}", f"{hi:.6g}", n])
    return out.getvalue()


def read_table(text: str) -> list[dict[str, Any]]:
    """Rows of `table`, numbers as numbers."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return [{**row, **{name: float(row[name]) for name in ("mean", "lo", "hi", "n")}} for row in rows]


PRACTICES = Section(
    NAME,
    "Practices",
    "Does each mistake hurt and each remedy help, by itself, and by how much?",
    jobs,
    read,
    long=True,
    table=table,
)
