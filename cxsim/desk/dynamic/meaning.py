"""What the words of a plan file mean in the simulated company: metrics and their scales, levels, units, ways of coordinating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import CompanySettings
from cxsim.desk.facts import Facts
from cxsim.pay.scheme_form import LEVELS, shipped, standard_practice

NONE = "none"  # a metric nobody in the model can act on
SCORES = ("satisfaction", "cx", "journey")
# A score at a scope that the simulation does not count it at is read as the score it does count there.
_SCORE_AT = {"touchpoint": "satisfaction", "journey": "journey", "company": "cx"}


@dataclass(frozen=True)
class Meaning:
    """A metric of a plan file in the simulation: `metric` there (none = nobody can act on it), ends of its scale here."""

    metric: str
    low: float = 0.0
    high: float = 100.0

    @property
    def is_score(self) -> bool:
        """Whether it is an answer of customers, on a scale with two ends."""
        return self.metric in SCORES

    def at(self, scope: str) -> tuple[str, str] | None:
        """Simulated (metric, scope) for a scope of the plan; None when the simulation has nothing there."""
        scopes = standard_practice()["metrics"][self.metric]["scopes"]
        if scope in scopes:
            return self.metric, scope
        return (_SCORE_AT[scope], scope) if self.is_score and scope in _SCORE_AT else None


@cache
def _shipped() -> dict[str, Any]:
    from cxsim.base.reading import read_yaml

    return read_yaml(shipped("pay", "simulated.yaml"))


def meanings(names: Sequence[str], said: Mapping[str, str]) -> dict[str, Meaning]:
    """Meaning of each metric a plan names; `said` holds what the user typed, name -> simulated metric or none.

    Raises InputError with every metric that has no meaning.
    """
    known, simulated, problems = _shipped()["metrics"], list(standard_practice()["metrics"]), []
    found: dict[str, Meaning] = {}
    for name in said:
        if name not in names:
            problems.append(Problem("is no metric of this plan", key=f"map.{name}", allowed=", ".join(names), fix=nearest(name, list(names))))
    for name in names:
        word = said.get(name)
        if word is not None and word not in (*simulated, NONE):
            problems.append(Problem("is not something the simulation counts", key=f"map.{name}", value=word, allowed=", ".join([*simulated, NONE]), fix=nearest(word, [*simulated, NONE])))
        elif word is not None:
            ends = {key: float(known[name][key]) for key in ("low", "high") if key in known.get(name, {})}
            found[name] = Meaning(word, **ends)
        elif name in known:
            found[name] = Meaning(known[name]["as"], **{key: float(known[name][key]) for key in ("low", "high") if key in known[name]})
        else:
            fix = f"say what it stands for: map.{name}=cx, or map.{name}=none if nobody in the model can act on it"
            problems.append(Problem("has no counterpart in the simulation", key="metric", value=name, allowed=", ".join([*simulated, NONE]), fix=fix))
    if problems:
        raise InputError(problems)
    return found


def levels_of(facts: Facts) -> dict[str, str]:
    """Simulated level of each level of the plan: by its name, else by its rank, 1 = lowest.

    Raises InputError for levels that find no place of their own.
    """
    found = {name: name for name in facts.plan.levels if name in LEVELS}
    problems = []
    for name in facts.plan.levels:
        if name in found:
            continue
        row, _ = facts.level_row(name)
        rank = facts.rank(name)
        wanted = LEVELS[rank - 1] if rank is not None and 1 <= rank <= len(LEVELS) else None
        if wanted is None or wanted in found.values():
            taken = f"rank {rank} stands for {wanted}, which is taken" if wanted else "the simulation has four levels"
            problems.append(Problem(f"has no place in the simulation: {taken}", facts.place("levels", row, "rank"), value=name, allowed=f"ranks 1 to 4: {', '.join(LEVELS)}"))
            continue
        found[name] = wanted
    if problems:
        raise InputError(problems)
    return found


def units_of(facts: Facts, company: CompanySettings, said: Mapping[str, str]) -> dict[str, str]:
    """Simulated unit of each unit of the plan that has results; `said` holds what the user typed, the rest go in order.

    With more units than the company has, several stand for one. Headquarters has none. Raises InputError.
    """
    names, simulated = facts.units, list(company.units)
    problems = [Problem("is no unit of this plan", key=f"unit.{name}", allowed=", ".join(names), fix=nearest(name, names)) for name in said if name not in names]
    problems += [
        Problem(f"is no unit of the simulated company {company.name}", key=f"unit.{name}", value=word, allowed=", ".join(simulated), fix=nearest(word, simulated))
        for name, word in said.items()
        if word not in simulated
    ]
    if problems:
        raise InputError(problems)
    free = [name for name in simulated if name not in said.values()] or simulated
    rest = [name for name in names if name not in said]
    return {**{name: free[place % len(free)] for place, name in enumerate(rest)}, **said}


def practices_of(word: str) -> list[str]:
    """Practices that stand for a way of coordinating."""
    return list(_shipped()["coordination"].get(word, []))
