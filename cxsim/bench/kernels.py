"""The floor under the core: as many random numbers, every column touched once, and nothing else."""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import kernel
from cxsim.base.streams import GOLDEN, mix, subkey, unit
from cxsim.customers.columns import CUSTOMER
from cxsim.customers.talk import TOWN


@kernel
def floor(people, draws, weeks, first_week):
    """Per person and week: one number to decide, then in `draws` of 65,536 weeks 24 more, and each field once.

    `draws` is the share of weeks with a visit, in 65,536ths. Returns a sum, so that nothing is optimised away.
    """
    total = 0.0
    for start in range(0, people.size, TOWN):
        stop = min(start + TOWN, people.size)
        for week in range(first_week, first_week + weeks):
            key = subkey(np.uint64(week), week)
            for i in range(start, stop):
                dice = mix(key + np.uint64(i + 1) * GOLDEN)
                if (dice & np.uint64(65535)) < np.uint64(draws):
                    total += visit(people[i], dice)
    return total


@kernel
def visit(person, key):
    """Twenty-four numbers, and every group of columns read and written once."""
    luck = 0.0
    for slot in range(24):
        luck += unit(mix(key + np.uint64(slot + 2) * GOLDEN))
    person.expectation += np.float32(1e-9)
    person.good_fast *= np.float32(0.999)
    person.good_slow *= np.float32(0.9999)
    person.bad_fast *= np.float32(0.999)
    person.bad_slow *= np.float32(0.9999)
    for c in range(8):
        person.habit[c] *= np.float32(0.999)
        person.liking[c] *= np.float32(0.999)
    person.decayed += 1
    person.contacts += 1
    person.peak, person.end, person.total = person.end, person.total, person.peak
    person.tries, person.assisted = person.assisted, person.tries
    return luck + person.prior + person.frailty + person.taste[0]


def look_around_numpy(key: np.uint64, first: int, chance: np.ndarray, wake: np.ndarray, told: np.ndarray, week: int) -> np.ndarray:
    """The hottest stage in NumPy: the week's numbers, and the places of the people to visit; same result as the core."""
    with np.errstate(over="ignore"):
        luck = key + (np.arange(first, first + chance.size, dtype=np.uint64) + np.uint64(1)) * GOLDEN
        luck = (luck ^ (luck >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        luck = (luck ^ (luck >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        luck ^= luck >> np.uint64(31)
    uniform = ((luck >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return np.flatnonzero((uniform < chance) | (wake <= week) | (told != 0))


@kernel
def look_around_core(key, first, chance, wake, told, week, luck, due, visits):
    """The same stage as the core does it; returns how many are to be visited."""
    for j in range(luck.size):
        luck[j] = unit(mix(key + np.uint64(first + j + 1) * GOLDEN))
    count = 0
    for j in range(luck.size):
        due[j] = (luck[j] < chance[j]) | (wake[j] <= week) | (told[j] != 0)
    for j in range(luck.size):
        visits[count] = j
        count += due[j]
    return count


def customers_share(people: np.ndarray) -> float:
    """Share of the people who are customers."""
    return float(np.mean(people["status"] == CUSTOMER))
