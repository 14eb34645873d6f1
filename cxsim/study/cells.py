"""What a study computes: cells, each one seed in one world with all schemes, named by their content."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Iterable, Sequence

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study.canonical import content_digest

# parts of the settings that say how or where to compute, never what comes out
NEUTRAL = ("study", "output", "engine", "threads", "workers", "scheme", "seed")
# layers whose source decides the content of a cell; report and cli only show it
SOURCES = ("base", "pay", "customers", "organisation", "simulation", "study/payload.py", "study/outcome.py")
LIBRARIES = ("numpy", "numba", "mesa")


@dataclass(frozen=True)
class World:
    """One reading of the evidence and one cost of a handoff (multiplier, 0-5)."""

    reading: str
    handoff_cost: float


@dataclass(frozen=True)
class Cell:
    """One seed in one world; its schemes share the warm-up. `id` is 64 hexadecimal digits."""

    id: str
    seed: int
    world: World
    settings: Settings
    schemes: dict[str, dict[str, Any]]
    words: tuple[str, ...] = ()  # overrides that make this cell what it is, for a command that repeats it


@dataclass(frozen=True)
class Design:
    """All cells of a study, each computed once, and which block asks for which.

    `blocks` maps main, readings and handoff to cell ids; the same cell may serve several blocks.
    """

    cells: tuple[Cell, ...]
    blocks: dict[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """Name of the study: the same cells in the same blocks have the same name."""
        return content_digest({"blocks": self.blocks})


def design_study(
    settings: Settings, schemes: dict[str, dict[str, Any]], seeds: Sequence[int] | None = None, code: str | None = None
) -> Design:
    """Lay out the three blocks: schemes x seeds, the other readings, the costs of a handoff.

    Parameters
    ----------
    schemes
        name -> plain scheme mapping, already on the study's basis.
    seeds
        seeds of the main block; absent = `replications` seeds from `settings.seed` on. The other blocks
        take the first of them, as many as the study grants.
    code
        fingerprint of the program that will run the cells; absent = this one's.

    Raises
    ------
    InputError
        no or repeated seeds, no schemes, an unknown reading.
    """
    study = settings.study
    seeds = list(range(settings.seed, settings.seed + study.replications)) if seeds is None else [int(s) for s in seeds]
    _check(settings, schemes, seeds)
    home = World(settings.customers.reading, float(settings.journeys.handoff_cost))
    others = [World(name, home.handoff_cost) for name in study.readings if name != home.reading]
    costs = [World(home.reading, float(cost)) for cost in study.handoff_costs]
    plan = {
        "main": [(home, seed) for seed in seeds],
        "readings": [(world, seed) for world in others for seed in seeds[: study.reading_replications]],
        "handoff": [(world, seed) for world in costs for seed in seeds[: study.handoff_replications]],
    }
    return _collect(settings, schemes, plan, code or code_fingerprint())


def settings_of(settings: Settings, seed: int, world: World) -> Settings:
    """The settings of one cell: its seed and world set, one thread, nothing recorded that a study does not keep."""
    return replace(
        settings,
        seed=seed,
        threads=1,
        customers=replace(settings.customers, reading=world.reading),
        journeys=replace(settings.journeys, handoff_cost=world.handoff_cost),
        output=replace(settings.output, journeys_logged=0, panel=0),
    )


def cell_of(settings: Settings, seed: int, schemes: dict[str, dict[str, Any]], words: tuple[str, ...]) -> Cell:
    """One seed of these settings as a cell; `words` are the overrides that made them."""
    world = World(settings.customers.reading, float(settings.journeys.handoff_cost))
    own = settings_of(settings, seed, world)
    return Cell(cell_id(own, schemes, code_fingerprint()), seed, world, own, schemes, words)


def kept_cell(cell: Cell, kept: str) -> Cell:
    """The same cell under a name of its own, because its payloads keep more of a run than a comparison's; `kept` names what."""
    return replace(cell, id=content_digest({"cell": cell.id, "kept": kept}))


def cell_id(settings: Settings, schemes: dict[str, dict[str, Any]], code: str) -> str:
    """SHA-256 over everything that decides the numbers of a cell: settings, seed, schemes, code, libraries."""
    content = {key: value for key, value in asdict(settings).items() if key not in NEUTRAL}
    return content_digest({"settings": content, "seed": settings.seed, "schemes": schemes, "code": code})


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """SHA-256 over the sources that decide a result and the versions of the numeric libraries."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in _source_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        digest.update(f"{name}={_version(name)}".encode())
    return digest.hexdigest()


def _source_files(root: Path) -> Iterable[Path]:
    for part in SOURCES:
        path = root / part
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _collect(
    settings: Settings, schemes: dict[str, dict[str, Any]], plan: dict[str, list[tuple[World, int]]], code: str
) -> Design:
    cells: dict[str, Cell] = {}
    blocks: dict[str, tuple[str, ...]] = {}
    for block, wanted in plan.items():
        ids = []
        for world, seed in wanted:
            own = settings_of(settings, seed, world)
            name = cell_id(own, schemes, code)
            cells.setdefault(name, Cell(name, seed, world, own, schemes))
            ids.append(name)
        blocks[block] = tuple(ids)
    return Design(tuple(cells.values()), blocks)


def _check(settings: Settings, schemes: dict[str, dict[str, Any]], seeds: list[int]) -> None:
    problems = []
    if not schemes:
        problems.append(Problem("no scheme to run", key="study.schemes", fix="list them: cxsim list schemes"))
    if not seeds:
        problems.append(Problem("no seed to run", key="study.replications", allowed="1 or more"))
    if len(set(seeds)) != len(seeds):
        problems.append(Problem("a seed is named twice: it would count one run as two", key="seeds", value=seeds))
    if any(not 0 <= seed < 2**63 for seed in seeds):
        problems.append(Problem("a seed is out of range", key="seeds", allowed="0 to 9223372036854775807"))
    for name in settings.study.readings:
        if name not in settings.customers.readings:
            known = ", ".join(sorted(settings.customers.readings))
            problems.append(Problem("unknown reading of the evidence", key="study.readings", value=name, allowed=known))
    if problems:
        raise InputError(problems)
