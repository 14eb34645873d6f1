"""What a search leaves on disk: tables, and a settings folder whose schemes any other command can use."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
import pandas as pd
import yaml

from cxsim.study.canonical import plain
from cxsim.study.configuration import choices
from cxsim.study.saving import write_csv
from cxsim.study.search.front import ranks
from cxsim.study.search.judged import Judged
from cxsim.study.search.layout import FRESH, HELD_OUT, SEARCH
from cxsim.study.search.lived import Candidate, gains
from cxsim.study.search.objectives import wanted
from cxsim.study.store import write_whole

MINE, HELD = "mine", "held_out"  # the folder for --config-dir, and the study in it that repeats the held-out runs
Labels = Mapping[str, Mapping[str, str]]


def tables(judged: Judged) -> dict[str, pd.DataFrame]:
    """Every table of the search by name, data with decimal points."""
    return {
        "candidates": candidates(judged), "front": front(judged), "estimates": judged.estimates, "pairs": judged.pairs, "curse": judged.curse, "runs": runs(judged),
        "failures": pd.DataFrame(judged.lived.results.failures),
    }  # fmt: skip


def candidates(judged: Judged) -> pd.DataFrame:
    """One row per plan tried: its values, what the search seeds and the fresh seeds said, and how far it came."""
    lived, asked = judged.lived, judged.lived.search.asked
    alive = [plan for plan in lived.candidates if not plan.refused]
    said = dict(zip((plan.name for plan in alive), ranks(np.nan_to_num(gains(lived.results, alive, SEARCH), nan=-np.inf)).tolist())) if alive else {}
    rows = []
    for plan in lived.candidates:
        row: dict[str, Any] = {"plan": plan.name, "generation": plan.generation, **plan.values}
        for stage, there in ((SEARCH, not plan.refused), (FRESH, plan.name in lived.promoted)):
            found = lived.results.estimates(plan.name, lived.search.seeds[stage]) if there else [np.nan] * len(asked.objectives)
            row |= {f"{stage}_{key}": value for key, value in zip(asked.objectives, found)}
        kept = not plan.refused and lived.results.keeps(plan.name, lived.search.seeds[SEARCH])
        stage = HELD_OUT if plan.name in lived.finalists else FRESH if plan.name in lived.promoted else SEARCH
        rows.append({**row, "search_rank": said.get(plan.name), "keeps_limits": kept, "stage": stage, "on_front": plan.name in judged.front, "refused": plan.refused})
    return pd.DataFrame(rows)


def front(judged: Judged) -> pd.DataFrame:
    """One row per plan of the front: its values, held-out differences with intervals, and whom it cannot be told from."""
    rows = []
    for name in judged.front:
        row: dict[str, Any] = {"plan": name, **judged.lived.candidate(name).values}
        for one in judged.estimates[judged.estimates["plan"] == name].itertuples():
            row |= {str(one.objective): one.held_out, f"{one.objective}_lo": one.lo, f"{one.objective}_hi": one.hi}
        rows.append({**row, "limits": judged.limit_state(name), "told_from_baseline": judged.told_from_baseline(name), "not_told_from": " ".join(judged.alike(name))})
    return pd.DataFrame(rows, columns=None if rows else ["plan"])


def runs(judged: Judged) -> pd.DataFrame:
    """One row per run: plan or scheme, world, seed, stage, digest and the outcomes the search looked at."""
    results, asked = judged.lived.results, judged.lived.search.asked
    stage_of = {seed: stage for stage, seeds in judged.lived.search.seeds.items() for seed in seeds}
    rows = [
        {"plan": name, "world": world, "seed": seed, "stage": stage_of[seed], "run_digest": results.digests[name, world, seed], **{key: found[key] for key in wanted(asked)}}
        for (name, world, seed), found in sorted(results.outcomes.items())
    ]
    return pd.DataFrame(rows)


def write(judged: Judged, folder: Path, labels: Labels) -> None:
    """Tables, and `mine`: the front as scheme files, with a study of them on the held-out seeds. `labels` are texts by plan and language."""
    for name, table in tables(judged).items():
        write_csv(table, folder / f"{name}.csv")
    for name in kept(judged):
        write_whole(folder / MINE / "scheme" / f"{name}.yaml", scheme_text(judged.lived.candidate(name), labels[name]).encode())
    baseline = judged.lived.search.baseline_text
    if baseline["name"] not in choices("scheme"):  # the user's own: the folder must do without theirs
        write_whole(folder / MINE / "scheme" / f"{baseline['name']}.yaml", _yaml(baseline).encode())
    write_whole(folder / MINE / "study" / f"{HELD}.yaml", study_text(judged).encode())


def kept(judged: Judged) -> list[str]:
    """Plans written as scheme files: the front, and those with failed runs, so that failures.csv's commands can be repeated."""
    failed = {str(row["scheme"]) for row in judged.lived.results.failures}
    return [*judged.front, *(plan.name for plan in judged.lived.candidates if plan.name in failed and plan.name not in judged.front)]


def scheme_text(plan: Candidate, label: Mapping[str, str]) -> str:
    """A plan as a scheme file, as written: a comparison scales it as the search did."""
    named = {"name": plan.name, "label": dict(label), "short": dict(label), **{key: value for key, value in plan.text.items() if key != "name"}}
    levers = ", ".join(f"{name} = {value}" for name, value in plan.values.items())
    return f"# Found by a search: {levers}\n{_yaml(named)}"


def study_text(judged: Judged) -> str:
    """The held-out comparison as a study file: the same schemes on the same basis; the seed is said on the command line."""
    study, seeds = judged.lived.search.settings.study, judged.lived.search.seeds[HELD_OUT]
    first = next(iter(judged.lived.search.asked.objectives.values()))
    held = {
        "defaults": ["standard", "_self_"], "schemes": [study.baseline, *judged.front], "baseline": study.baseline, "replications": len(seeds), "basis": study.basis,
        "readings": [judged.lived.search.settings.customers.reading], "reading_replications": 0, "handoff_costs": [], "handoff_replications": 0, "primary": first.outcome,
    }  # fmt: skip
    return f"# The front of a search on its held-out seeds: add seed={seeds[0]}\n{_yaml(held)}"


def repeat(folder: str, judged: Judged, overrides: Sequence[str]) -> str:
    """The command that lives the front again on the held-out seeds; `folder` is where `mine` lies, empty for here."""
    kept = [text for text in overrides if text.partition("=")[0].lstrip("+~").split(".")[0] not in ("study", "seed", "output", "workers", "threads")]
    return " ".join(["cxsim compare", f"--config-dir {folder + '/' if folder else ''}{MINE}", f"study={HELD}", f"seed={judged.lived.search.seeds[HELD_OUT][0]}", *kept])


class _Plain(yaml.SafeDumper):
    """Without references between equal parts: our own reader refuses them, as a file may grow by them without bound."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Any) -> str:
    return yaml.dump(plain(value), Dumper=_Plain, sort_keys=False, allow_unicode=True, default_flow_style=None, width=150)


__all__ = ["HELD", "MINE", "candidates", "front", "kept", "repeat", "runs", "scheme_text", "study_text", "tables", "write"]
