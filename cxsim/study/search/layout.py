"""A search laid out before anything runs: its worlds, its space, its seeds, and how many runs it will take at most."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Callable, Mapping, Protocol, Sequence

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import Settings
from cxsim.base.search_schema import HOME, NO_SEARCH, SAMPLERS, WORST, SearchSettings
from cxsim.pay.scheme import Scheme
from cxsim.study.basis import put_on_basis
from cxsim.study.canonical import content_digest
from cxsim.study.cells import NEUTRAL, code_fingerprint
from cxsim.study.configuration import choices, load, load_scheme
from cxsim.study.experiment.plans import EQUAL_COST, changed
from cxsim.study.search.objectives import faults, outcomes_of
from cxsim.study.search.space import WHERE, Values, space_of

FIXED = ("seed", "study", "output", "threads", "workers", "scheme")  # what a world may not change: plans are paired by seed
AS_WRITTEN = "equal_weight"
SEARCH, FRESH, HELD_OUT = STAGES = ("search", "fresh", "held_out")
MOST_RUNS = 10_000_000
COUNTS = ("generations", "population", "search_seeds", "promoted", "fresh_seeds", "finalists")


class Plans(Protocol):
    """Where plans come from: a row of values makes a scheme. `base` is what they start from, as it enters the search's name."""

    base: dict[str, Any]

    def scheme(self, values: Values, name: str) -> dict[str, Any]:
        """The plain scheme these values make. Raises InputError when they make none that can be paid."""


def _summary(name: str, payload: Mapping[str, Any]) -> dict[str, float]:
    return outcomes_of(payload)


@dataclass(frozen=True)
class Reader:
    """How outcomes are read off a run: `read` takes the name of a plan and the payload of its run.

    `kept` names what the cells keep of a run beyond the usual, so that they are not taken for cells without it.
    """

    kept: str = ""
    read: Callable[[str, Mapping[str, Any]], dict[str, float]] = _summary


@dataclass(frozen=True)
class Search:
    """What will be searched. `worlds` holds settings by name, home first; `seeds` the seeds of each stage, none shared.

    With `nearest`, when no plan keeps every limit those that overstep them least go on, so that the search ends with how near
    one can come; else it ends with an error.
    """

    settings: Settings
    space: Plans
    worlds: dict[str, Settings]
    words: dict[str, tuple[str, ...]]  # overrides that make each world
    baseline_text: dict[str, Any]  # as written
    baseline: dict[str, Any]  # on the study's basis, like all that is lived
    beside: dict[str, dict[str, Any]]  # schemes shown for comparison
    seeds: dict[str, tuple[int, ...]]
    reader: Reader = Reader()
    nearest: bool = False

    @property
    def asked(self) -> SearchSettings:
        """The search as it is written."""
        return self.settings.study.search

    def on_basis(self, mapping: dict[str, Any]) -> dict[str, Any]:
        """A plan scaled as a comparison of it with the baseline would scale it. Raises InputError when it cannot be."""
        return _on_basis(self.settings, self.settings.study.baseline, self.baseline_text, mapping)

    @property
    def most_runs(self) -> dict[str, int]:
        """Simulations of each stage at most, baseline included."""
        asked, worlds, seeds = self.asked, len(self.worlds), {stage: len(own) for stage, own in self.seeds.items()}
        plans = {SEARCH: asked.generations * asked.population, FRESH: asked.promoted, HELD_OUT: asked.finalists + len(asked.objectives) + len(self.beside)}
        return {stage: (plans[stage] + 1) * seeds[stage] * worlds for stage in STAGES}

    @property
    def id(self) -> str:
        """Name of the search: the same question to the same program has the same name."""
        study, parts = self.settings.study, {name: {key: value for key, value in asdict(own).items() if key not in NEUTRAL} for name, own in self.worlds.items()}
        shown: dict[str, Any] = {"baseline": study.baseline, "beside": list(self.beside), "basis": study.basis, "seeds": self.seeds, "base": self.space.base}
        shown |= {"kept": self.reader.kept} if self.reader.kept else {}
        return content_digest({"worlds": parts, "search": self.asked, **shown, "code": code_fingerprint()})


def lay_out(overrides: Sequence[str], config_dir: str | None = None) -> Search:
    """Lay out the search these overrides name. Raises InputError with every fault found, before anything is run."""
    settings = load(*overrides, config_dir=config_dir)
    asked, study = settings.study.search, settings.study
    if asked.sampler == NO_SEARCH:
        fix = "cxsim search alone lists them"
        raise InputError(Problem("is not a search", key="study", value=" ".join(overrides) or None, allowed=f"a study with search.sampler: {', '.join(SAMPLERS)}", fix=fix))
    problems = [*size_faults(asked), *faults(asked), *_base_faults(asked, config_dir), *_world_faults(asked)]
    space = None
    if not any(fault.key == "base" for fault in problems):
        try:
            space = space_of(changed(load_scheme(str(asked.base), config_dir), asked.changes), asked.levers)
        except InputError as error:
            problems += error.problems
    if problems or space is None:
        raise InputError(problems)
    worlds = {HOME: settings, **{name: _world(name, words, overrides, config_dir) for name, words in asked.worlds.items()}}
    if not any(aim.worlds == WORST for aim in asked.objectives.values()):
        worlds = {HOME: settings}  # the others would be lived for nothing
    texts = {name: load_scheme(name, config_dir) for name in dict.fromkeys([study.baseline, *study.schemes])}
    scaled = {name: _on_basis(settings, study.baseline, texts[study.baseline], text) for name, text in texts.items()}
    found = Search(settings, space, worlds, {HOME: (), **{name: tuple(words) for name, words in asked.worlds.items()}},
                   texts[study.baseline], scaled.pop(study.baseline), scaled, seeds_of(settings))  # fmt: skip
    return checked(found)


def checked(found: Search) -> Search:
    """The same search. Raises InputError when it is too large to be meant."""
    if sum(found.most_runs.values()) > MOST_RUNS:
        raise InputError(Problem("is too large a search", WHERE, "population", f"{sum(found.most_runs.values()):,} runs", f"up to {MOST_RUNS:,}"))
    return found


def size_faults(asked: SearchSettings) -> list[Problem]:
    """Counts that leave nothing to do."""
    return [Problem("is nothing: no plan would be tried", WHERE, name, 0, "1 or more") for name in COUNTS if getattr(asked, name) < 1]


def _base_faults(asked: SearchSettings, config_dir: str | None) -> list[Problem]:
    known = choices("scheme", config_dir)
    if asked.base in known:
        return []
    return [Problem("names no scheme to start from", WHERE, "base", asked.base, fix=nearest(str(asked.base), known) if asked.base else "for example base: company_cx")]


def _world_faults(asked: SearchSettings) -> list[Problem]:
    found = [Problem("is what the search calls its own settings", WHERE, "worlds", HOME, fix="another name")] if HOME in asked.worlds else []
    for name, words in asked.worlds.items():
        found += [
            Problem("may not differ between worlds: plans are paired by seed", WHERE, f"worlds.{name}", text)
            for text in words
            if text.partition("=")[0].lstrip("+~").split(".")[0] in FIXED
        ]
    if any(aim.worlds == WORST for aim in asked.objectives.values()) and not asked.worlds:
        found.append(Problem("the worst over worlds is asked for, and there are none", WHERE, "worlds", fix="for example worlds: {temper: [customers.reading=temper]}"))
    return found


def _world(name: str, words: Sequence[str], overrides: Sequence[str], config_dir: str | None) -> Settings:
    try:
        return load(*overrides, *words, config_dir=config_dir)
    except InputError as error:
        raise InputError([replace(fault, where=f"{WHERE}.worlds.{name}" + (f", {fault.where}" if fault.where else "")) for fault in error.problems]) from None


def _on_basis(settings: Settings, baseline: str, text: Mapping[str, Any], mapping: dict[str, Any]) -> dict[str, Any]:
    if settings.study.basis == AS_WRITTEN:
        return mapping
    name = str(mapping["name"])
    pair = {baseline: dict(text), name: mapping}
    basis = put_on_basis(settings, pair, {key: Scheme.from_mapping(value) for key, value in pair.items()})
    if settings.study.basis == EQUAL_COST and basis.salary_levels.get(name):
        left = ", ".join(basis.salary_levels[name])
        raise InputError(Problem("leaves a level without bonus: its cost cannot be made equal", key="study.basis", value=f"{name}: {left}", fix="study.basis=equal_weight"))
    return basis.schemes[name]


def seeds_of(settings: Settings) -> dict[str, tuple[int, ...]]:
    """Seeds of each stage, from `settings.seed` on; no seed serves two stages."""
    asked = settings.study.search
    counts = {SEARCH: asked.search_seeds, FRESH: asked.fresh_seeds, HELD_OUT: settings.study.replications}
    found, start = {}, settings.seed
    for stage, count in counts.items():
        found[stage] = tuple(range(start, start + count))
        start += count
    return found
