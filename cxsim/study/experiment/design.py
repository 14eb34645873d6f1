"""From an experiment to cells: every position of what is varied on the same seeds, every scheme on one basis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Sequence

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study.basis import Basis, put_on_basis
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell, Design, design_study
from cxsim.study.chosen import resolve_schemes
from cxsim.study.configuration import load
from cxsim.study.experiment.form import Form, Size, Variant, key_of

SIZES = ("tiny", "quick", "full")
QUICK_REPLICATIONS = 8  # as many as study=quick: enough for an interval
# the side studies of a comparison belong to its report, not to an experiment
_NO_SIDE_STUDIES = ("study.reading_replications=0", "study.handoff_replications=0")


@dataclass(frozen=True)
class Position:
    """One variant, or one position of the dial, ready to run: its settings, schemes on their basis, and cells."""

    name: str
    variant: Variant
    settings: Settings
    basis: Basis
    design: Design


@dataclass(frozen=True)
class Layout:
    """An experiment laid out. `overrides` are the user's own; `schemes` in the order of the tables."""

    form: Form
    size: str
    positions: dict[str, Position]
    seeds: tuple[int, ...]
    overrides: tuple[str, ...] = field(default=())

    @property
    def settings(self) -> Settings:
        """Settings of the reference position."""
        return self.positions[self.form.home].settings

    @property
    def schemes(self) -> list[str]:
        """Schemes that are run, the reference first."""
        home = self.settings.study.baseline
        names = list(self.positions[self.form.home].basis.schemes)
        return [home, *(name for name in names if name != home)]

    @property
    def cells(self) -> list[Cell]:
        """Every cell once, seeds outermost: what is finished early is a smaller whole of the experiment."""
        found: dict[str, Cell] = {}
        for place in range(len(self.seeds)):
            for position in self.positions.values():
                cell = position.design.cells[place]
                found.setdefault(cell.id, cell)
        return list(found.values())

    @property
    def id(self) -> str:
        """Name of what is asked: same cells in the same places, compared in the same way."""
        form = self.form
        asked: dict[str, Any] = {"compare": form.compare, "reference": form.home, "outcomes": form.outcomes, "figure": form.figure}
        asked |= {"baseline": self.settings.study.baseline, "expected": {name: form.expected_of(name) for name in self.positions}}
        return content_digest({**asked, "name": form.name, "positions": {key: item.design.id for key, item in self.positions.items()}})


def lay_out(form: Form, size: str = "full", overrides: Sequence[str] = (), config_dir: str | Path | None = None) -> Layout:
    """Settings and cells of every position.

    Parameters
    ----------
    size
        tiny (the file's own smallest form), quick (fewer seeds) or full.
    overrides
        the user's own, as for any command; they win over the file except over what it varies.

    Raises
    ------
    InputError
        unknown size, an override of what the experiment varies, a mistake in the overrides of the file (with file and key).
    """
    if size not in SIZES:
        raise InputError(Problem("is not a size", key="size", value=size, allowed=", ".join(SIZES)))
    _refuse_varied(form, overrides)
    common = [*_NO_SIDE_STUDIES, *_schemes(form), *form.base, *sized(form, size), *overrides]
    positions = {name: _position(form, name, item, common, overrides, config_dir) for name, item in form.positions.items()}
    home = positions[form.home].settings
    seeds = tuple(range(home.seed, home.seed + home.study.replications))
    return Layout(form, size, positions, seeds, tuple(overrides))


def sized(form: Form, size: str) -> list[str]:
    """The overrides a size stands for."""
    chosen: Size = form.tiny if size == "tiny" else form.size
    seeds = min(QUICK_REPLICATIONS, chosen.replications) if size == "quick" else chosen.replications
    short = ["horizon.warmup_years=1"] if size == "tiny" else []
    return [f"customers.count={chosen.customers}", f"horizon.years={chosen.years}", f"study.replications={seeds}", *short]


def _schemes(form: Form) -> list[str]:
    return [f"study.schemes=[{','.join(form.schemes)}]", f"study.baseline={form.home_scheme}"]


def _refuse_varied(form: Form, overrides: Sequence[str]) -> None:
    varied = {key_of(text) for item in form.positions.values() for text in item.overrides}
    found = [
        Problem("is what this experiment varies", key=key_of(text), value=text, fix=f"copy {Path(form.path).name} and change it there")
        for text in overrides
        if key_of(text) in varied
    ]
    if found:
        raise InputError(found)


def _position(
    form: Form, name: str, item: Variant, common: list[str], own: Sequence[str], config_dir: str | Path | None
) -> Position:
    try:
        settings = load(*_merged([*common, *item.overrides]), config_dir=config_dir)
        mappings, plans = resolve_schemes(settings, None, config_dir)
    except InputError as error:
        raise InputError([_traced(problem, form, name, item, own) for problem in error.problems]) from None
    basis = put_on_basis(settings, mappings, plans)
    return Position(name, item, settings, basis, design_study(settings, basis.schemes))


def _merged(overrides: list[str]) -> list[str]:
    """The last override of a key wins where it stands last, whatever the composing library makes of repeated ones."""
    last = {key_of(text): place for place, text in enumerate(overrides)}
    return [text for place, text in enumerate(overrides) if last[key_of(text)] == place]


def _traced(problem: Problem, form: Form, name: str, item: Variant, own: Sequence[str]) -> Problem:
    """Name file and key when the file is at fault, not what the user typed."""

    def of(texts: Sequence[str]) -> bool:
        key = problem.key.split("[")[0]
        return any(key_of(text) == key or str(problem.value) == text for text in texts)

    if of(own):
        return problem
    inside = f"variants.{name}.overrides" if form.variants else "dial.key"
    place = inside if of(item.overrides) else "base" if of(form.base) else ""
    if not place and problem.key.split(".")[0] in ("scheme", "study", "schemes"):
        place = "schemes"
    if not place:
        return problem
    return replace(problem, where=f"{form.path}, {place}")
