"""Who the people of a market are at the start: tempers, needs, tenures. Every number is keyed by the person.

Customers at the start are those whom the two-state process of joining and leaving would most likely have
kept: the odds of being a customer rise with the same attitude and frailty that decide on renewal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np

from cxsim.base.compiled import kernel
from cxsim.base.schema import Settings
from cxsim.base.streams import NORMAL, body_of, draw, subkey
from cxsim.customers import slots
from cxsim.customers.columns import CUSTOMER, FORMER, NEVER, NONE, STRANGER, Columns
from cxsim.customers.rules import WEEKS_PER_YEAR, Facts, Rules, name_slot

BATCH = 1 << 20
GAMMA_CELLS = 8192
PRIOR_LIMIT = 0.95
ISSUE_PROB_MAX = 0.3
ROUTINE_PROB_MAX = 0.6
LONGEST_TENURE = 30.0  # years
FORMER_SHARE = 0.95  # of outsiders have been customers once: in an old market few are strangers
TYPICAL_GOOD, TYPICAL_BAD = 0.5, 1.0  # memory of a routine and of an issue, for traces at the start


@dataclass(frozen=True)
class Part:
    """The part of a market that is one firm's: its place among firms, and the share of people who are each one's customers."""

    place: int = 0
    shares: tuple[float, ...] = ()  # () = a firm alone, with the start_share of the settings


WHOLE = Part()


@kernel
def uniforms(key, first, last, slot):
    """The uniform numbers in `slot` of the people `first` to `last` - 1."""
    out = np.empty(last - first)
    for i in range(first, last):
        out[i - first] = draw(subkey(key, i), slot)
    return out


@kernel
def interpolated(uniforms, grid, values):
    """`values` (cells + 1,) given at `grid`, nearly even from 0, read at `uniforms` on straight lines: what `numpy.interp` gives.

    It knows where to look, and its bits do not depend on how NumPy was compiled.
    """
    cells = grid.size - 1
    out = np.empty(uniforms.size)
    for i in range(uniforms.size):
        x = uniforms[i]
        cell = min(int(x * cells), cells - 1)
        while cell > 0 and x < grid[cell]:
            cell -= 1
        while cell < cells - 1 and x >= grid[cell + 1]:
            cell += 1
        slope = (values[cell + 1] - values[cell]) / (grid[cell + 1] - grid[cell])
        out[i] = slope * (x - grid[cell]) + values[cell] if x < grid[cells] else values[cells]
    return out


def gamma_quantile(uniform: np.ndarray, shape: float) -> np.ndarray:
    """Gamma numbers of mean 1 by an interpolated inverse distribution function."""
    return interpolated(uniform, *_gamma_table(shape))


@lru_cache(maxsize=16)
def _gamma_table(shape: float) -> tuple[np.ndarray, np.ndarray]:
    """Shares (cells,) and quantiles at them; kept, since every seed of a study asks for the same few."""
    from scipy.special import gammaincinv

    grid = np.linspace(0.0, 1.0, GAMMA_CELLS + 1)
    grid[-1] = 1.0 - 0.1 / GAMMA_CELLS
    return grid, np.round(gammaincinv(shape, grid) / shape, 12)


def normal_quantile(uniform: np.ndarray) -> np.ndarray:
    """Normal numbers by the same tables the kernels use, without the far tails."""
    return interpolated(uniform, *_normal_table())


@cache
def _normal_table() -> tuple[np.ndarray, np.ndarray]:
    body = body_of(NORMAL)
    return np.linspace(0.0, 1.0, body.size), np.clip(body, -3.8, 3.8)


def start_odds(settings: Settings, taken: float) -> float:
    """Log-odds added so that the expected share of customers at the start is `taken`; by bisection on fixed quantiles.

    It depends on settings only, so one person more in the market changes nobody else.
    """
    c = settings.customers
    reading = c.readings[c.reading]
    if taken in (0.0, 1.0):
        return -40.0 if taken == 0.0 else 40.0
    return _odds_for(((reading.loyalty_slope * reading.prior_sd) ** 2 + c.frailty_sd**2) ** 0.5, taken)


@lru_cache(maxsize=64)
def _odds_for(sd: float, taken: float) -> float:
    """Log-odds at which a normal spread of this deviation gives the share `taken`."""
    points = np.array([NormalDist().inv_cdf((k + 0.5) / 401) for k in range(401)]) * sd
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        share = np.mean(1.0 / (1.0 + np.exp(-(middle + points))))
        low, high = (middle, high) if share < taken else (low, middle)
    return round(0.5 * (low + high), 9)


def settled_habit(rules: Rules, facts: Facts) -> np.ndarray:
    """Habit (C,) in which using channels as often as one is used to changes nothing: a fixed point of the plain choice.

    People who started with equal habits would drift to the web for years, and every desk's costs would fall by itself.
    """
    return _fixed_point(tuple(facts.available.any(axis=0).tolist()), tuple(facts.pull.tolist()), rules.habit_slope)


@lru_cache(maxsize=64)
def _fixed_point(used: tuple[bool, ...], pulls: tuple[float, ...], slope: float) -> np.ndarray:
    here = np.array(used)
    habit = np.where(here, 1.0 / max(1, sum(used)), 0.0)
    for _ in range(200):
        pull = np.where(here, np.array(pulls) + slope * (habit - 0.2), -np.inf)
        wanted = np.exp(pull - pull.max())
        habit = 0.5 * habit + 0.5 * wanted / wanted.sum()
    return np.round(habit, 6)


def populate(settings: Settings, rules: Rules, facts: Facts, part: Part = WHOLE) -> Columns:
    """The columns of `customers.count` people in week 0 of the warm-up."""
    columns = Columns.empty(settings.customers.count)
    odds = start_odds(settings, sum(part.shares) if part.shares else settings.business.start_share)
    for first in range(0, columns.count, BATCH):
        last = min(first + BATCH, columns.count)
        _fill_tempers(settings, rules, facts, columns, first, last)
        _fill_relationships(settings, rules, facts, columns, first, last, odds, part)
        _fill_traces(settings, rules, columns, first, last)
    columns.wake[:] = columns.view("wake")
    columns.view("need")[:] = -1
    columns.view("regret")[:] = NEVER
    columns.view("last_answer")[:] = NONE
    return columns


def _fill_tempers(settings: Settings, rules: Rules, facts: Facts, columns: Columns, first: int, last: int) -> None:
    c, b = settings.customers, settings.business
    reading = c.readings[c.reading]

    def lot(slot: int) -> np.ndarray:
        return uniforms(rules.key_person, first, last, slot)

    def put(name: str, values: np.ndarray | float) -> None:
        columns.view(name)[first:last] = values

    prior = c.prior_mean + reading.prior_sd * normal_quantile(lot(slots.PRIOR))
    put("prior", np.clip(prior, -PRIOR_LIMIT, PRIOR_LIMIT))
    put("frailty", c.frailty_sd * normal_quantile(lot(slots.FRAILTY)))
    issues = b.issue_rate * gamma_quantile(lot(slots.ISSUE_RATE), b.issue_shape) / WEEKS_PER_YEAR
    routines = b.routine_rate * gamma_quantile(lot(slots.ROUTINE_RATE), b.routine_shape) / WEEKS_PER_YEAR
    put("issue_prob", np.minimum(issues, ISSUE_PROB_MAX))
    put("routine_prob", np.minimum(routines, ROUTINE_PROB_MAX))
    happens = columns.view("issue_prob")[first:last].astype(float) + columns.view("routine_prob")[first:last]
    put("event_prob", happens + rules.leave_outside + rules.survey_prob)
    put("talk", gamma_quantile(lot(slots.TALKATIVE), c.talk_shape))
    put("expectation", c.expectation_start + c.expectation_sd * normal_quantile(lot(slots.EXPECTATION)))
    columns.view("habit")[first:last, : rules.channels] = settled_habit(rules, facts)
    for place, (name, channel) in enumerate(settings.channels.items()):
        if channel.taste_sd > 0.0:
            liking = normal_quantile(lot(name_slot(f"taste {name}")))
            columns.view("taste")[first:last, place] = channel.taste_sd * liking


def _fill_relationships(
    settings: Settings, rules: Rules, facts: Facts, columns: Columns, first: int, last: int, odds: float, part: Part
) -> None:
    lot = uniforms(rules.key_person, first, last, slots.STATUS)
    lean = rules.loyalty_slope * columns.view("prior")[first:last] + columns.view("frailty")[first:last]
    centred = lean - rules.loyalty_slope * settings.customers.prior_mean
    member = (np.log(lot / (1.0 - lot)) < odds + centred) & _falls_to(part, rules, first, last)
    was_here = uniforms(rules.key_person, first, last, slots.PAST) < FORMER_SHARE
    columns.view("status")[first:last] = np.where(member, CUSTOMER, np.where(was_here, FORMER, STRANGER))
    columns.view("kept")[first:last] = member
    hazard = 1.0 / (1.0 + np.exp(rules.renewal_base + lean)) + settings.business.outside_leave
    if not rules.subscription:
        hazard = np.full(lean.size, 0.2)
    years = np.minimum(-np.log(1.0 - uniforms(rules.key_person, first, last, slots.TENURE)) / hazard, LONGEST_TENURE)
    joined = -(years * WEEKS_PER_YEAR).astype(np.int32) - 1
    columns.view("joined")[first:last] = np.where(member, joined, 0)
    columns.view("left")[first:last] = NEVER
    due = NEVER if not rules.subscription else WEEKS_PER_YEAR - (-joined) % WEEKS_PER_YEAR
    columns.view("renewal")[first:last] = np.where(member, due, NEVER)
    columns.view("wake")[first:last] = columns.view("renewal")[first:last]
    columns.view("holdings")[first:last] = np.where(member, _holdings(settings, rules, first, last), 0)


def _falls_to(part: Part, rules: Rules, first: int, last: int) -> np.ndarray:
    """Whether this firm, of those in the market, is the one a person would be with (people,)."""
    if not part.shares:
        return np.ones(last - first, bool)
    edges = np.cumsum(part.shares) / sum(part.shares)
    edges[-1] = 1.0
    return np.searchsorted(edges, uniforms(rules.key_person, first, last, slots.FIRM)) == part.place


def _holdings(settings: Settings, rules: Rules, first: int, last: int) -> np.ndarray:
    """Bits of what each person holds; at least the unit with the best draw."""
    units = settings.company.units
    draws = np.array([uniforms(rules.key_person, first, last, name_slot(f"holding {name}")) for name in units])
    shares = np.array([unit.holding_share for unit in units.values()])[:, None]
    with np.errstate(divide="ignore"):
        surest = np.argmin(np.where(shares > 0, draws / shares, np.inf), axis=0)
    bits = np.zeros(last - first, np.int64)
    for index in range(len(units)):
        bits |= ((draws[index] < shares[index]) | (surest == index)).astype(np.int64) << index
    return bits


def _fill_traces(settings: Settings, rules: Rules, columns: Columns, first: int, last: int) -> None:
    """Slow traces that a customer of this tenure would carry in a steady state; the fast ones fill in a quarter."""
    c = settings.customers
    member = columns.view("status")[first:last] == CUSTOMER
    weeks = -columns.view("joined")[first:last].astype(float)

    def stock(rate: np.ndarray, size: float, life: float) -> np.ndarray:
        full = rate * size * (1.0 - c.fast_share) * life / np.log(2.0)
        return np.where(member, full * (1.0 - 2.0 ** (-weeks / life)), 0.0)

    routine, issue = columns.view("routine_prob")[first:last], columns.view("issue_prob")[first:last]
    columns.view("good_slow")[first:last] = stock(routine, TYPICAL_GOOD * c.routine_weight, c.slow_half_life)
    bad_life = c.slow_half_life * c.bad_fade_ratio
    columns.view("bad_slow")[first:last] = stock(issue, TYPICAL_BAD, bad_life)
