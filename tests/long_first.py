"""The order of tests for two workers: long modules early, so that neither worker is left with one at the end."""

from __future__ import annotations

# Two workers take half of all tests each, in order, and what is left at the end from each other. Long modules come first in both
# halves: at the end only short tests are left, no worker idles through a long one, and a module of browsers is seldom divided.
LONG = (
    ("study/test_search.py", "study/test_calibration_fit.py", "study/test_sensitivity.py", "study/test_study_runs.py", "study/test_experiment_files.py",
     "study/test_explorer.py", "study/test_designs.py", "study/test_engines.py", "trust/test_nothing_lost.py", "bench/test_bench.py", "lessons/test_print_pack.py",
     "lessons/test_pages.py", "lessons/test_your_plan.py"),
    ("lab/test_lab_inside.py", "lab/test_lab_work.py", "lab/test_lab_plan.py", "lab/test_lesson_room.py", "lab/test_lesson_console.py", "lab/test_lesson_bare.py",
     "lab/test_lesson_plan.py", "lab/test_lab_browser.py", "lab/test_design_browser.py", "lab/test_lesson_browser.py", "lab/test_plan_form_browser.py",
     "lab/test_lesson_class_browser.py", "lab/test_lab_pages.py"),
)  # fmt: skip


def long_first(items, module_of):
    """Items in two halves, each begun by its long modules; every other item keeps its place among the others."""
    places = {name: (half, place) for half, names in enumerate(LONG) for place, name in enumerate(names)}
    found = [(item, places.get(module_of(item))) for item in items]
    short = [item for item, place in found if place is None]
    first, second = ([item for item, place in sorted((one for one in found if one[1] and one[1][0] == half), key=lambda one: one[1])] for half in (0, 1))
    middle = min(max(len(items) // 2 - len(first), 0), len(short))
    return first + short[:middle] + second + short[middle:]
