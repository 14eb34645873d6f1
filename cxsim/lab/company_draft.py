"""A company somebody builds in the lab: a shipped one and what was changed in it. Plain, frozen data.

`changes` may hold label (one name for both languages), units (code -> {like: a shipped unit, and the fields that differ from it}; units
that are not named are gone), choices (part of the configuration -> the shipped choice in force), values (dotted key -> number or yes/no)
and bonus (level -> target bonus in % of base pay, in every scheme). What is absent is as shipped.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Mapping

from cxsim.base import schema

MOST_UNITS = 8  # a person's record has room for these (cxsim.base.checks)
CHOICES = ("business", "journeys", "market", "behaviour")  # parts a company file may choose
PARTS: dict[str, type[Any]] = {"company": schema.CompanySettings, "business": schema.BusinessSettings, "journeys": schema.JourneySettings, "market": schema.MarketSettings}
LABELS = ("label_en", "label_fi")
UNIT_FIELDS = tuple(item.name for item in fields(schema.UnitSettings))
OWN = "own"  # ends the name of a changed company


@dataclass(frozen=True)
class CompanyDraft:
    """A shipped company and its changes; every change gives a new one."""

    base: str
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def edited(self) -> bool:
        """Whether anything but the target bonus differs: that belongs to the schemes."""
        return bool(set(self.changes) - {"bonus"})

    @property
    def name(self) -> str:
        """Its key in files and tables."""
        return f"{self.base}_{OWN}" if self.edited else self.base

    @property
    def units(self) -> dict[str, dict[str, Any]]:
        """Every unit as it stands, all fields."""
        shipped = shipped_company(self.base)["units"]
        if "units" not in self.changes:
            return deepcopy(shipped)
        return {code: {**deepcopy(shipped[unit["like"]]), **{key: deepcopy(value) for key, value in unit.items() if key != "like"}} for code, unit in self.changes["units"].items()}

    @property
    def bonus(self) -> dict[str, float]:
        """Target bonuses that were changed, % of base pay by level."""
        return dict(self.changes.get("bonus", {}))

    def like(self, code: str) -> str:
        """The shipped unit that a unit is compared with."""
        return str(self.changes.get("units", {}).get(code, {}).get("like", code))

    def with_units(self, units: Mapping[str, Mapping[str, Any]]) -> CompanyDraft:
        """Units replaced; what equals the shipped unit of the same code, or of the one it is like, is not kept as a change."""
        shipped = shipped_company(self.base)["units"]
        kept: dict[str, dict[str, Any]] = {}
        for code, unit in units.items():
            like = code if code in shipped else self.like(code) if self.like(code) in shipped else nearest_unit(unit, shipped)
            kept[code] = {"like": like, **{key: deepcopy(value) for key, value in unit.items() if shipped[like].get(key) != value}}
        as_shipped = list(kept) == list(shipped) and all(set(unit) == {"like"} for unit in kept.values())
        return self._changed("units", kept, as_shipped)

    def with_unit(self, code: str, **values: Any) -> CompanyDraft:
        """Some fields of one unit changed."""
        units = self.units
        return self.with_units({**units, code: {**units[code], **values}})

    def renamed_unit(self, code: str, label: str) -> CompanyDraft:
        """One name in both languages; a shipped name taken back brings back the other language's too."""
        shipped = shipped_company(self.base)["units"].get(code, {})
        own = {key: shipped[key] for key in LABELS} if label in [shipped.get(key) for key in LABELS] else dict.fromkeys(LABELS, label)
        return self.with_unit(code, **own)

    def with_new_unit(self, labels: dict[str, str]) -> CompanyDraft:
        """One unit more, like the last one; `labels` are its names by language, label_en and label_fi."""
        units = self.units
        number = next(n for n in range(1, 100) if f"unit_{n}" not in units)
        code, last = f"unit_{number}", list(units)[-1]
        return self.with_units({**units, code: {**units[last], **labels}})

    def without_unit(self, code: str) -> CompanyDraft:
        return self.with_units({key: unit for key, unit in self.units.items() if key != code})

    def with_value(self, key: str, value: Any, shipped: Any) -> CompanyDraft:
        """One number changed; `shipped` is what the preset says, which is no change."""
        rest = {name: item for name, item in self.changes.get("values", {}).items() if name != key}
        rest = rest if value == shipped else {**rest, key: value}
        return self._changed("values", rest, not rest)

    def with_choice(self, part: str, name: str) -> CompanyDraft:
        """Another shipped choice of a part; changed numbers of that part go, since their preset is another."""
        rest = {key: item for key, item in self.changes.get("choices", {}).items() if key != part}
        rest = rest if name == shipped_choice(self.base, part) else {**rest, part: name}
        values = {key: value for key, value in self.changes.get("values", {}).items() if key.partition(".")[0] != part}
        return self._changed("choices", rest, not rest)._changed("values", values, not values)

    def choice(self, part: str) -> str:
        return str(self.changes.get("choices", {}).get(part, shipped_choice(self.base, part)))

    def with_label(self, label: str) -> CompanyDraft:
        return self._changed("label", label, not label or label in [shipped_company(self.base)[key] for key in LABELS])

    def with_bonus(self, level: str, pct: float) -> CompanyDraft:
        """The target bonus of a level in every scheme, % of base pay."""
        rest = {name: item for name, item in self.bonus.items() if name != level}
        rest = rest if pct == usual_bonus()[level] else {**rest, level: float(pct)}
        return self._changed("bonus", rest, not rest)

    def labels(self) -> dict[str, str]:
        """Its name by language."""
        from cxsim.report.words import LANGUAGES, words

        shipped = {lang: str(shipped_company(self.base)[f"label_{lang}"]) for lang in LANGUAGES}
        if "label" in self.changes:
            return dict.fromkeys(LANGUAGES, str(self.changes["label"]))
        return {lang: words(lang)("lab_build.changed_name", name=name) if self.edited else name for lang, name in shipped.items()}

    def words(self) -> list[str]:
        """Choices in the words of the command line."""
        return [f"{part}={name}" for part, name in sorted(self.changes.get("choices", {}).items())]

    def put_into(self, plain: dict[str, Any]) -> None:
        """Write the changes into a composed configuration that was made with `words`."""
        if not self.edited:
            return
        plain["company"] |= {"name": self.name, "units": self.units, **{f"label_{lang}": label for lang, label in self.labels().items()}}
        for key, value in self.changes.get("values", {}).items():
            *groups, last = key.split(".")
            node = plain
            for group in groups:
                node = node[group]
            node[last] = value

    def _changed(self, key: str, value: Any, as_shipped: bool) -> CompanyDraft:
        rest = {name: item for name, item in self.changes.items() if name != key}
        return replace(self, changes=rest if as_shipped else {**rest, key: value})


@lru_cache(maxsize=32)
def shipped_company(base: str) -> dict[str, Any]:
    """The company part of a shipped file; not to be changed. Raises InputError for an unknown name."""
    from cxsim.base.reading import read_yaml
    from cxsim.study.folders import choice_file

    return {key: value for key, value in read_yaml(choice_file("company", base)).items() if key != "defaults"}


@lru_cache(maxsize=128)
def shipped_choice(base: str, part: str) -> str:
    """Which shipped choice of a part belongs to a company: what its file overrides, else the usual one."""
    import yaml

    from cxsim.base.reading import read_yaml
    from cxsim.study.folders import builtin_folder, choice_file

    for entry in read_yaml(choice_file("company", base)).get("defaults", []):
        if isinstance(entry, dict) and (name := entry.get(f"override /{part}@_global_.{part}")):
            return str(name)
    usual = yaml.safe_load((builtin_folder() / "config.yaml").read_text("utf-8"))["defaults"]
    return next(str(entry[part]) for entry in usual if isinstance(entry, dict) and part in entry)


def usual_bonus() -> dict[str, float]:
    """Target bonuses of usual practice, % of base pay by level."""
    from cxsim.pay.scheme_form import standard_practice

    return {level: float(pct) for level, pct in standard_practice()["target_bonus_pct"].items()}


def nearest_unit(unit: Mapping[str, Any], shipped: Mapping[str, Mapping[str, Any]]) -> str:
    """The shipped unit that differs from this one in the fewest fields."""
    return min(shipped, key=lambda code: sum(shipped[code].get(key) != value for key, value in unit.items()))
