"""From plan files and a command's words to simulated plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.desk.dynamic.arms import Lived, live
from cxsim.desk.dynamic.translate import Translation, Words, company_words, translate
from cxsim.desk.plan_file import PlanFile
from cxsim.study.begun import Begun
from cxsim.study.configuration import load
from cxsim.study.progress import Progress
from cxsim.study.store import Store

REPLICATIONS = 30
MAP, UNIT = "map.", "unit."
NOT_HERE = ("scheme", "study.schemes", "study.baseline", "study.basis", "experiment", "rival")  # the plan file says who is paid for what


@dataclass(frozen=True)
class Asked:
    """What a command asks of plans: settings of the company and study, names said by the user, folder of the user's own YAML."""

    plans: dict[str, PlanFile]
    settings: Settings
    words: Words
    overrides: tuple[str, ...]


def asked(plans: Mapping[str, PlanFile], overrides: Sequence[str], config_dir: str | None = None) -> Asked:
    """Settings for the company of the first plan; `map.METRIC=...` and `unit.CODE=...` are names, the rest are overrides.

    Raises InputError for settings that a plan file decides, and for whatever the settings refuse.
    """
    own = [text for text in overrides if not text.startswith((MAP, UNIT))]
    problems = [Problem("cannot be set here: the plan file says who is paid for what", key=key) for text in own if (key := text.partition("=")[0].lstrip("+~")) in NOT_HERE]
    if problems:
        raise InputError(problems)
    sized = own if any(text.startswith("study.replications=") for text in own) else [*own, f"study.replications={REPLICATIONS}"]
    words = company_words(next(iter(plans.values())), sized)
    names = Words(_said(overrides, MAP), _said(overrides, UNIT))
    return Asked(dict(plans), load(*words, config_dir=config_dir), names, tuple(words))


def translated(request: Asked) -> dict[str, Translation]:
    """Every plan in the words of the simulation; the user's names count for the plans that use them. Raises InputError."""
    return {name: translate(file, name, request.settings, words_for(file, request.words, len(request.plans))) for name, file in request.plans.items()}


def simulate(
    request: Asked, store: Store | None = None, progress: Progress | None = None, begun: Begun | None = None
) -> tuple[dict[str, Translation], Lived]:
    """The plans translated and simulated. Raises InputError and KeyboardInterrupt as `arms.live` does."""
    made = translated(request)
    return made, live(made, request.settings, store, progress, begun)


def _said(overrides: Sequence[str], prefix: str) -> dict[str, str]:
    return dict(text.removeprefix(prefix).partition("=")[::2] for text in overrides if text.startswith(prefix))


def words_for(file: PlanFile, words: Words, plans: int) -> Words:
    """With several plans a name said by the user may belong to some of them only."""
    if plans == 1:
        return words
    sheets = ("components", "gates", "modifiers", "pools")
    metrics = {str(row.get("metric")) for sheet in sheets for row in file.sheet(sheet)}
    units = {str(row.get("unit")) for row in file.sheet("units")}
    return Words({name: word for name, word in words.metrics.items() if name in metrics}, {name: word for name, word in words.units.items() if name in units})
