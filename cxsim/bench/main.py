"""The bench as one object of figures, and as a page of text with firm targets and far ones."""

from __future__ import annotations

import os
import platform
from typing import Any, Callable

from cxsim.base.schema import Settings
from cxsim.bench import measures
from cxsim.bench.measures import Size
from cxsim.bench.mechanisms import mechanisms
from cxsim.bench.sweeps import against_hydra
from cxsim.bench.timing import crowded

Tell = Callable[[str], None]


def measure(settings: Settings, size: Size, tell: Tell) -> dict[str, Any]:
    """All figures by name. Parallel figures measured on a crowded machine are marked `crowded`, with its load."""
    found: dict[str, Any] = {"machine": machine()}

    def step(name: str, work: Callable[[], dict[str, Any]]) -> None:
        tell(f"measuring: {name}")
        before = crowded()
        found[name] = {**work(), **({"crowded": before} if before else {})}

    step("core", lambda: measures.core_against_floor(settings, size))
    step("stage", lambda: measures.stage(size))
    step("twin", lambda: measures.twin(settings, size))
    step("threads", lambda: measures.threads(settings, size))
    step("growth", lambda: measures.growth(settings, size))
    step("sweep", lambda: measures.sweep(settings, size))
    step("hydra", lambda: against_hydra(size))
    step("mechanisms", lambda: mechanisms(size))
    if size.starts:
        step("starts", measures.starts)
    if size.decade:
        step("decade", lambda: measures.decade(settings, size))
    found["targets"] = targets(found)
    return found


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    import numba
    import numpy

    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
    }


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Figure, firm target and far target; `met` is None where this machine was too crowded to tell."""
    ten_years = found.get("decade", {}).get("wall_seconds", found["threads"]["decade_seconds_two_threads_extrapolated"])
    memory = found["growth"]["ten_million_peak_mb"] / 1024
    starts = found.get("starts", {})
    rows = [
        ("plain Mesa, times slower than the core", found["twin"].get("ratio_mesa_to_core"), 100, 400, "above", False),
        ("core, times the floor", found["core"]["ratio_to_floor"], 12, 3.5, "below", False),
        ("1,000,000 people, ten years, two threads, s", ten_years, 30, 4, "below", True),
        ("sweep members a minute, shared warm-up", found["sweep"]["shared_warm_up_per_minute"], 2000, 12_000, "above", True),
        ("10,000,000 people, GB", memory, 4, 1.5, "below", False),
        ("import cxsim, s", starts.get("import_seconds"), 0.4, 0.15, "below", True),
        ("first result, warm, s", starts.get("first_result_warm_seconds"), 1.5, 0.7, "below", True),
        ("first result, cold, s", starts.get("first_result_cold_seconds"), 25, 8, "below", True),
    ]
    busy = crowded()
    return [_row(*row, busy) for row in rows if row[1] is not None]


def _row(what: str, value: float, firm: float, far: float, side: str, parallel: bool, busy: float | None) -> dict[str, Any]:
    better = value >= firm if side == "above" else value <= firm
    met = None if parallel and busy and not better else bool(better)
    distance = value / far if side == "above" else far / value
    return {"what": what, "value": value, "firm": firm, "far": far, "side": side, "met": met, "share_of_far": distance}


def text(found: dict[str, Any]) -> str:
    """The bench in at most 110 columns, on a busy machine too."""
    core, growth = found["core"], found["growth"]
    lines = [
        f"machine: {found['machine']['cores']} cores, load {found['machine']['load']}, numpy {found['machine']['numpy']}, numba {found['machine']['numba']}",
        f"core: {core['core']['min_ns']:.1f} ns per person and week ({core['customer_weeks_per_second'] / 1e6:.1f} million a second), floor {core['floor']['min_ns']:.1f} ns",
        f"look-around: NumPy takes {found['stage']['ratio_numpy_to_core']:.1f} times the core, same list: {found['stage']['same_result']}",
        f"two threads: {found['threads']['speed_up']:.2f} times one, same bytes: {found['threads']['same_bytes']}",
        "people        ns per person-week   peak MB",
        *(f"{row['people']:>10,}  {row['ns']:>12.1f}         {row['peak_mb']:>8,.0f}" for row in growth["rows"]),
        told_sweep(found["sweep"]),
        told_hydra(found["hydra"]),
        told_mechanisms(found["mechanisms"]),
        "",
        f"{'figure':<46}{'measured':>10}  {'firm':>8}  {'far':>8}  {'of far':>6}  met",
    ]
    lines += [
        f"{row['what']:<46}{_short(row['value']):>10}  {_short(row['firm']):>8}  {_short(row['far']):>8}  {100 * row['share_of_far']:>5.0f}%  {_met(row['met'])}"
        for row in found["targets"]
    ]
    return "\n".join(lines)


def markdown(found: dict[str, Any], command: str) -> str:
    """The table of targets for a page."""
    head = f"Made by `{command}` on {found['machine']['cores']} cores, load {found['machine']['load']} at the start.\n"
    rows = ["| figure | measured | firm target | far target | met |", "|---|---:|---:|---:|---|"]
    rows += [f"| {r['what']} | {_short(r['value'])} | {_short(r['firm'])} | {_short(r['far'])} | {_met(r['met'])} |" for r in found["targets"]]
    return "\n".join([head, *rows, "", told_sweep(found["sweep"]) + "  ", told_hydra(found["hydra"]) + "  ", told_mechanisms(found["mechanisms"])])


def told_sweep(found: dict[str, Any]) -> str:
    """Members of a sweep a minute, the fastest round and the median of rounds, in one line."""
    shared, median = found["shared_warm_up_per_minute"], found["shared_warm_up_per_minute_median"]
    alone, alone_median = found["alone_per_minute"], found["alone_per_minute_median"]
    return f"sweep members a minute: {shared:,.0f} (median of rounds {median:,.0f}), with a warm-up each {alone:,.0f} ({alone_median:,.0f})"


def told_hydra(found: dict[str, Any]) -> str:
    """A study against the same runs as plain Hydra jobs, in one line."""
    rates = f"{found['study_per_minute']:,.0f} against {found['hydra_per_minute']:,.0f} members a minute"
    return f"a study against plain Hydra jobs: {rates}, {found['ratio']:.1f} times, same digests: {found['same_digests']}"


def told_mechanisms(found: dict[str, Any]) -> str:
    """How much mechanisms slow a run, in one line."""
    return (
        f"times a plain run: {found['slowest_ratio']:.2f} under {found['slowest']} (dearest practice), "
        f"{found['all_ratio']:.2f} all, {found['rival_ratio']:.2f} a rival"
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _met(met: bool | None) -> str:
    return "machine too busy to tell" if met is None else "yes" if met else "no"
