"""What an experiment file holds, and what must be true of it before anything is run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterator

from cxsim.base.errors import Problem, nearest
from cxsim.base.fields import choice, group, param, text
from cxsim.customers.metrics import METRICS
from cxsim.study.dictionary import COLUMNS, COMMON

COMPARE = ("variants", "schemes", "interaction")
FIGURES = ("effects", "dial", "time")
EXPECTED = ("more", "less", "open")
AS_IT_IS = "as_it_is"
# outcomes of a run that no list of metrics names, in the order of a run's summary
OUTCOMES = (
    "customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "profit_before_bonus_eur", "revenue_eur",
    "service_cost_eur", "bonus_eur", "true_cx", "clv_eur", "practice_cost_eur", "believed_gap", "measured_gap", "satisfaction_gap",
)  # fmt: skip
_ATTENTION = re.compile(r"attention_[a-z_]+")
# where an outcome is found in the quarters of a run, when under another name
_QUARTERLY = {"customers_kept_pct": "kept_share", "profit_after_bonus_eur": "profit_to_date_eur"}
_IN_QUARTERS = ("true_cx", "clv_eur", *_QUARTERLY)
# what makes runs of two variants a pair, or says where results go; a variant that moved it would compare nothing
KEPT = ("seed", "output", "workers", "threads", "scheme", "study.schemes", "study.baseline", "study.replications")
DEFAULTS: dict[str, Any] = {
    "base": [], "variants": {}, "dial": None, "reference": None, "reference_scheme": None, "expected": "open",
    "order": "given", "not_shown_en": None, "not_shown_fi": None,
}  # fmt: skip


@dataclass
class Variant:
    """One way the company may be; `expected` overrides that of the experiment for this variant."""

    label_en: str = text()
    label_fi: str = text()
    overrides: list[str] = text()
    expected: str | None = choice(*EXPECTED)


@dataclass
class Dial:
    """A number that is turned instead of believed; unit "%" shows a share in percent."""

    key: str = text()
    values: list[float] = param("unit of the setting")
    label_en: str = text()
    label_fi: str = text()
    unit: str | None = text()


@dataclass
class Size:
    """How much is simulated: people in the market, years under the scheme, paired seeds."""

    customers: int = param("people", 50, 10_000_000)
    years: int = param("years", 1, 50)
    replications: int = param("seeds", 1, 10_000)


@dataclass
class Form:
    """An experiment file, checked. `name` is the file's, `path` where it lies."""

    question_en: str = text()
    question_fi: str = text()
    why_en: str = text()
    why_fi: str = text()
    texts: str = text()
    base: list[str] = text()
    variants: dict[str, Variant] = group(Variant)
    dial: Dial | None = text()
    reference: str | None = text()
    schemes: list[str] = text()
    reference_scheme: str | None = text()
    compare: str = choice(*COMPARE)
    outcomes: list[str] = text()
    expected: str = choice(*EXPECTED)
    figure: str = choice(*FIGURES)
    order: str = choice("given", "effect")
    not_shown_en: str | None = text()
    not_shown_fi: str | None = text()
    size: Size = text()
    tiny: Size = text()

    def __post_init__(self) -> None:
        self.name, self.path = "", ""

    def told(self, field: str, lang: str) -> str:
        """A text of the file in a language: question, why or not_shown."""
        return str(getattr(self, f"{field}_{lang}") or "")

    @property
    def positions(self) -> dict[str, Variant]:
        """What is run side by side: the variants, the positions of the dial, or the company as it is."""
        if self.dial is not None:
            return {f"{value:g}": self._position(value) for value in self.dial.values}
        return self.variants or {AS_IT_IS: Variant("As it is", "Kuten on", [], None)}

    def _position(self, value: float) -> Variant:
        dial = self.dial
        assert dial is not None  # noqa: S101  only called where there is one
        said = f"{100 * value:g}%" if dial.unit == "%" else f"{value:g} {dial.unit or ''}".strip()
        finnish = said.replace("%", "\u202f%").replace(".", ",")
        return Variant(said, finnish, [f"{dial.key}={value:g}"], None)

    @property
    def home(self) -> str:
        """The position that others are compared with."""
        return self.reference or next(iter(self.positions))

    @property
    def home_scheme(self) -> str:
        """The scheme that others are compared with."""
        return self.reference_scheme or self.schemes[0]

    @property
    def primary(self) -> str:
        """The outcome the headline is about."""
        return self.outcomes[0]

    def expected_of(self, position: str) -> str:
        """more, less or open: what the texts lead one to expect of a position's difference on the primary outcome."""
        return self.positions[position].expected or self.expected


def complete(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a file with what may be left out put in, ready to be built."""
    whole = {**DEFAULTS, **content}
    if isinstance(whole["variants"], dict):
        whole["variants"] = {
            name: {"expected": None, **entry} if isinstance(entry, dict) else entry for name, entry in whole["variants"].items()
        }
    if isinstance(whole["dial"], dict):
        whole["dial"] = {"unit": None, **whole["dial"]}
    return whole


def quarterly_column(outcome: str) -> str | None:
    """Where an outcome is found by quarter; None when a run has it only as a whole."""
    return _QUARTERLY.get(outcome, outcome) if outcome in METRICS or outcome in _IN_QUARTERS else None


def known_outcome(name: str) -> bool:
    """Whether runs report this outcome; shares of attention are taken on trust, their levels depend on the company."""
    return name in METRICS or name in OUTCOMES or bool(_ATTENTION.fullmatch(name))


def unit_named(outcome: str) -> str:
    """Unit of an outcome in the words of the definitions."""
    if outcome in METRICS:
        return METRICS[outcome].unit
    found = COLUMNS["runs"].get(outcome) or COMMON.get(outcome)
    return found[0] if found else "number"


def problems(form: Form, where: str) -> Iterator[Problem]:
    """Everything about a file that types and ranges do not tell."""
    yield from _what_is_varied(form, where)
    yield from _names(form, where)
    yield from _comparable(form, where)
    for key, overrides in [*((f"variants.{name}.overrides", item.overrides) for name, item in form.variants.items()),
                           *([("dial.key", [f"{form.dial.key}=0"])] if form.dial else [])]:  # fmt: skip
        for override in overrides:
            if moved := kept_key(override):
                allowed = "settings of the company, its customers, managers and practices"
                yield Problem(f"'{moved}' must be the same in every variant", where, key, override, allowed)


def kept_key(override: str) -> str:
    """The setting an override moves that all variants must share; empty when it may differ."""
    key = key_of(override)
    return next((kept for kept in KEPT if key == kept or key.startswith(f"{kept}.")), "")


def key_of(override: str) -> str:
    """`customers.count` of `customers.count=5`, signs of adding and deleting aside."""
    return override.partition("=")[0].strip().lstrip("+~")


def _what_is_varied(form: Form, where: str) -> Iterator[Problem]:
    if form.variants and form.dial is not None:
        yield Problem("an experiment has variants or a dial, not both", where, "dial", fix="keep one of the two")
    if form.compare != "schemes" and len(form.positions) < 2:
        yield Problem("needs two variants or more", where, "variants", allowed="variants with labels and overrides, or a dial with values")
    if form.dial is not None and len(set(form.dial.values)) < max(2, len(form.dial.values)):
        yield Problem("needs two values or more, each once", where, "dial.values", form.dial.values)
    for key, values in (("schemes", form.schemes), ("outcomes", form.outcomes)):
        if not values or len(set(values)) < len(values):
            yield Problem("needs names, each once", where, key, values)


def _names(form: Form, where: str) -> Iterator[Problem]:
    if form.reference is not None and form.reference not in form.positions:
        yield Problem("is not one of the variants", where, "reference", form.reference, fix=nearest(form.reference, form.positions))
    if form.reference_scheme is not None and form.reference_scheme not in form.schemes:
        fix = nearest(form.reference_scheme, form.schemes)
        yield Problem("is not one of the schemes", where, "reference_scheme", form.reference_scheme, fix=fix)
    for place, name in enumerate(form.outcomes):
        if not known_outcome(name):
            fix = nearest(name, [*OUTCOMES, *METRICS])
            yield Problem("is not an outcome of a run", where, f"outcomes[{place}]", name, "cxsim list metrics", fix)


def _comparable(form: Form, where: str) -> Iterator[Problem]:
    if form.compare != "variants" and len(form.schemes) < 2:
        yield Problem(f"compare: {form.compare} needs two schemes or more", where, "schemes", form.schemes)
    if form.figure == "dial" and form.dial is None:
        yield Problem("figure: dial needs a dial", where, "figure", form.figure, "effects, time")
    if form.figure == "time" and form.outcomes and quarterly_column(form.primary) is None:
        yield Problem("figure: time needs a first outcome that is known by quarter", where, "figure", form.primary, "true_cx and others")
