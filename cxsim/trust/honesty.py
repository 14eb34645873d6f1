"""Whether statements of certainty are kept: intervals, verdicts and promised power on thousands of studies of known truth.

The first part draws results from laws whose truth is known and reads them by the same code as every study. The second
takes results from the model itself: one scheme against itself on other seeds, where the true difference is nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.keyed import generator
from cxsim.simulation.run import run_schemes
from cxsim.study.configuration import load_scheme
from cxsim.study.jobs import Job
from cxsim.study.statistics import CLEAR, Estimate, estimate_family
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import interval, share_interval

NAME = "honesty"
SEEDS = (5, 8, 20)  # seeds of a study
FAMILY, LARGE = 4, 11  # comparisons whose intervals hold together: a few schemes, all shipped ones
TRUTHS = {"normal": (0.0, SEEDS), "skewness 1": (1.0, SEEDS), "skewness 2": (2.0, SEEDS[-1:])}  # of the differences, and seeds of a study
COVERAGE, FALSE, POWER, GAIN = (93.0, 97.0), 10.0, 70.0, 10.0
RESAMPLES = 200
EFFECT = 0.5  # standard deviations of a difference: what is worth acting on, and the truth
SCHEMES = ("fixed_pay", "unit_growth", "company_cx", "unit_satisfaction")
OUTCOMES = ("customers_kept_pct", "profit_after_bonus_eur", "revenue_eur", "service_cost_eur", "true_cx", "measured_cx", "journey_true", "fcr", "effort", "rough_share")  # fmt: skip
VERDICT_OUTCOMES = OUTCOMES[:5]
WANTED, AT_MOST = "set beforehand: 93 to 97 of 100", "set beforehand: at most 10 of 100"


@dataclass(frozen=True)
class Amount:
    """How much is drawn: studies of one difference, of a family, of a large one, of power; and runs of the model."""

    single: int = 2500
    studies: int = 1000
    large: int = 1000
    power: int = 300
    runs: int = 32
    blocks: int = 4
    people: int = 1000
    years: int = 2
    side: int = 8
    null_studies: int = 120


QUICK = Amount(single=200, studies=100, large=20, power=40, runs=12, blocks=2, people=200, years=1, side=5, null_studies=30)


def amount_of(ask: Ask) -> Amount:
    """Sizes of this section."""
    return QUICK if ask.size.quick else Amount()


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Runs of the model in blocks of seeds, and studies by law."""
    size = amount_of(ask)
    first = ask.settings.seed + 5000  # seeds nobody else looks at
    per_block = size.runs // size.blocks
    runs: dict[Hashable, Job] = {
        ("runs", block): (model_runs, (ask.settings, size, first + block * per_block, per_block)) for block in range(size.blocks)
    }
    known: dict[Hashable, Job] = {("known", name): (coverage, (ask.settings.seed, name, size)) for name in TRUTHS}
    return {**runs, **known, "power": (promised, (ask.settings.seed, size))}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Intervals and verdicts by law, promised power, and the model's own luck."""
    size = amount_of(ask)
    lines = [line for name in TRUTHS for line in coverage_lines(name, outcomes["known", name])]
    lines.sort(key=lambda line: line.topic == "false verdicts")
    runs = np.concatenate([outcomes["runs", block] for block in range(size.blocks)])
    return [*lines, *power_lines(outcomes["power"]), *model_lines(runs, ask.settings.seed, size)]


# ---------------------------------------------------------------- known truth


def differences(luck: np.random.Generator, seeds: int, comparisons: int, skewness: float) -> np.ndarray:
    """Differences (seeds, comparisons) from one baseline, mean 0, sd 1, correlation one half, of this skewness (gamma law)."""
    shape = (seeds, comparisons + 1)
    if skewness == 0.0:
        runs = luck.standard_normal(shape)
    else:
        power = 2.0 / skewness**2  # the sum of two such gammas has the skewness asked for
        runs = (luck.gamma(power, size=shape) - power) / math.sqrt(power)
    return (runs[:, 1:] + runs[:, :1]) / math.sqrt(2.0)


def coverage(seed: int, truth: str, size: Amount) -> dict[tuple[int, int], tuple[int, int, int]]:
    """By (seeds, comparisons): studies whose intervals all hold the truth, studies with a false verdict, studies."""
    plan = [(n, k, count) for n in TRUTHS[truth][1] for k, count in ((1, size.single), (FAMILY, size.studies))]
    if truth == "normal":
        plan.append((SEEDS[-1], LARGE, size.large))
    return {(n, k): _held(generator(seed, f"honesty {truth}", f"{k}", n), n, k, count, TRUTHS[truth][0]) for n, k, count in plan}


def _held(luck: np.random.Generator, seeds: int, comparisons: int, count: int, skewness: float) -> tuple[int, int, int]:
    held, wrong = 0, 0
    for _ in range(count):
        family = estimate_family(differences(luck, seeds, comparisons, skewness))
        held += all(one.lo <= 0.0 <= one.hi for one in family)
        wrong += any(settled(one) for one in family)
    return held, wrong, count


def settled(one: Estimate) -> bool:
    """Whether a verdict names a direction."""
    return one.state.startswith(CLEAR)


def coverage_lines(truth: str, found: Mapping[tuple[int, int], tuple[int, int, int]]) -> list[Line]:
    """Coverage and false verdicts."""
    lines = []
    for (seeds, comparisons), (held, wrong, count) in found.items():
        what = "one difference" if comparisons == 1 else f"{comparisons} differences together"
        told = f"{count:,} studies of {seeds} seeds, {what}, differences {truth}"
        name = f"{truth}, {seeds} seeds, {what.replace('differences together', 'together')}"
        lines.append(_share(Notebook(NAME, "intervals"), name, held, count, *COVERAGE, f"95 % intervals that hold the truth; {told}", WANTED))
        if comparisons > 1:
            lines.append(_share(Notebook(NAME, "false verdicts"), name, wrong, count, 0.0, FALSE, f"studies with any clear verdict where all true differences are nothing; {told}", AT_MOST))
    return lines


def _share(book: Notebook, name: str, hits: int, count: int, low: float, high: float, what: str, source: str) -> Line:
    """A share of studies in % with Wilson's interval."""
    lo, hi = share_interval(hits, count)
    return book.banded(name, 100.0 * hits / count, low, high, "%", what, source, lo=lo, hi=hi, n=count)


# ---------------------------------------------------------------- promised power


def promised(seed: int, size: Amount) -> dict[tuple[int, int], tuple[int, int]]:
    """By (seeds of the pilot, comparisons): studies that kept the promise, and pilots that made one."""
    return {(n, k): _kept(generator(seed, "honesty power", f"{k}", n), n, k, size.power) for n in SEEDS[1:] for k in (1, FAMILY)}


def _kept(luck: np.random.Generator, seeds: int, comparisons: int, count: int) -> tuple[int, int]:
    kept, promises = 0, 0
    for _ in range(count):
        pilot = estimate_family(EFFECT + differences(luck, seeds, comparisons, 0.0), smallest=EFFECT)[0]
        if settled(pilot) or math.isnan(pilot.needed):
            continue
        again = estimate_family(EFFECT + differences(luck, int(pilot.needed), comparisons, 0.0), smallest=EFFECT)[0]
        promises, kept = promises + 1, kept + settled(again)
    return kept, promises


def power_lines(found: Mapping[tuple[int, int], tuple[int, int]]) -> list[Line]:
    """Share of promises kept."""
    note = Notebook(NAME, "promised power")
    return [
        _share(note, f"pilot of {seeds} seeds, {_plural(comparisons)}", kept, max(made, 1), POWER, 100.0, f"new studies of the size a pilot asked for that settle a true difference of {EFFECT:g} sd; pilots that settled it themselves are left out", "set beforehand: 70 of 100 (promised 80)")
        for (seeds, comparisons), (kept, made) in found.items()
    ]  # fmt: skip


def _plural(comparisons: int) -> str:
    return "one difference" if comparisons == 1 else f"{comparisons} together"


# ---------------------------------------------------------------- the model's own luck


def model_runs(settings: Settings, size: Amount, first: int, count: int) -> np.ndarray:
    """Outcomes of small runs, shape (seeds, schemes, outcomes); all schemes of a seed on the same people and luck."""
    small = replace(
        settings, threads=1,
        customers=replace(settings.customers, count=size.people),
        horizon=replace(settings.horizon, years=size.years, warmup_years=1),
        output=replace(settings.output, journeys_logged=0, panel=0),
    )  # fmt: skip
    schemes = {name: load_scheme(name) for name in SCHEMES}
    found = [run_schemes(replace(small, seed=first + k), schemes) for k in range(count)]
    return np.array([[[runs[name].summary[out] for out in OUTCOMES] for name in SCHEMES] for runs in found])


def model_lines(runs: np.ndarray, seed: int, size: Amount) -> list[Line]:
    """False verdicts where a scheme meets itself, the gain of common luck, and how skewed differences are."""
    note = Notebook(NAME, "the model's own luck")
    told = f"{len(runs)} seeds, {size.people:,} people, {size.years} years"
    single, family = null_verdicts(runs, generator(seed, "honesty null", "", 0), size)
    gains, skewed = variance_gains(runs), skewnesses(runs)
    low, high = gain_interval(runs, generator(seed, "honesty gain", "", 0))
    quartiles = np.nanpercentile(gains, [25, 75])
    by_outcome = ", ".join(f"{name} {value:.3g}" for name, value in zip(OUTCOMES, np.nanmedian(gains, axis=0)))
    shared = f"{size.null_studies} studies are drawn from the same {told}: they share runs, so the interval is a guide"
    studies = f"clear verdicts where a scheme meets itself on other seeds, {size.side} against {size.side}"
    return [
        _mean_share(note, "a scheme against itself, single verdicts", single, f"{studies}; mean of {len(SCHEMES)} schemes and {len(VERDICT_OUTCOMES)} outcomes", shared),
        _mean_share(note, "a scheme against itself, any of a family", family, f"studies with any such verdict among {len(SCHEMES)} schemes; mean of {len(VERDICT_OUTCOMES)} outcomes", shared),
        note.banded("variance, unpaired over paired", float(np.nanmedian(gains)), GAIN, math.inf, "times", f"variance of a difference on other seeds over that on common ones; median of {gains.size} pairs of schemes and outcomes, {told}", "set beforehand: at least 10", note=f"quartiles {quartiles[0]:.3g} and {quartiles[1]:.3g}; medians: {by_outcome}", lo=low, hi=high, n=len(runs)),
        note.banded("skewness of paired differences", float(np.nanmedian(skewed)), 0.0, 1.0, "skewness", f"median size over the same pairs and outcomes; one in ten is above {np.nanpercentile(skewed, 90):.2g}; without any, {len(runs)} seeds would show about {0.67 * math.sqrt(6.0 / len(runs)):.2g}", "the skewness at which intervals are tested above"),
    ]  # fmt: skip


def _mean_share(book: Notebook, name: str, shares: np.ndarray, what: str, told: str) -> Line:
    """A share that is already a mean over outcomes in each study."""
    value, lo, hi, n = interval(100.0 * shares.mean(axis=1))
    return book.banded(name, value, 0.0, FALSE, "%", what, AT_MOST, note=told, lo=max(lo, 0.0), hi=hi, n=n)


def null_verdicts(runs: np.ndarray, luck: np.random.Generator, size: Amount) -> tuple[np.ndarray, np.ndarray]:
    """Shares of false verdicts by study: of single ones (studies, outcomes), and of families with any (studies, outcomes)."""
    single, family = [], []
    for _ in range(size.null_studies):
        order = luck.permutation(len(runs))
        here, there = (runs[order[side * size.side : (side + 1) * size.side]] for side in (0, 1))
        gaps = here - there
        alone = [[settled(estimate_family(gaps[:, [k], out])[0]) for k in range(gaps.shape[1])] for out in range(len(VERDICT_OUTCOMES))]
        single.append(np.mean(alone, axis=1))
        family.append([any(map(settled, estimate_family(gaps[:, :, out]))) for out in range(len(VERDICT_OUTCOMES))])
    return np.array(single), np.array(family, float)


def variance_gains(runs: np.ndarray) -> np.ndarray:
    """Var(A) + Var(B) over Var(A - B) by pair of schemes and outcome; nan where the paired difference never varies."""
    gains = []
    for a, b in combinations(range(runs.shape[1]), 2):
        apart = runs[:, a].var(axis=0, ddof=1) + runs[:, b].var(axis=0, ddof=1)
        paired = (runs[:, a] - runs[:, b]).var(axis=0, ddof=1)
        gains.append(np.where(paired > 0.0, apart / np.where(paired > 0.0, paired, 1.0), np.nan))
    return np.array(gains)


def gain_interval(runs: np.ndarray, luck: np.random.Generator) -> tuple[float, float]:
    """95 % interval of the median gain: seeds drawn again with replacement."""
    medians = [np.nanmedian(variance_gains(runs[luck.integers(0, len(runs), len(runs))])) for _ in range(RESAMPLES)]
    low, high = np.percentile(medians, [2.5, 97.5])
    return float(low), float(high)


def skewnesses(runs: np.ndarray) -> np.ndarray:
    """Size of the skewness of paired differences, by pair of schemes and outcome; nan where they never vary."""
    gaps = np.array([runs[:, a] - runs[:, b] for a, b in combinations(range(runs.shape[1]), 2)])
    sd = gaps.std(axis=1, keepdims=True)
    standard = (gaps - gaps.mean(axis=1, keepdims=True)) / np.where(sd > 0.0, sd, np.nan)
    return np.asarray(np.abs((standard**3).mean(axis=1)))


HONESTY = Section(
    NAME,
    "Honest statements of certainty",
    "Do intervals hold what they say, are differences called clear where there are none, and is promised power kept?",
    jobs,
    read,
)
