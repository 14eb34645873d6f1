"""An experiment as it is written: a question, what is varied, what is looked at; read and checked, never run from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cxsim.base
from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.fields import choice, choice_or, group, param, text
from cxsim.base.reading import read_yaml

CLAIMS = ("more", "less", "none")
VARIANTS, INTERACTION, SCHEMES = COMPARED = ("variants", "interaction", "schemes")
AS_WRITTEN = "as_written"
SIZES = {"full": (0, 0, 0), "quick": (6, 1_500, 0), "tiny": (2, 200, 1)}  # replications, people, years; 0 = as the file says
FIXED = ("seed", "study", "output", "engine", "threads", "workers", "scheme")  # what a variant may not change: runs are paired by seed


def finnish() -> Any:
    """A text that may be left out; then the English one stands for it."""
    return field(default=None, metadata={"unit": "text", "grade": "-"})


def told_in(item: Any, name: str, lang: str) -> str:
    """A text of an experiment, variant or scheme in a language."""
    return str(getattr(item, f"{name}_{lang}") or getattr(item, f"{name}_en"))


@dataclass(kw_only=True)
class Variant:
    """One way of being of the company: a label, overrides in the words of the command line, and what the texts claim."""

    label_en: str = text()
    label_fi: str | None = finnish()
    overrides: list[str] = text()
    claim: str = choice(*CLAIMS)


@dataclass(kw_only=True)
class OwnScheme:
    """A scheme of this experiment only: another one with some of its entries changed."""

    of: str = text("name of the scheme it is made from")
    label_en: str = text()
    label_fi: str | None = finnish()
    changes: dict[str, Any] = field(metadata={"unit": "entries of the scheme, nested as in its file", "grade": "-"})


@dataclass(kw_only=True)
class Experiment:
    """One question with its answer still open."""

    question_en: str = text()
    question_fi: str | None = finnish()
    why_en: str = text("what the texts say, and what would contradict it")
    why_fi: str | None = finnish()
    texts: str = text("which source texts")
    base: list[str] = text()  # overrides of every variant
    schemes: list[str] = text()  # with `interaction` and `schemes` the first is the one the others are taken from
    compare: str = choice(*COMPARED)
    reference: str = text("variant the others are taken from")
    variants: dict[str, Variant] = group(Variant)
    outcomes: list[str] = text()  # of the summary; the first is the one the answer is about
    figure: str = choice("effects", "time")
    replications: int = param("seeds", 2, 1000, grade="-")
    customers: int = param("people in the market", 100, 10_000_000, grade="-")
    years: int = param("years", 1, 30, grade="-")
    limits_en: str = text("what it does not show")
    limits_fi: str | None = finnish()
    basis: str = choice_or(AS_WRITTEN, "equal_cost", "equal_power")
    claims: dict[str, str] = field(default_factory=dict, metadata={"unit": "what the texts say of a scheme", "grade": "-"})
    own_schemes: dict[str, OwnScheme] = field(default_factory=dict, metadata={"unit": "group", "of": OwnScheme, "grade": "-"})


def key_of(override: str) -> str:
    """The setting an override changes."""
    return override.partition("=")[0].lstrip("+~")


def varied(experiment: Experiment) -> set[str]:
    """Settings, or groups of settings, in which the variants differ."""
    return {key_of(text) for variant in experiment.variants.values() for text in variant.overrides}


def folder() -> Path:
    """The experiments of the wheel, or of the checkout next to the package. Raises InputError when neither is there."""
    package = Path(cxsim.base.__file__).resolve().parent.parent
    for place in (package / "experiments", package.parent / "experiments"):
        if place.is_dir():
            return place
    raise InputError(Problem("the built-in experiments are missing", str(package / "experiments"), fix="install cxsim again"))


def names() -> list[str]:
    """Shipped experiments, sorted."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def path_of(name: str) -> Path:
    """The file of a shipped experiment, or a file of one's own given by its path. Raises InputError with the nearest name."""
    if name.endswith((".yaml", ".yml")):
        if Path(name).is_file():
            return Path(name)
        raise InputError(Problem("is not a file", key="cxsim experiment", value=name))
    if name not in names():
        raise InputError(Problem("is not a known experiment", key="cxsim experiment", value=name, allowed=", ".join(names()), fix=nearest(name, names())))
    return folder() / f"{name}.yaml"


def read(name: str) -> Experiment:
    """Read and check an experiment. Raises InputError naming file and key."""
    path = path_of(name)
    found = build(Experiment, read_yaml(path), str(path))
    problems = list(_problems(found, str(path)))
    if problems:
        raise InputError(problems)
    return found


def _problems(found: Experiment, where: str):
    if found.reference not in found.variants:
        yield Problem("is not one of the variants", where, "reference", found.reference, ", ".join(found.variants), nearest(found.reference, found.variants))
    if len(found.variants) < 2 and found.compare != SCHEMES:
        yield Problem("an experiment needs at least two variants", where, "variants")
    if not found.outcomes:
        yield Problem("names no outcome", where, "outcomes", fix="for example [true_cx, profit_after_bonus_eur]")
    if not found.schemes:
        yield Problem("names no scheme", where, "schemes", fix="list them: cxsim list schemes")
    for name, variant in found.variants.items():
        for override in variant.overrides:
            if key_of(override).split(".")[0] in FIXED:
                yield Problem("may not be varied: runs are paired by seed", where, f"variants.{name}.overrides", override)
    for name, claim in found.claims.items():
        if claim not in CLAIMS:
            yield Problem("is no claim", where, f"claims.{name}", claim, ", ".join(CLAIMS), nearest(claim, CLAIMS))
        if name not in found.schemes:
            yield Problem("is not among the schemes of this experiment", where, f"claims.{name}", claim, ", ".join(found.schemes))
    if found.compare != VARIANTS and len(found.schemes) < 2:
        yield Problem("needs two schemes or more: their difference is what may change", where, "schemes", ", ".join(found.schemes))
