"""Patterns of where pay puts its weight: growth, company against own unit, levels, number of units, size of surveys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxsim.base.schema import ActivitySettings
from cxsim.study.crossing import CROSSES, SEVERAL, zero_of
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns import schemes
from cxsim.trust.patterns.bench import SECTION, Bench
from cxsim.trust.patterns.worlds import Case, Lived, Seen, World, outcome
from cxsim.trust.verdicts import LESS, MORE, NIL, OPEN

YEAR = 4  # quarters
LONG = 8  # years, so that slow losses can show
SHARES = (0.0, 0.3, 0.6)
UNITS = (2, 4, 8)
LEVEL_CASES = schemes.LEVELS
SMALL = 0.1
INDEX_TOLERANCE = 0.25  # points of the true index that count as nothing, set before anything was measured

true_cx, profit = outcome("true_cx"), outcome("profit_after_bonus_eur")


# ---------------------------------------------------------------- growth pay


def growth_worlds(bench: Bench) -> list[World]:
    """Fixed pay, unit growth and flat company CX over a longer horizon."""
    return [bench.long(LONG, *(bench.case(name) for name in ("fixed_pay", "unit_growth", "company_cx")))]


def growth(seen: Seen) -> list[Line]:
    """Unit growth against fixed pay: early revenue, late loyalty, and when the curves cross."""
    note = Notebook(SECTION, "growth pay")
    years = len(seen.of("long", "fixed_pay")[0].revenue) // YEAR
    ahead = _yearly(seen, "unit_growth", "fixed_pay", "revenue")
    sold = _yearly(seen, "unit_growth", "fixed_pay", "unmoved")
    kept = seen.less("long", "unit_growth", "fixed_pay", lambda item: item.kept[5 * YEAR - 1])
    index = seen.less("long", "unit_growth", "fixed_pay", true_cx)
    return [
        note.find("revenue, first year", MORE, ahead[:, 0], "%", "unit growth against fixed pay"),
        note.find(
            "revenue, first year, no sales moved",
            MORE,
            sold[:, 0],
            "%",
            "the same without sales pulled or held back at year ends",
        ),
        note.find(f"revenue, year {years}", OPEN, ahead[:, -1], "%", "unit growth against fixed pay"),
        note.find(
            "revenue gain given back",
            LESS,
            ahead[:, -1] - ahead.max(axis=1),
            "% points",
            f"gain in year {years} less gain in the best year",
        ),
        note.find("true CX", LESS, index, "points", f"unit growth less fixed pay, year {years}"),
        note.find("customers kept, 5 years", LESS, kept, "% points", "unit growth less fixed pay"),
        *(_crossing(note, seen, "unit_growth", "fixed_pay", money) for money in ("revenue", "profit")),
        *(_crossing(note, seen, "company_cx", "unit_growth", money) for money in ("revenue", "profit")),
    ]


def _yearly(seen: Seen, case: str, other: str, money: str) -> np.ndarray:
    """Difference by seed and year in % of the other case's revenue, shape (seeds, years)."""

    def years(item: Lived, name: str) -> np.ndarray:
        values = item.revenue - item.moved if name == "unmoved" else getattr(item, name)
        return values.reshape(-1, YEAR).sum(axis=1)

    pairs = zip(seen.of("long", case), seen.of("long", other))
    return np.array([100.0 * (years(a, money) - years(b, money)) / years(b, "revenue") for a, b in pairs])


def _crossing(note: Notebook, seen: Seen, case: str, other: str, money: str) -> Line:
    """The last year's difference, with the year in which the mean curves cross as a note."""
    gaps = _yearly(seen, case, other, money)
    year, state = zero_of(np.arange(1, gaps.shape[1] + 1), gaps.mean(axis=0))
    words = {CROSSES: f"mean curves cross in year {year:.1f}", SEVERAL: f"mean curves cross first in year {year:.1f}"}
    told = words.get(state, f"no crossing in {gaps.shape[1]} years: {state.replace('_', ' ')}")
    name = f"{money} curves, {_plain(case)} and {_plain(other)}"
    change = gaps[:, -1] - gaps[:, 0]
    expected = LESS if other == "fixed_pay" else MORE
    measured = f"{_plain(case)} less {_plain(other)}, % of revenue: gap of the last year less gap of the first"
    return note.find(name, expected, change, "% points", measured, note=told)


def _plain(name: str) -> str:
    return name.replace("_", " ")


# ---------------------------------------------------------------- company scope and crossing journeys


def scope_worlds(bench: Bench) -> list[World]:
    """Company CX, the same weight on own satisfaction, and growth, at three shares of crossing journeys."""
    company, reference = schemes.company_weight("company_cx_100", 100), bench.schemes["unit_satisfaction"]
    company_straight = schemes.straight(company, "company_straight")
    own_straight = schemes.straight(reference, "own_straight")
    honest = {"activities": _without_polish(bench)}
    cases = (
        *(bench.case(name) for name in ("unit_growth", "company_cx", "unit_satisfaction")),
        Case("own_cx_35", schemes.own_weight("own_cx_35", 35)),
        Case("company_powered", schemes.at_equal_power(bench.settings, company, reference)),
        Case("company_straight", schemes.at_equal_power(bench.settings, company_straight, own_straight), honest),
        Case("own_straight", own_straight, honest),
    )
    return [bench.crossing(share, *cases) for share in SHARES]


def _without_polish(bench: Bench) -> dict[str, ActivitySettings]:
    """Activities of managers who do not believe that begging for answers helps."""
    known = bench.settings.behaviour.activities
    return {**known, "polish": replace(known["polish"], believed_quality=0.0)}


CONTRASTS = (
    ("35 % company less 35 % own, equal weight", "company_cx", "own_cx_35", OPEN),
    ("100 % company less own, equal power", "company_powered", "unit_satisfaction", NIL),
    ("the same, straight curve, no polish", "company_straight", "own_straight", NIL),
    ("35 % company less growth", "company_cx", "unit_growth", OPEN),
)


def scope(seen: Seen) -> list[Line]:
    """The advantage of company scope by share of crossing journeys: slope, and value where none cross."""
    note, found = Notebook(SECTION, "company scope"), []
    for name, case, other, at_zero in CONTRASTS:
        gaps = np.stack([seen.less(f"crossing {share:g}", case, other, true_cx) for share in SHARES], axis=1)
        told = ", ".join(f"{share:g}: {mean:+.2f}" for share, mean in zip(SHARES, gaps.mean(axis=0)))
        found += [
            note.find(f"{name}: slope", MORE, _slope(gaps, SHARES) * SHARES[-1], "points", "true CX advantage at share .6 less at 0, straight line", note=told),
            note.find(f"{name}: none cross", at_zero, gaps[:, 0], "points", "true CX advantage at share 0", tolerance=INDEX_TOLERANCE if at_zero == NIL else 0.0),
            note.find(f"{name}: .6 cross", OPEN, gaps[:, -1], "points", "true CX advantage at share .6"),
        ]  # fmt: skip
        if at_zero != NIL:
            money = np.stack([seen.less(f"crossing {share:g}", case, other, profit) for share in SHARES], axis=1)
            found.append(note.find(f"{name}: profit slope", MORE, _slope(money, SHARES) * SHARES[-1], "EUR", "the same for profit after bonus per customer at the start"))  # fmt: skip
    return found


def _slope(values: np.ndarray, xs: tuple[float, ...]) -> np.ndarray:
    """Least-squares slope of each row (seeds, points) on `xs`."""
    centred = np.asarray(xs) - np.mean(xs)
    return values @ centred / float(centred @ centred)


# ---------------------------------------------------------------- where in the hierarchy


def level_worlds(bench: Bench) -> list[World]:
    """Gradients with one sum of weights; and company CX against growth with one level hearing pay at a time."""
    flat = Case("flat_29", schemes.company_weight("flat_29", 28.75))
    cases = [bench.case(name) for name in ("unit_growth", "company_cx", "seniority_gradient", "inverse_gradient")]
    for level in LEVEL_CASES:
        only = {"sensitivity_by_level": {name: float(name == level) for name in schemes.LEVELS}}
        cases += [bench.case(name, f"{name}, {level} only", **only) for name in ("company_cx", "unit_growth")]
    return [bench.home(flat, *cases)]


def levels(seen: Seen) -> list[Line]:
    """Which level's company CX weight is worth most."""
    note, found = Notebook(SECTION, "hierarchy"), []
    for case, other in (
        ("seniority_gradient", "flat_29"),
        ("inverse_gradient", "flat_29"),
        ("seniority_gradient", "inverse_gradient"),
    ):
        name = f"{_plain(case)} less {_plain(other).replace('flat 29', 'flat')}"
        for read, unit, what in (
            (true_cx, "points", "true CX, last year"),
            (profit, "EUR", "profit after bonus per customer at the start"),
        ):
            measured = f"{what}; weights of the four levels add to 115 % in each"
            found.append(
                note.find(
                    f"{name}, {what.split(',')[0].split(' after')[0]}",
                    OPEN,
                    seen.less("home", case, other, read),
                    unit,
                    measured,
                )
            )
    for level in LEVEL_CASES:
        gain = seen.less("home", f"company_cx, {level} only", f"unit_growth, {level} only", true_cx)
        measured = "true CX, flat company CX less growth, only this level hears pay"
        found.append(note.find(f"{_plain(level)} alone", OPEN, gain, "points", measured))
    return found


# ---------------------------------------------------------------- free riding and noise


def free_riding_worlds(bench: Bench) -> list[World]:
    """Company CX 100 %, own satisfaction and fixed pay in a business split in 2, 4 and 8 units."""
    company = Case("company_cx_100", schemes.company_weight("company_cx_100", 100))
    return [
        bench.split(units, company, *(bench.case(name) for name in ("fixed_pay", "unit_satisfaction")))
        for units in UNITS
    ]


def free_riding(seen: Seen) -> list[Line]:
    """The pull of company CX by number of units; own satisfaction beside it."""
    note, found = Notebook(SECTION, "free riding"), []
    for case, name, expected in (
        ("company_cx_100", "company CX 100 %", LESS),
        ("unit_satisfaction", "own satisfaction 100 %", OPEN),
    ):
        pull = np.stack([seen.less(f"{units} units", case, "fixed_pay", true_cx) for units in UNITS], axis=1)
        found += [
            note.find(f"{name}, {units} units", OPEN, pull[:, k], "points", "true CX less fixed pay")
            for k, units in enumerate(UNITS)
        ]  # fmt: skip
        measured = "change of that pull per doubling of the number of units"
        found.append(note.find(f"{name}, per doubling", expected, _slope(pull, (0, 1, 2)), "points", measured))
    return found


def noise_worlds(bench: Bench) -> list[World]:
    """The same three schemes with a survey of a tenth of the size."""
    company = Case("company_cx_100", schemes.company_weight("company_cx_100", 100))
    cases = (company, *(bench.case(name) for name in ("fixed_pay", "unit_satisfaction")))
    return [bench.home(*cases), bench.small_survey(SMALL, *cases)]


def noise(seen: Seen) -> list[Line]:
    """How much of the pull of paid scores is lost when a tenth of the people are asked."""
    note, found = Notebook(SECTION, "survey noise"), []
    for case, name in (("company_cx_100", "company CX 100 %"), ("unit_satisfaction", "own satisfaction 100 %")):
        pull = {world: seen.less(world, case, "fixed_pay", true_cx) for world in ("home", "small survey")}
        found.append(note.find(name, LESS, pull["small survey"] - pull["home"], "points", "true CX less fixed pay: small survey less standard survey"))  # fmt: skip
        spread = {world: _payout_spread(seen, world, case) for world in pull}
        found.append(note.find(f"{name}, spread of payouts", MORE, spread["small survey"] - spread["home"], "% points", "sd of payouts over seats and years: small less standard survey"))  # fmt: skip
    return found


def _payout_spread(seen: Seen, world: str, case: str) -> np.ndarray:
    return seen.numbers(world, case, lambda item: float(item.payouts[:, 0].std()))
