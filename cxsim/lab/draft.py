"""What somebody has designed in the lab: company, customers, schemes with their changes, practices, seed. Plain, frozen data."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, Mapping

from cxsim.lab.company_draft import CompanyDraft
from cxsim.study.canonical import content_digest

LETTERS = "ABCD"
LEVELS = ("team_lead", "middle_manager", "unit_head", "executive")
# who can be paid for what lies where: a head has no touchpoint, an executive no unit
SCOPES = {
    "team_lead": ("touchpoint", "unit", "journey", "company"),
    "middle_manager": ("touchpoint", "unit", "journey", "company"),
    "unit_head": ("unit", "journey", "company"),
    "executive": ("company",),
}
SHORT_ID = 4  # hexadecimal digits of a digest that people read
QUICK, NORMAL = 10, 40  # repetitions
POOLS = (200.0, 150.0, 100.0)  # % of all target bonuses; 200 is the shipped one and never cuts
DEFERRALS: tuple[tuple[float, int], ...] = ((0.0, 0), (33.0, 2), (67.0, 3))  # share of the award in %, years
Weights = dict[str, dict[str, float]]  # level -> "metric/scope" -> % of target bonus


@dataclass(frozen=True)
class SchemeDraft:
    """A shipped scheme and what was changed in it.

    `changes` may hold weights (level -> metric/scope -> %), curves (name -> [threshold, its payout, maximum, its payout]),
    pool (% of all target bonuses), deferral ([share in %, years]), gates and modifiers (name -> their fields as in a scheme
    file, all of them); what is absent is as shipped.
    """

    base: str
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def weights(self) -> Weights:
        """Weights as they stand, all levels."""
        found: Weights = deepcopy(self.changes.get("weights")) or shipped_weights(self.base)
        return {level: found.get(level, {}) for level in LEVELS}

    @property
    def curves(self) -> dict[str, list[float]]:
        """Every curve as threshold, payout there, maximum, payout there."""
        return {**shipped_curves(self.base), **self.changes.get("curves", {})}

    @property
    def pool(self) -> float:
        return float(self.changes.get("pool", shipped_pool(self.base)))

    @property
    def deferral(self) -> tuple[float, int]:
        share, years = self.changes.get("deferral", shipped_deferral(self.base))
        return float(share), int(years)

    @property
    def gates(self) -> dict[str, dict[str, Any]]:
        """Conditions by name, as in a scheme file."""
        return self._named("gates")

    @property
    def modifiers(self) -> dict[str, dict[str, Any]]:
        """Multipliers of the whole bonus by name, as in a scheme file."""
        return self._named("modifiers")

    @property
    def edited(self) -> bool:
        return bool(self.changes)

    def own(self, bonus: Mapping[str, float] | None = None) -> bool:
        """Whether it is another scheme than the shipped one, under these changed target bonuses."""
        return self.edited or bool(bonus and shipped(self.base)["levels"])

    def measures(self) -> list[str]:
        """Every metric/scope that some level is paid for, in the order written."""
        return list(dict.fromkeys(name for parts in self.weights.values() for name in parts))

    def with_weight(self, level: str, measure: str, pct: float) -> SchemeDraft:
        """One weight changed; no other moves."""
        weights = self.weights
        weights[level] = {**weights[level], measure: float(pct)}
        return self._changed("weights", weights, _nonzero(weights) == _nonzero(shipped_weights(self.base)))

    def with_curve(self, name: str, values: list[float]) -> SchemeDraft:
        rest = {**self.changes.get("curves", {}), name: [float(value) for value in values]}
        rest = {key: curve for key, curve in rest.items() if curve != shipped_curves(self.base).get(key)}
        return self._changed("curves", rest, not rest)

    def with_pool(self, rate_pct: float) -> SchemeDraft:
        return self._changed("pool", float(rate_pct), float(rate_pct) == shipped_pool(self.base))

    def with_deferral(self, share_pct: float, years: int) -> SchemeDraft:
        new = (float(share_pct), int(years))
        return self._changed("deferral", list(new), new == shipped_deferral(self.base))

    def with_terms(self, key: str, rows: Mapping[str, Mapping[str, Any]]) -> SchemeDraft:
        """All gates or all modifiers replaced."""
        new = {name: deepcopy(dict(row)) for name, row in rows.items()}
        return self._changed(key, new, new == shipped(self.base).get(key, {}))

    def spread(self, level: str) -> SchemeDraft:
        """What a level's weights lack or exceed, shared over its measures in proportion; to hundredths, adding to 100 exactly."""
        parts = {name: pct for name, pct in self.weights[level].items() if pct > 0}
        parts = parts or {name: 1.0 for name in self.measures() if name.split("/")[1] in SCOPES[level]}
        total = sum(parts.values())
        scaled = {name: round(100 * pct / total, 2) for name, pct in parts.items()}
        if scaled:
            first = max(scaled, key=lambda name: scaled[name])
            scaled[first] = round(scaled[first] + 100 - sum(scaled.values()), 2)
        weights = self.weights
        weights[level] = {**weights[level], **scaled}
        return self._changed("weights", weights, _nonzero(weights) == _nonzero(shipped_weights(self.base)))

    def sums(self) -> dict[str, float]:
        """Sum of the weights of every level, %."""
        return {level: round(sum(parts.values()), 6) for level, parts in self.weights.items()}

    def mapping(self, letter: str, bonus: Mapping[str, float] | None = None) -> dict[str, Any]:
        """The scheme as the configuration layer reads it; an edited one has a name of its own. `bonus`: target bonuses changed for all schemes."""
        plain = deepcopy(shipped(self.base))
        if not self.own(bonus):
            return plain
        if "weights" in self.changes:
            plain["levels"] = _levels(plain["levels"], self.weights)
        if "curves" in self.changes:
            plain["curves"] = {**plain.get("curves", {}), **{name: _curve(values) for name, values in self.changes["curves"].items()}}
        if "pool" in self.changes:
            plain["pool"] = {**plain.get("pool", {}), "rate_pct": self.pool}
        if "deferral" in self.changes:
            plain["deferral"] = _deferral(list(plain["levels"]), *self.deferral)
        elif "deferral" in plain:
            plain["deferral"] = {level: rule for level, rule in plain["deferral"].items() if level in plain["levels"]}
        for key in ("gates", "modifiers"):
            if key in self.changes or key in plain:
                plain[key] = _for_levels(self._named(key), list(plain["levels"]))
        if "modifiers" in self.changes:
            plain["curves"] = {**plain.get("curves", {}), **{modifier_curve(name): _curve(row["curve"]) for name, row in self.modifiers.items() if isinstance(row["curve"], list)}}
            plain["modifiers"] = {name: {**row, "curve": modifier_curve(name) if isinstance(row["curve"], list) else row["curve"]} for name, row in plain["modifiers"].items()}
        if bonus:
            plain["target_bonus_pct"] = {**plain.get("target_bonus_pct", {}), **bonus}
        return _renamed(plain, self.base, letter)

    def _named(self, key: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = deepcopy(self.changes.get(key, shipped(self.base).get(key, {})))
        return found

    def _changed(self, key: str, value: Any, as_shipped: bool) -> SchemeDraft:
        rest = {name: item for name, item in self.changes.items() if name != key}
        return replace(self, changes=rest if as_shipped else {**rest, key: value})


@dataclass(frozen=True)
class Draft:
    """All that decides a comparison in the lab. The first scheme is the baseline."""

    company: str = "telecom"
    customers: int = 5000
    seed: int = 1
    n: int = QUICK
    practices: tuple[str, ...] = ()
    schemes: tuple[SchemeDraft, ...] = (SchemeDraft("unit_growth"), SchemeDraft("seniority_gradient"))
    built: dict[str, Any] = field(default_factory=dict)  # what was changed in the company, see company_draft

    @property
    def firm(self) -> CompanyDraft:
        """The company with its changes."""
        return CompanyDraft(self.company, self.built)

    def with_firm(self, firm: CompanyDraft) -> Draft:
        return replace(self, company=firm.base, built=firm.changes)

    @property
    def digest(self) -> str:
        """Name of these settings, 64 hexadecimal digits: results carry it."""
        return content_digest({"lab": asdict(self), "order": list(self.built.get("units", ()))})  # a digest sorts keys, and units have an order

    @property
    def id(self) -> str:
        """The digest as people read it."""
        return self.digest[:SHORT_ID]

    def mappings(self) -> dict[str, dict[str, Any]]:
        """Schemes by name, the baseline first; equal ones fall together (see `repeated`)."""
        found = [draft.mapping(letter, self.firm.bonus) for letter, draft in zip(LETTERS, self.schemes, strict=False)]
        return {plain["name"]: plain for plain in found}

    def names(self) -> list[str]:
        """Name of the scheme under each letter."""
        return [scheme_name(draft, letter, self.firm.bonus) for letter, draft in zip(LETTERS, self.schemes, strict=False)]

    def repeated(self) -> tuple[str, str] | None:
        """Letters of two schemes that are the same, which nothing could tell apart; None when all differ."""
        seen: dict[str, str] = {}
        for letter, draft in zip(LETTERS, self.schemes, strict=False):
            content = content_digest(asdict(draft))
            if content in seen:
                return seen[content], letter
            seen[content] = letter
        return None

    def with_scheme(self, place: int, scheme: SchemeDraft) -> Draft:
        return replace(self, schemes=(*self.schemes[:place], scheme, *self.schemes[place + 1 :]))


def scheme_name(draft: SchemeDraft, letter: str, bonus: Mapping[str, float] | None = None) -> str:
    """The key of a scheme in tables and pictures."""
    return f"{draft.base}_{letter.lower()}" if draft.own(bonus) else draft.base


@lru_cache(maxsize=64)
def shipped(base: str) -> dict[str, Any]:
    """The plain mapping of a shipped scheme; not to be changed. Raises InputError for an unknown name."""
    from cxsim.study.configuration import load_scheme

    return load_scheme(base)


def shipped_weights(base: str) -> Weights:
    found: Weights = {}
    for level, spec in shipped(base)["levels"].items():
        parts = spec["components"].values()
        found[level] = {f"{part['metric']}/{part['scope']}": float(part["weight_pct"]) for part in parts}
    return found


def shipped_curves(base: str) -> dict[str, list[float]]:
    """Curves of three kinks as [threshold, payout, maximum, payout], usual practice unless the scheme has its own."""
    from cxsim.pay.scheme_form import standard_practice

    curves = {**standard_practice()["curves"], **shipped(base).get("curves", {})}
    return {name: [float(v) for v in (*curve["kinks"][0], *curve["kinks"][-1])] for name, curve in curves.items()}


def shipped_pool(base: str) -> float:
    from cxsim.pay.scheme_form import standard_practice

    return float({**standard_practice()["pool"], **shipped(base).get("pool", {})}["rate_pct"])


def shipped_deferral(base: str) -> tuple[float, int]:
    rules = list(shipped(base).get("deferral", {}).values())
    return (float(rules[0]["share_pct"]), int(rules[0]["vest_years"])) if rules else DEFERRALS[0]


def modifier_curve(name: str) -> str:
    """Name of the curve that a multiplier of the lab is read from."""
    return f"multiplier_{name}"


def curve_of(measure: str) -> str:
    """Name of the curve that a metric/scope is paid by."""
    from cxsim.pay.scheme_form import standard_practice

    return str(standard_practice()["metrics"][measure.split("/")[0]]["curve"])


def all_measures() -> list[str]:
    """Every metric/scope there is."""
    from cxsim.pay.scheme_form import standard_practice

    return [f"{metric}/{scope}" for metric, spec in standard_practice()["metrics"].items() for scope in spec["scopes"]]


def _nonzero(weights: Weights) -> Weights:
    kept = {level: {name: float(pct) for name, pct in parts.items() if pct} for level, parts in weights.items()}
    return {level: parts for level, parts in kept.items() if parts}


def _levels(old: Mapping[str, Any], weights: Weights) -> dict[str, Any]:
    """Levels with new weights; a component keeps its name and rules, one without weight goes."""
    found: dict[str, Any] = {}
    for level, parts in _nonzero(weights).items():
        spec = old.get(level, {})
        known = {f"{part['metric']}/{part['scope']}": (name, part) for name, part in spec.get("components", {}).items()}
        rows: dict[str, Any] = {}
        for measure, pct in parts.items():
            metric, scope = measure.split("/")
            name, part = known.get(measure, (f"{scope}_{metric}", {"metric": metric, "scope": scope}))
            rows[name] = {**part, "weight_pct": pct}
        found[level] = {**spec, "components": rows}
    return found


def _for_levels(rows: Mapping[str, Mapping[str, Any]], levels: list[str]) -> dict[str, dict[str, Any]]:
    """Terms for levels that are paid; one that names no paid level says nothing to anybody and goes."""
    found: dict[str, dict[str, Any]] = {}
    for name, row in rows.items():
        kept = [level for level in row.get("levels", levels) if level in levels]
        if kept:
            found[name] = {**row, **({"levels": kept} if "levels" in row else {})}
    return found


def _curve(values: list[float]) -> dict[str, Any]:
    threshold, low, maximum, high = values
    kinks = [[threshold, low], [100.0, 100.0], [maximum, high]]
    return {"direction": "higher", "shape": "linear", "beyond_last": "cap", "kinks": kinks}


def _deferral(levels: list[str], share: float, years: int) -> dict[str, Any]:
    if share <= 0:
        return {}
    rule = {"share_pct": share, "of": "award", "vest_years": years, "on_performance": True}
    return {level: dict(rule) for level in levels}


def _renamed(plain: dict[str, Any], base: str, letter: str) -> dict[str, Any]:
    from cxsim.report.words import LANGUAGES, words

    own: dict[str, Any] = {key: value for key, value in plain.items() if key != "forms_fi"}
    own["name"] = f"{base}_{letter.lower()}"
    for form in ("label", "short"):
        own[form] = {lang: words(lang)(f"lab.edited.{form}", name=plain[form][lang], letter=letter) for lang in LANGUAGES}
    return own
