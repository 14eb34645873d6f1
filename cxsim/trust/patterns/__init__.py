"""The patterns of the model, checked: what must come out by itself, measured on paired seeds and reported as it comes.

Nothing here tunes anything. A pattern says which worlds it needs and reads its lines off them; worlds that
several patterns need are lived once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from cxsim.trust.lines import Line
from cxsim.trust.patterns import broken, gaming, nothing, people, weights
from cxsim.trust.patterns.bench import Bench
from cxsim.trust.patterns.worlds import Seen, World


@dataclass(frozen=True)
class Pattern:
    """A pattern: the sentence under test, the worlds it needs, and its reading."""

    sentence: str
    worlds: Callable[[Bench], list[World]]
    read: Callable[[Seen], list[Line]]


PATTERNS: dict[str, Pattern] = {
    "growth pay": Pattern("unit-growth pay lifts revenue first and costs loyalty later", weights.growth_worlds, weights.growth),
    "company scope": Pattern("the advantage of company weighting grows with crossing journeys, nil when none cross", weights.scope_worlds, weights.scope),
    "hierarchy": Pattern("with the sum of CX weights fixed, where in the hierarchy it is worth most", weights.level_worlds, weights.levels),
    "free riding": Pattern("company weighting loses its pull as units grow in number", weights.free_riding_worlds, weights.free_riding),
    "survey noise": Pattern("and as surveys get smaller", weights.noise_worlds, weights.noise),
    "measured and true": Pattern("paying for measured CX opens a gap to the true one, wider for surveys run locally", gaming.gap_worlds, gaming.gap),
    "bunching": Pattern("results bunch just above payout thresholds", gaming.bunching_worlds, gaming.bunching),
    "year end": Pattern("pressure rises near the end of the year", gaming.bunching_worlds, gaming.timing),
    "ratchet": Pattern("targets ratchet", gaming.bunching_worlds, gaming.ratchet),
    "quick and slow": Pattern("deferral and long horizons shift attention from quick wins to slow work", gaming.horizon_worlds, gaming.horizon),
    "one-off improvement": Pattern("a one-off improvement fades as expectations catch up", people.fading_worlds, people.fading),
    "bad channel": Pattern("adding a channel that is run badly costs loyalty", people.channel_worlds, people.channel),
    "nothing from nothing": Pattern("a null company shows none of this", nothing.worlds, nothing.nothing),
    "warm-up": Pattern("the market has settled when schemes begin", people.settling_worlds, people.settled),
    "people alike": Pattern("broken on purpose: customers who start alike do not sort themselves", broken.alike_worlds, broken.people_alike),
    "no journey crosses": Pattern("broken on purpose: without crossing journeys company scope has no advantage", broken.separate_worlds, broken.separate),
    "pay ignored": Pattern("broken on purpose: managers who ignore pay neither sell more nor polish", broken.deaf_worlds, broken.deaf),
    "no memory": Pattern("broken on purpose: without memory a bad year costs little and nothing overshoots", broken.memory_worlds, broken.memory),
}  # fmt: skip

__all__ = ["PATTERNS", "Bench", "Pattern", "Seen", "World"]
