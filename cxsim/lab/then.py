"""What a link remembers of the settings it was made under, so that the page can list what differs from today's version.

Settings that matter most are kept as values, everything else as a mark per part, which tells that something there differs but not what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

from cxsim.lab.dials import UNIT, VALUES, value_at
from cxsim.lab.draft import LETTERS, LEVELS, Draft, SchemeDraft
from cxsim.study.canonical import content_digest

MARK = 8  # hexadecimal digits
UNMARKED = ("study", "output", "engine", "scheme", "seed", "threads", "workers", "experiment", "rival")  # set by the draft, or no part of a result
WORDED = ("label", "short", "forms_fi", "acts", "name")  # what things are called changes no result
ABSENT = None


@dataclass(frozen=True)
class Then:
    """Values by dotted key, and a mark for every part, as they were when a link was made."""

    facts: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One setting with its value then and now; `key` is a part when only that something in it differs is known."""

    key: str
    then: Any = ABSENT
    now: Any = ABSENT
    part: bool = False


def now(draft: Draft) -> Then:
    """What this version would run for a draft."""
    from cxsim.lab.asking import plain_of

    plain = plain_of(draft)
    marks = {part: _mark(content) for part, content in plain.items() if part not in UNMARKED and content}
    marks |= {f"scheme.{letter}": _mark(_scheme(scheme, letter, draft)) for letter, scheme in zip(LETTERS, draft.schemes, strict=False)}
    return Then(_facts(plain, draft), marks)


def differences(then: Then, draft: Draft) -> list[Difference]:
    """What differs, by key; a part whose mark differs is listed when none of its values tells it."""
    today = now(draft)
    keys = [*today.facts, *(key for key in then.facts if key not in today.facts)]
    found = [Difference(key, then.facts.get(key), today.facts.get(key)) for key in keys if then.facts.get(key) != today.facts.get(key)]
    told = {_part(one.key) for one in found}
    for part in [*today.marks, *(part for part in then.marks if part not in today.marks)]:
        if then.marks.get(part) != today.marks.get(part) and part not in told:
            found.append(Difference(part, part=True))
    return found


def _facts(plain: dict[str, Any], draft: Draft) -> dict[str, Any]:
    from cxsim.report.assumptions import ARGUED

    found = {key: value for key in dict.fromkeys([*(dial.key for dial in VALUES), *ARGUED, "horizon.years"]) if isinstance(value := _found(plain, key), (bool, int, float, str))}
    for code, unit in plain["company"]["units"].items():
        found |= {f"company.units.{code}.{dial.key}": unit[dial.key] for dial in UNIT}
        found[f"company.units.{code}.channels"] = " ".join(unit["channels"])
    for letter, scheme in zip(LETTERS, draft.schemes, strict=False):
        found |= _scheme_facts(f"scheme.{letter}", scheme, draft)
    return found


def _scheme_facts(key: str, scheme: SchemeDraft, draft: Draft) -> dict[str, Any]:
    from cxsim.lab.company_draft import usual_bonus

    weights = {f"{key}.{level}.{measure}": pct for level in LEVELS for measure, pct in scheme.weights[level].items() if pct}
    bonus = {**usual_bonus(), **draft.firm.bonus}
    return {**weights, **{f"{key}.{level}.target_bonus_pct": bonus[level] for level in LEVELS if any(scheme.weights[level].values())}}


def _scheme(scheme: SchemeDraft, letter: str, draft: Draft) -> dict[str, Any]:
    """A scheme with the usual practice that fills what it leaves out."""
    from cxsim.pay.scheme_form import standard_practice

    return {"plan": scheme.mapping(letter, draft.firm.bonus), "practice": standard_practice()}


def _found(plain: dict[str, Any], key: str) -> Any:
    try:
        return value_at(plain, key)
    except (KeyError, TypeError):
        return ABSENT


def _part(key: str) -> str:
    names = key.split(".")
    return ".".join(names[:2]) if names[0] == "scheme" else names[0]


def _mark(content: Any) -> str:
    return content_digest({"part": _unworded(content)})[:MARK]


def _unworded(content: Any) -> Any:
    """Without names and labels."""
    if isinstance(content, Mapping):
        return {key: _unworded(value) for key, value in content.items() if str(key).removesuffix("_en").removesuffix("_fi") not in WORDED}
    return content
