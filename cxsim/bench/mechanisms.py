"""By how much each practice, all of them, and a rival slow a run down: ratios to a run without, taken in turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

from cxsim.base.schema import Settings
from cxsim.bench.measures import Size, sized
from cxsim.bench.timing import interleaved
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.run import simulate
from cxsim.study.configuration import choices, load

NONE, ALL, RIVAL = "none", "all practices", "one rival"


def mechanisms(size: Size) -> dict[str, Any]:
    """Seconds of a plain run of `member_people` people, and for each mechanism how many times as long a run with it takes."""
    variants = {name: _job(settings, size) for name, settings in worlds().items()}
    seconds = {name: min(times) for name, times in interleaved(variants, size.rounds).items()}
    plain = seconds.pop(NONE)
    ratios = {name: took / plain for name, took in seconds.items()}
    alone = {name: ratio for name, ratio in ratios.items() if name not in (ALL, RIVAL)}
    slowest = max(alone, key=alone.__getitem__)
    return {
        "plain_seconds": plain, "ratios": ratios, "slowest": slowest, "slowest_ratio": alone[slowest],
        "all_ratio": ratios[ALL], "rival_ratio": ratios[RIVAL],
    }  # fmt: skip


def worlds() -> dict[str, Settings]:
    """The company as it is, under each shipped practice, under all, and beside a rival."""
    names = choices("practice")
    every = load(f"practice=[{','.join(names)}]", "rival=[neighbour]")
    home = replace(every, practice={}, rival={})
    alone = {name: replace(home, practice={name: every.practice[name]}) for name in names}
    return {NONE: home, **alone, ALL: replace(every, rival={}), RIVAL: replace(every, practice={})}


def _job(settings: Settings, size: Size) -> Callable[[], Any]:
    """One run from a warm-up lived beforehand."""
    settings = sized(settings, size.member_people)
    warm, scheme = warm_up(settings), Scheme.from_mapping(settings.scheme)
    return lambda: simulate(settings, scheme, warm).summary
