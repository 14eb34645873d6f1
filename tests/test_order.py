"""The order of tests for two workers loses none, and knows modules that are there."""

from __future__ import annotations

from pathlib import Path

from long_first import LONG, long_first


def test_every_long_module_is_there_and_named_once():
    names = [name for half in LONG for name in half]
    assert len(names) == len(set(names)) and not [name for name in names if not (Path(__file__).parent / name).is_file()]


def test_long_modules_begin_both_halves_and_nothing_is_lost():
    items = [(f"short/{place}.py", number) for place in range(50) for number in range(3)]
    items[30:30] = [(name, number) for half in reversed(LONG) for name in reversed(half) for number in range(2)]
    ordered = long_first(items, lambda item: item[0])
    half = len(items) // 2
    assert sorted(ordered) == sorted(items)
    for start, names in zip((0, half), LONG, strict=True):
        assert [name for name, _ in ordered[start : start + 2 * len(names)]] == [name for name in names for _ in range(2)]
    short = [item for item in items if item[0].startswith("short/")]
    assert [item for item in ordered if item[0].startswith("short/")] == short
    few = short[:5]
    assert long_first(few, lambda item: item[0]) == few
