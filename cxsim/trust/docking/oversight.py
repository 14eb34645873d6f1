"""Findings on two departments and a chief, read as directions: search against stability, and when oversight pays.

The text at hand gives directions without sizes, so only signs are asked. Designs and where each finding is looked
for were fixed before measuring: dense = each decision depends on all five others, sparse = on one, long run = 100
periods, short run = 4.
"""

from __future__ import annotations

from functools import partial
from math import sqrt

import numpy as np

from cxsim.trust.docking.firm import APART, LOOKS, OVERLAPPING, PERIODS, SHORT_RUN, Design, attainable, live, world
from cxsim.trust.docking.table import NAME
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.verdicts import LESS, MORE, OPEN, interval

SOURCE = "Rivkin and Siggelkow 2003"
UNKNOWN = "in all lines on two departments: order of alternatives (single changes first), draw of combinations and of interactions are ours"
STEADY = "the text does not say whether firm-wide pay steadies: with both managers moving at once it need not"
SPARSE, DENSE = 1, 5
LAST_BITS = 1e-12
SD_LARGER = sqrt(1 / 18)  # of the larger of two uniform numbers
WIDE = LOOKS[-1]
PASSIVE = Design()
ACTIVE = Design(sent=2, altceo=4)  # sees every combination of two proposals each
ONE_LINE = Design(sent=1, altceo=1)  # active, but hears one proposal each

Course = dict[Design, np.ndarray]


def lines(seed: int, n: int) -> list[Line]:
    """All lines of the two-department firm, from `n` landscapes of each kind."""
    return [
        *independent(seed, n),
        *balance(seed, n),
        *overlap(seed, n),
    ]


def courses(seed: int, others: int | None, n: int, allocation: str, *designs: Design) -> Course:
    """Performance (T + 1, L) by design, all on the same landscapes and luck."""
    found = world(seed, others, n)
    land = found.owned(allocation)
    return {design: live(found, land, design) for design in designs}


# ---------------------------------------------------------------- nothing depends on anything


def independent(seed: int, n: int) -> list[Line]:
    """K = 0, INCENT = 0: every manager ends at the larger of each own decision's two contributions, whoever owns it."""
    note, found = Notebook(NAME, "two departments, K = 0"), []
    truth = attainable(world(seed, 0, n))
    short = 0.0
    for allocation in (APART, OVERLAPPING):
        every = courses(seed, 0, n, allocation, *(PASSIVE.but(altsub=looks) for looks in LOOKS))
        short = max(short, *(float(np.abs(course[PERIODS] - truth).max()) for course in every.values()))
        mean, lo, hi, size = interval(every[PASSIVE.but(altsub=WIDE)][PERIODS])
        within = 3.0 * SD_LARGER / sqrt(6 * n)
        found.append(note.agrees(
            f"mean performance, {allocation}", mean, 2 / 3, within, "share",
            "own pay, managers see all 7 alternatives; band of three standard errors",
            "expected larger of two uniform numbers", lo=lo, hi=hi, n=size,
            note="a known replication has .583 = (2/3 + 1/2)/2: both its managers look at the first three decisions",
        ))  # fmt: skip
    told = "final performance against the mean of each decision's larger contribution, own pay; every landscape, both allocations, 1, 4 or 7 alternatives"
    gap = note.banded("own best is reached, largest gap", short, 0.0, LAST_BITS, "share", told, "exact on every landscape", identity=True)
    return [gap, *found]


# ---------------------------------------------------------------- search and stability


def balance(seed: int, n: int) -> list[Line]:
    """What widens search and what steadies it, at dense interactions; able managers also at sparse ones."""
    passive, active = PASSIVE, ACTIVE
    designs = [base.but(altsub=looks, incent=incent) for base in (passive, active) for looks in (1, WIDE) for incent in (0.0, 1.0)]
    dense = courses(seed, DENSE, n, APART, *designs, ONE_LINE, Design(sent=2, altceo=1))
    sparse = courses(seed, SPARSE, n, APART, passive, passive.but(altsub=WIDE))
    return [*steadying(dense), *oversight(dense), *able(dense, sparse), *flow(dense)]


def _less(runs: Course, design: Design, other: Design, period: int = PERIODS) -> np.ndarray:
    return runs[design][period] - runs[other][period]


def steadying(dense: Course) -> list[Line]:
    """Wider search raises the worth of what steadies."""
    note = Notebook(NAME, "search and stability")
    say = partial(note.find, unit="share", source=SOURCE)
    worth = {looks: _less(dense, ACTIVE.but(altsub=looks), PASSIVE.but(altsub=looks)) for looks in (1, WIDE)}
    pay = {looks: _less(dense, PASSIVE.but(altsub=looks, incent=1.0), PASSIVE.but(altsub=looks)) for looks in (1, WIDE)}
    return [
        say("worth of an active chief, wide less narrow", MORE, worth[WIDE] - worth[1], what="active less passive chief; managers who see all 7 alternatives less those who see 1; dense, own pay", note=UNKNOWN),
        note.find("worth of firm-wide pay, wide less narrow", MORE, pay[WIDE] - pay[1], "share", "firm-wide less own pay; managers who see all 7 alternatives less those who see 1; dense, passive chief", source=SOURCE, note=STEADY),
    ]  # fmt: skip


def oversight(dense: Course) -> list[Line]:
    """Firm-wide pay and able managers do not always make a chief's look less needed."""
    note = Notebook(NAME, "oversight")
    say = partial(note.find, unit="share", source=SOURCE)
    worth = {
        (looks, incent): _less(dense, ACTIVE.but(altsub=looks, incent=incent), PASSIVE.but(altsub=looks, incent=incent))
        for looks in (1, WIDE)
        for incent in (0.0, 1.0)
    }
    what = "active less passive chief, long run, dense"
    return [
        say("chief's worth, able managers paid by the firm", MORE, worth[WIDE, 1.0], what=f"{what}; managers see all 7 alternatives, firm-wide pay"),
        say("change of that by firm-wide pay, able", MORE, worth[WIDE, 1.0] - worth[WIDE, 0.0], what=f"{what}; firm-wide less own pay, managers see all 7"),
        say("change of that by firm-wide pay, narrow", OPEN, worth[1, 1.0] - worth[1, 0.0], what=f"{what}; firm-wide less own pay, managers see 1"),
    ]  # fmt: skip


def able(dense: Course, sparse: Course) -> list[Line]:
    """Able managers under a passive chief."""
    note = Notebook(NAME, "able managers")
    say = partial(note.find, unit="share", source=SOURCE)
    wide = PASSIVE.but(altsub=WIDE)
    what = "managers who see all 7 alternatives less those who see 1; own pay"
    return [
        say("passive chief, dense, long run", LESS, _less(dense, wide, PASSIVE), what=what),
        say("passive chief, dense, short run", OPEN, _less(dense, wide, PASSIVE, SHORT_RUN), what=what),
        say("passive chief, sparse, long run", OPEN, _less(sparse, wide, PASSIVE), what=what),
    ]


def flow(dense: Course) -> list[Line]:
    """What is sent up decides whether an active chief pays."""
    note = Notebook(NAME, "information flow")
    say = partial(note.find, unit="share", source=SOURCE)
    one, two = ONE_LINE, Design(sent=2, altceo=1)
    what = "long run, dense, managers see 1 alternative, own pay"
    return [
        say("two proposals less one, one look", MORE, _less(dense, two, one), what=f"two proposals each less one, the chief examines one combination; {what}"),
        say("two proposals and four looks less one", MORE, _less(dense, ACTIVE, one), what=f"two proposals each and all four combinations examined less one of each; {what}"),
        say("active chief who hears one proposal", OPEN, _less(dense, one, PASSIVE), what=f"active less passive chief, one proposal each; {what}"),
        say("active chief who hears two, short run", OPEN, _less(dense, ACTIVE, PASSIVE, SHORT_RUN), what="active chief who examines all four combinations less passive, after 4 periods"),
    ]  # fmt: skip


def overlap(seed: int, n: int) -> list[Line]:
    """Two blocks of three decisions: each block one department's, or one decision of each swapped."""
    note, found = Notebook(NAME, "overlapping departments"), []
    apart, mixed = (courses(seed, None, n, owners, PASSIVE, ACTIVE) for owners in (APART, OVERLAPPING))
    for design, name, expected in ((ACTIVE, "active", MORE), (PASSIVE, "passive", OPEN)):
        gain = mixed[design][PERIODS] - apart[design][PERIODS]
        what = "aabbba less aaabbb where decisions 1-3 and 4-6 depend on each other only; long run, managers see 1, own pay"
        found.append(note.find(f"overlap, {name} chief", expected, gain, "share", what, source=SOURCE))
    return found
