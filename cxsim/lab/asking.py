"""From a Draft to checked settings and cells, through the ordinary configuration layer; and how much work that is."""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cxsim.lab.draft import Draft

if TYPE_CHECKING:
    from cxsim.base.schema import Settings
    from cxsim.study.basis import Basis
    from cxsim.study.cells import Design

MOST_WORK = 40_000_000  # customer-years of one run in the lab: some minutes on two cores; larger studies belong to `cxsim compare`
YEAR, CUSTOMER_YEAR = 0.015, 2.1e-6  # seconds of one process: managers and units of a simulated year, and each customer in it
TAIL = 1.5  # seconds until the tables of a finished run are together
ROUND_TO = 500  # customers: the size that fits is said as a round number
_COMPOSING = threading.Lock()  # the composing library keeps its state in one place


@dataclass(frozen=True)
class Asked:
    """What a run in the lab computes."""

    draft: Draft
    settings: Settings
    basis: Basis
    design: Design


def overrides(draft: Draft) -> list[str]:
    """The draft in the words of the command line; edited schemes lie in files of their own."""
    found = [f"company={draft.firm.name}", "study=quick", f"customers.count={draft.customers}", f"seed={draft.seed}", f"study.replications={draft.n}"]
    return found + ([f"practice=[{','.join(draft.practices)}]"] if draft.practices else [])


def settings_of(draft: Draft) -> Settings:
    """Checked settings. Raises InputError with every mistake found."""
    from cxsim.study.configuration import settings_from

    plain = plain_of(draft)
    plain["seed"], plain["customers"]["count"], plain["study"]["replications"] = draft.seed, draft.customers, draft.n
    settings = settings_from(plain, overrides(draft))
    names = list(dict.fromkeys(draft.names()))
    return replace(settings, study=replace(settings.study, schemes=names, baseline=names[0]))


def asked(draft: Draft) -> Asked:
    """Settings, schemes on their basis, and cells. Raises InputError as `cxsim compare` does."""
    from cxsim.study.cells import design_study
    from cxsim.study.comparison import on_basis

    settings = settings_of(draft)
    basis = on_basis(settings, draft.mappings())
    return Asked(draft, settings, basis, design_study(settings, basis.schemes))


def composed(company: str, practices: tuple[str, ...], words: tuple[str, ...] = ()) -> dict[str, Any]:
    """The plain configuration of a company with practices and other choices; a copy, composed once."""
    with _COMPOSING:
        return copy.deepcopy(_composed(company, practices, words))


@lru_cache(maxsize=256)
def _composed(company: str, practices: tuple[str, ...], words: tuple[str, ...]) -> dict[str, Any]:
    from cxsim.study.configuration import compose

    chosen = [f"practice=[{','.join(practices)}]"] if practices else []
    return compose([f"company={company}", "study=quick", *words, *chosen])


def preset_of(draft: Draft) -> dict[str, Any]:
    """The plain configuration that a draft starts from: its company as shipped, with the choices in force; a copy."""
    return composed(draft.company, draft.practices, tuple(draft.firm.words()))


def plain_of(draft: Draft) -> dict[str, Any]:
    """The plain configuration with what was changed in the company, not yet checked; a copy."""
    plain = preset_of(draft)
    draft.firm.put_into(plain)
    return plain


@lru_cache(maxsize=64)
def labels(group: str, name: str) -> dict[str, Any]:
    """What a shipped file says of itself: label_en, label_fi and more."""
    from cxsim.base.reading import read_yaml
    from cxsim.study.folders import choice_file

    content = read_yaml(choice_file(group, name))
    found: dict[str, Any] = content.get(name, content) if group == "practice" else content
    return found


def years_of(draft: Draft) -> int:
    """Years simulated per seed: the warm-up is lived once for all schemes."""
    horizon = composed(draft.company, draft.practices)["horizon"]  # nothing built changes it
    return int(horizon["warmup_years"] + horizon["years"] * len(draft.schemes))


def work_of(draft: Draft) -> float:
    """Customer-years of a run."""
    return float(draft.customers * years_of(draft) * draft.n)


def seconds_of(customers: int, years: int) -> float:
    """Seconds of one cell on one process of the machine that YEAR and CUSTOMER_YEAR were measured on."""
    return years * (YEAR + CUSTOMER_YEAR * customers)


def estimate(draft: Draft, pace: float, workers: int) -> float:
    """Seconds a run will take: cells on so many workers at this pace, then its tables."""
    rounds = -(-draft.n // workers)
    return rounds * pace * seconds_of(draft.customers, years_of(draft)) + TAIL


def fitting_customers(draft: Draft) -> int:
    """The largest round number of customers with which this draft stays within the work of one run."""
    return int(MOST_WORK / (years_of(draft) * max(draft.n, 1)) // ROUND_TO * ROUND_TO)
