"""A retailer's customers against buyers of CDNOW and Hillstrom: repeat buying of newcomers, spend, channels, recency.

Newcomers are counted in a shop that has just opened, where everybody is new, as in the data. In the data a customer's
clock starts with the first purchase. In the model people join before they buy, so it starts with joining: starting it
with the first purchase seen would pick those who buy often. Two lines show what that other reading gives. People of the model buy several times as often as buyers of CDs, so that windows are shortened until the mean
number of repeat purchases agrees; what depends on the unit of time (alpha, weeks, euros) is not compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers.eventlog import JOIN, PURCHASE
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.real_data import lives
from cxsim.trust.real_data.buying import Buyers, Fitted, drawn, fit
from cxsim.trust.real_data.facts import facts
from cxsim.trust.real_data.shapes import (
    apart,
    line_of,
    next_by_repeats,
    poisson_shares,
    pseudo_values,
    recency_counts,
    recency_ratio,
    share_of_top,
    shares_by_repeats,
)
from cxsim.trust.verdicts import BAND, MORE

SECTION = "real_data"
ENTRY, CALIBRATED, FOLLOWED = 12, 39, 90  # weeks: of first purchases, of the fit, of the whole log
WARM_YEARS, DRAWN = 3, 6_000
MONTH, SOON = 52 / 12, 2  # weeks
CDNOW, HILLSTROM = "CDNOW 1997-98 (Fader and Hardie)", "Hillstrom 2008"
NOT_COMPARED = "levels and time are not compared: people of the model shop for all needs, those of CDNOW for CDs"


def live(shop: Settings, seed: int, people: int) -> dict[str, Any]:
    """Everything measured on one seed of the retailer."""
    return {**newcomers(lives.opened(shop), seed, people), **standing(shop, seed, people)}


def newcomers(shop: Settings, seed: int, people: int) -> dict[str, Any]:
    """Buying of those who join in the first twelve weeks, counted from joining and again from the first purchase seen."""
    shop = lives.sized(shop, seed, people, logged=True)
    population, service = Population(shop), ServiceState.reference(shop)
    events = lives.events_of(population, FOLLOWED, service, (JOIN, PURCHASE))
    joins = events[:, lives.ACTIVITY] == JOIN
    joined, bought = _diary(events[joins], people), _diary(events[~joins], people)
    return {**_shape(*_own_clock(joined, bought), shop, seed), "seen": _shape(*_own_clock(bought, bought), shop, seed)}


def _diary(events: np.ndarray, people: int) -> np.ndarray:
    diary = np.zeros((people, FOLLOWED), bool)
    diary[events[:, lives.PERSON].astype(int), events[:, lives.WEEK].astype(int)] = True
    return diary


def _own_clock(starts: np.ndarray, bought: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Purchases by week since everybody's start, shape (buyers, weeks all are followed), and the week of the start."""
    first = np.where(starts.any(axis=1), starts.argmax(axis=1), FOLLOWED)
    rows = np.flatnonzero(first < ENTRY)
    weeks = np.arange(FOLLOWED - ENTRY)
    return np.take_along_axis(bought[rows], first[rows][:, None] + weeks, axis=1), first[rows]


def _shape(own: np.ndarray, start: np.ndarray, shop: Settings, seed: int) -> dict[str, Any]:
    window = matching_window(own, facts("cdnow")["mean_repeats"])
    early, late = own[:, 1 : window + 1].sum(axis=1), own[:, window + 1 : 2 * window + 1].sum(axis=1)
    after = next_by_repeats(early, late)
    slope, r = line_of(after)
    fitted = fit(summed(own, start))
    baskets = _baskets(shop, seed, int((early + late).sum()))
    spend = np.bincount(np.repeat(np.arange(len(own)), early + late), baskets, len(own))
    return {
        "people": len(own), "window": window, "mean": float(early.mean()), "shares": shares_by_repeats(early), "later": after,
        "slope": slope, "linearity": r, "later_over_earlier": float(late.mean() / early.mean()),
        "r": fitted.r, "alpha": fitted.alpha, "a": fitted.a, "b": fitted.b, "dropout": fitted.dropout,
        "top": [share_of_top(spend, 0.1), share_of_top(spend, 0.2)],
    }  # fmt: skip


def matching_window(own: np.ndarray, mean: float) -> int:
    """Weeks since the first purchase after which the mean number of repeats is nearest to `mean`; twice that is followed."""
    longest = (own.shape[1] - 1) // 2
    means = own[:, 1 : longest + 1].sum(axis=0).cumsum() / len(own)
    return 1 + int(np.argmin(np.abs(means - mean)))


def summed(own: np.ndarray, start: np.ndarray) -> Buyers:
    """Repeats, week of the last and weeks observed of every buyer up to the end of week 39."""
    observed = CALIBRATED - 1 - start
    weeks = np.arange(own.shape[1])
    seen = own & (weeks > 0) & (weeks <= observed[:, None])
    last = np.where(seen.any(axis=1), own.shape[1] - 1 - seen[:, ::-1].argmax(axis=1), 0)
    return Buyers.of(seen.sum(axis=1), last, observed + 0.5)


def _baskets(shop: Settings, seed: int, count: int) -> np.ndarray:
    """Sums of purchases as the model draws them: units by need, lognormal baskets (the log holds no amounts)."""
    luck = np.random.Generator(np.random.Philox(key=seed))
    units = list(shop.company.units.values())
    need = np.array([unit.need_share for unit in units])
    cents = np.array([unit.basket_cents for unit in units], float)
    return cents[luck.choice(len(units), count, p=need / need.sum())] * np.exp(shop.business.basket_sigma * luck.standard_normal(count))


def standing(shop: Settings, seed: int, people: int) -> dict[str, Any]:
    """Customers of an old shop: a year's spend by channels used, and purchases by time since the last one."""
    shop = lives.sized(shop, seed, people // 2, logged=True)
    population, service = Population(shop), ServiceState.reference(shop)
    lives.pass_time(population, WARM_YEARS * lives.YEAR, service)
    before, start = population.columns.view("spend_cents").copy(), population.week
    bought = lives.events_of(population, lives.YEAR, service, (PURCHASE,))
    spend = (population.columns.view("spend_cents") - before).astype(float)
    soon = lives.events_of(population, SOON, service, (PURCHASE,))
    person = bought[:, lives.PERSON].astype(int)
    used, last = np.zeros((people // 2, len(shop.channels)), bool), np.full(people // 2, -1)
    used[person, bought[:, lives.CHANNEL].astype(int)] = True
    np.maximum.at(last, person, bought[:, lives.WEEK].astype(int))
    buyer = used.any(axis=1)
    again = np.isin(np.arange(people // 2), soon[:, lives.PERSON].astype(int))
    many = used.sum(axis=1) > 1
    since = start + lives.YEAR - last
    return {
        "multichannel_ratio": float(spend[many].mean() / spend[buyer & ~many].mean()),
        "multichannel_share": float(many[buyer].mean()),
        "recency": recency_counts(since[buyer], again[buyer], MONTH),
        "year_top": [share_of_top(spend[buyer], 0.1), share_of_top(spend[buyer], 0.2)],
    }


def fit_checks() -> dict[str, list[float]]:
    """The fit on the published sample's counts, and on drawn buyers whose parameters are known: estimates of r, alpha, a, b."""
    table = facts("cdnow_table")
    counts = Buyers(*(np.array(table[name], float) for name in ("repeats", "last_week", "weeks", "people")))
    truth = Fitted(*facts("cdnow")["fit_sample"])
    luck = np.random.Generator(np.random.Philox(key=1))
    known = drawn(truth, luck.uniform(CALIBRATED - ENTRY, CALIBRATED, DRAWN), luck)
    return {name: [one.r, one.alpha, one.a, one.b] for name, one in (("table", fit(counts)), ("drawn", fit(known)))}


def lines(found: list[dict[str, Any]], checks: dict[str, list[float]]) -> list[Line]:
    """What came out beside what the data say; one dictionary per seed."""
    return [*_fit_lines(checks), *_repeat_lines(found), *_parameter_lines(found), *_spend_lines(found)]


def _fit_lines(checks: dict[str, list[float]]) -> list[Line]:
    note = Notebook(SECTION, "repeat buying: the fit")
    cdnow = facts("cdnow")
    told = []
    for index, name in enumerate(("r", "alpha", "a", "b")):
        truth, error = cdnow["fit_sample"][index], cdnow["fit_sample_errors"][index]
        published = (0.243, 4.414, 0.793, 2.426)[index]
        told.append(note.agrees(f"{name} from the published sample", checks["table"][index], published, 0.5 * error, "", "own maximum likelihood on counts of 2,357 buyers in cells of three weeks", "Fader, Hardie and Lee 2005", note="within half a standard error; from the original file all three digits agree"))  # fmt: skip
        told.append(note.agrees(f"{name} of drawn buyers", checks["drawn"][index], truth, 3.0 * error * (2357 / DRAWN) ** 0.5, "", "the same on 6,000 buyers drawn with the sample's parameters", "closed form", note="within three standard errors"))  # fmt: skip
    return told


def _repeat_lines(found: list[dict[str, Any]]) -> list[Line]:
    note, cdnow = Notebook(SECTION, "repeat buying: a retailer's newcomers"), facts("cdnow")
    shares = np.array([one["shares"] for one in found])
    seen = [one["seen"]["shares"][0] for one in found]
    far = apart(poisson_shares(cdnow["mean_repeats"]), cdnow["shares"])
    windows = f"model {np.mean([one['window'] for one in found]):.0f} weeks, CDNOW 32, same mean of {cdnow['mean_repeats']:.2f}; {NOT_COMPARED}"
    spread = "band: span of nine groups of CDNOW by month and size of the first order"
    after = np.array([one["later"] for one in found])
    shape = ", ".join(f"{value:.2f}" for value in shares.mean(axis=0))
    return [
        note.find("without a repeat purchase", BAND, shares[:, 0], "share", "of newcomers, in a window in which the mean is CDNOW's", low=cdnow["no_repeat_span"][0], high=cdnow["no_repeat_span"][1], source=CDNOW, note=f"{spread}; {windows}"),
        note.find("the same, from the first purchase seen", BAND, seen, "share", "of those whose first purchase falls into the first 12 weeks", low=cdnow["no_repeat_span"][0], high=cdnow["no_repeat_span"][1], source=CDNOW, note=f"{spread}; picks people who buy often"),
        note.find("distance of the distributions of repeats", BAND, [apart(one, cdnow["shares"]) for one in shares], "share", "of buyers to be moved to make 0, 1, ... 7+ repeats equal to CDNOW's", low=0.0, high=far / 3, source=CDNOW, note=f"band: a third of the distance of equal and lasting buyers ({far:.2f}), assumption; model {shape}"),
        note.find("next purchases rise with earlier repeats", MORE, np.diff(after[:, :5], axis=1).min(axis=1), "purchases", "smallest step of the mean of the next window over 0, 1, ... 4 repeats", source=CDNOW, note="CDNOW " + ", ".join(f"{value:.2f}" for value in cdnow["later"]) + "; model " + ", ".join(f"{value:.2f}" for value in np.nanmean(after, axis=0))),
        note.find("next purchases per earlier repeat", BAND, [one["slope"] for one in found], "purchases", "slope over 0 to 6 repeats", low=cdnow["slope_span"][0], high=cdnow["slope_span"][1], source=CDNOW, note=spread),
        note.find("the rise is close to a line", BAND, [one["linearity"] for one in found], "r", "of the means over 0 to 6 repeats", low=0.97, high=1.0, source=CDNOW, note=f"CDNOW {cdnow['linearity']:.3f}; band from .97, assumption"),
        note.find("second window over first", BAND, [one["later_over_earlier"] for one in found], "ratio", "purchases in the next window of the same length per repeat in the first", low=cdnow["later_over_earlier_span"][0], high=cdnow["later_over_earlier_span"][1], source=CDNOW, note=spread),
    ]  # fmt: skip


def _parameter_lines(found: list[dict[str, Any]]) -> list[Line]:
    note, cdnow = Notebook(SECTION, "repeat buying: rates and drop-out"), facts("cdnow")
    fitted = ", ".join(f"{name} {np.mean([one[name] for one in found]):.2f}" for name in ("r", "alpha", "a", "b"))
    spread = f"band: fits of nine groups of CDNOW; model {fitted}; CDNOW's sample .243, 4.41, .793, 2.43"
    return [
        note.find("r: likeness of purchase rates", BAND, [one["r"] for one in found], "", "gamma shape fitted to 39 weeks of newcomers; smaller means fewer buy most", low=cdnow["shape_r_span"][0], high=cdnow["shape_r_span"][1], source=CDNOW, note=spread),
        note.find("r, from the first purchase seen", BAND, [one["seen"]["r"] for one in found], "", "the same for those whose first purchase falls into the first 12 weeks", low=cdnow["shape_r_span"][0], high=cdnow["shape_r_span"][1], source=CDNOW, note=spread),
        note.find("a / (a + b): drop-out per purchase", BAND, [one["dropout"] for one in found], "share", "mean chance of leaving for good after a purchase, from the same fit", low=cdnow["dropout_span"][0], high=cdnow["dropout_span"][1], source=CDNOW, note=spread),
    ]  # fmt: skip


def _spend_lines(found: list[dict[str, Any]]) -> list[Line]:
    note = Notebook(SECTION, "spend of a retailer's customers")
    cdnow, year, doctors = facts("cdnow"), facts("hillstrom"), facts("physicians")
    lows, highs = (np.array([edge(one) for one in zip(cdnow["top_shares"], year["top_shares"], doctors["top_shares"])]) for edge in (min, max))
    both = "CDNOW, Hillstrom, physicians"
    many = f"model {np.mean([one['multichannel_share'] for one in found]):.2f} of buyers use several channels, Hillstrom .12: not compared, they buy less often and had two channels"
    told = []
    for index, part in enumerate((10, 20)):
        low, high = cdnow[f"top_{part}_span"]
        told.append(note.find(f"newcomers: share of the top {part} %", BAND, [one["top"][index] for one in found], "share", "of spend on repeat purchases in both windows", low=low, high=high, source=CDNOW, note=f"band: span of nine groups of CDNOW; all {cdnow['top_shares_repeats'][index]:.2f}; baskets drawn as the model draws them"))  # fmt: skip
        told.append(note.find(f"all buyers: share of the top {part} %", BAND, [one["year_top"][index] for one in found], "share", "of a year's spend of those who bought", low=lows[index], high=highs[index], source=both, note=f"band: span of three data sets; Hillstrom alone {year['top_shares'][index]:.2f}"))  # fmt: skip
    told.append(note.find("several channels over one: spend", BAND, [one["multichannel_ratio"] for one in found], "ratio", "spend of a year, buyers in several channels over buyers in one; not causal", low=2.56 / 1.5, high=2.56 * 1.5, source=HILLSTROM, note=f"Hillstrom 2.56; band a factor 1.5 either way, assumption; {many}"))  # fmt: skip
    told.append(note.find("bought lately over long ago: buys soon", BAND, pseudo_values(found, lambda some: recency_ratio(np.sum([one["recency"] for one in some], axis=0))), "ratio", "chance of buying within two weeks, last purchase up to 3 over 9 to 12 months ago", low=year["recency_ratio_all_arms"], high=cdnow["recency_ratio"], source="Hillstrom 2008, CDNOW", note="band: from Hillstrom to CDNOW"))  # fmt: skip
    return told
