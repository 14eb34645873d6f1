"""Rules that tie several settings together; ranges of single numbers live in the schema."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Iterable, Iterator

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.levers import LEVERS, entries_of
from cxsim.base.schema import CompanySettings, CustomerSettings, Settings

MOST_UNITS = MOST_CHANNELS = 8  # a person's record has room for these
LEVELS = ("team_lead", "middle_manager", "unit_head", "executive")
ACTIVITIES = ("win", "cut", "fix", "build", "empathise", "connect", "recover", "develop", "polish")
FAMILIES = ("revenue", "cost", "score", "profit")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check(settings: Settings, where: str = "settings", schemes: Iterable[str] = ()) -> None:
    """Check everything that needs more than one setting; `schemes` are the scheme names that exist.

    Raises InputError with all problems found.
    """
    found = [
        *_company(settings.company, list(settings.channels), where),
        *_customers(settings.customers, where),
        *_business(settings, where),
        *_behaviour(settings, where),
        *_practices(settings, where),
        *_rivals(settings, where),
        *_study(settings, where, list(schemes)),
    ]
    if found:
        raise InputError(found)


def _company(company: CompanySettings, channels: list[str], where: str) -> Iterator[Problem]:
    if not company.units:
        yield Problem("a company needs at least one unit", where, "company.units")
        return
    yield from _names(company.units, where, "company.units")
    for what, named, most in (("company.units", company.units, MOST_UNITS), ("channels", channels, MOST_CHANNELS)):
        if len(named) > most:
            yield Problem("has too many entries", where, what, len(named), f"up to {most}")
    yield from _exactly(company.base_pay_eur, LEVELS, where, "company.base_pay_eur")
    if not re.fullmatch(r"[A-Z]{3}", company.currency):
        yield Problem("must be three capital letters", where, "company.currency", company.currency, fix="for example EUR")
    if sum(unit.need_share for unit in company.units.values()) <= 0:
        yield Problem("the shares of needs add to zero", where, "company.units.*.need_share", 0, "a sum above 0")
    for name, unit in company.units.items():
        yield from _unit_channels(unit.channels, channels, where, f"company.units.{name}.channels")


def _unit_channels(own: list[str], channels: list[str], where: str, key: str) -> Iterator[Problem]:
    if not own:
        yield Problem("a unit needs at least one channel", where, key, fix="known: " + ", ".join(channels))
    if len(set(own)) != len(own):
        yield Problem("names a channel twice", where, key, ", ".join(own))
    for channel in own:
        if channel not in channels:
            yield Problem("names a channel that does not exist", where, key, channel, fix=nearest(channel, channels))


def _names(group: dict[str, Any], where: str, key: str) -> Iterator[Problem]:
    """Names become columns and folders: plain letters only, and no two labels that read the same."""
    for name in group:
        if not _NAME.fullmatch(str(name)):
            yield Problem("is not a usable name", where, f"{key}.{name}", allowed="a-z, 0-9 and _, starting with a letter, up to 40")
    for field in ("label_en", "label_fi"):
        seen: dict[str, str] = {}
        for name, item in group.items():
            folded = unicodedata.normalize("NFKC", getattr(item, field)).casefold().strip()
            if folded in seen:
                yield Problem(f"has the same label as {seen[folded]}", where, f"{key}.{name}.{field}", getattr(item, field))
            seen.setdefault(folded, name)


def _customers(customers: CustomerSettings, where: str) -> Iterator[Problem]:
    if customers.reading not in customers.readings:
        yield Problem(
            "is not a reading of the evidence", where, "customers.reading", customers.reading, fix=nearest(customers.reading, customers.readings)
        )
    weights = (customers.weight_effectiveness, customers.weight_ease, customers.weight_emotion)
    if sum(weights) <= 0:
        yield Problem("the three weights of experience add to zero", where, "customers.weight_*", sum(weights), "a sum above 0")
    if customers.network_neighbours % 2:
        yield Problem("must be even", where, "customers.network_neighbours", customers.network_neighbours)


def _business(settings: Settings, where: str) -> Iterator[Problem]:
    business = settings.business
    if not (business.subscription or business.transaction):
        yield Problem("neither subscription nor transaction: nobody could ever pay", where, "business")
    if round(settings.customers.count * business.start_share) < 1:
        yield Problem("nobody is a customer at the start", where, "business.start_share", business.start_share, "count x share of at least 1")
    if business.subscription and not any(unit.holding_share > 0 for unit in settings.company.units.values()):
        yield Problem("a subscription business needs a unit whose contracts customers hold", where, "company.units.*.holding_share", 0, "a sum above 0")


def _behaviour(settings: Settings, where: str) -> Iterator[Problem]:
    behaviour, key = settings.behaviour, "behaviour.activities"
    yield from _exactly(behaviour.activities, ACTIVITIES, where, key)
    total = sum(item.reference for item in behaviour.activities.values())
    if total > 1 + 1e-9:
        yield Problem("the reference job takes more than all attention", where, f"{key}.*.reference", round(total, 6), "a sum of at most 1")
    yield from _exactly(behaviour.sensitivity_by_level, LEVELS, where, "behaviour.sensitivity_by_level")
    yield from _exactly(behaviour.rosy_view, LEVELS, where, "behaviour.rosy_view")
    yield from _exactly(behaviour.metric_range, FAMILIES, where, "behaviour.metric_range")
    yield from _exactly(behaviour.target_ratchet, FAMILIES, where, "behaviour.target_ratchet")


def _practices(settings: Settings, where: str) -> Iterator[Problem]:
    """Practices may pull known levers only, each within its range, and end after they start."""
    activities, channels = tuple(settings.behaviour.activities), tuple(settings.channels)
    for name, practice in settings.practice.items():
        key = f"practice.{name}"
        if practice.stop_year is not None and practice.stop_year <= practice.start_year:
            yield Problem("ends before it starts", where, f"{key}.stop_year", practice.stop_year, f"more than start_year = {practice.start_year:g}")
        for group, amounts in practice.changes.items():
            if group not in LEVERS:
                yield Problem("is not a lever", where, f"{key}.changes.{group}", allowed=", ".join(LEVERS), fix=nearest(group, LEVERS))
                continue
            known, lever = entries_of(group, activities, channels), LEVERS[group]
            for entry, amount in amounts.items():
                place = f"{key}.changes.{group}.{entry}"
                if entry not in known:
                    yield Problem("is not an entry of this lever", where, place, allowed=", ".join(known), fix=nearest(entry, known))
                elif not lever.low <= amount <= lever.high:
                    yield Problem("is out of range", where, place, amount, f"{lever.low:g} to {lever.high:g} ({lever.unit})")


def _rivals(settings: Settings, where: str) -> Iterator[Problem]:
    """A rival needs a name of its own; `us` is ours in every table."""
    yield from _names(settings.rival, where, "rival")
    if "us" in settings.rival:
        yield Problem("is how our own firm is called in tables", where, "rival.us", fix="give the rival another name")
    if settings.rival and not 0.0 < settings.business.start_share < 1.0:
        yield Problem("leaves no balance for rivals to share", where, "business.start_share", settings.business.start_share, "between 0 and 1")


def _exactly(given: dict[str, Any], wanted: tuple[str, ...], where: str, key: str) -> Iterator[Problem]:
    for name in given:
        if name not in wanted:
            yield Problem("is not a known key", where, f"{key}.{name}", fix=nearest(name, wanted))
    for name in wanted:
        if name not in given:
            yield Problem("is missing", where, f"{key}.{name}")


def _study(settings: Settings, where: str, schemes: list[str]) -> Iterator[Problem]:
    study = settings.study
    if not study.schemes:
        yield Problem("a study needs at least one scheme", where, "study.schemes", fix="list them: cxsim list schemes")
    if len(set(study.schemes)) != len(study.schemes):
        yield Problem("names a scheme twice", where, "study.schemes", ", ".join(study.schemes))
    for name in study.schemes:
        if schemes and name not in schemes:
            yield Problem("names a scheme that does not exist", where, "study.schemes", name, fix=nearest(name, schemes))
    if study.schemes and study.baseline not in study.schemes:
        yield Problem("is not among study.schemes", where, "study.baseline", study.baseline, ", ".join(study.schemes))
    for name in study.readings:
        if name not in settings.customers.readings:
            yield Problem(
                "is not a reading of the evidence", where, "study.readings", name, fix=nearest(name, settings.customers.readings)
            )
