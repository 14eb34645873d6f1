"""Every number of the settings as a leaf with its unit, range, source and grade."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Iterator, Mapping, get_type_hints

from cxsim.base.schema import Settings

Path = tuple[Any, ...]


@dataclass(frozen=True)
class Leaf:
    """One setting that holds a number or a word; `path` leads to it in the nested mapping of the settings."""

    path: Path
    value: Any
    kind: str  # class and field, the same for the entries of a group
    unit: str
    low: float
    high: float
    source: str
    grade: str
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Dotted name."""
        return ".".join(str(part) for part in self.path)

    @property
    def numeric(self) -> bool:
        """Whether it can be moved."""
        return isinstance(self.value, (int, float)) and not isinstance(self.value, bool)


def leaves(settings: Settings) -> list[Leaf]:
    """All leaves in the order of the schema; the scheme, which has a form of its own, is left out."""
    return list(_walk(settings, ()))


def _walk(part: Any, path: Path) -> Iterator[Leaf]:
    hints = get_type_hints(type(part))
    for item in fields(part):
        if item.name == "scheme" and not path:
            continue
        value, place = getattr(part, item.name), (*path, item.name)
        if is_dataclass(hints[item.name]):
            yield from _walk(value, place)
        elif "of" in item.metadata:
            for name, entry in value.items():
                yield from _walk(entry, (*place, name))
        else:
            yield from _entries(value, place, f"{type(part).__name__}.{item.name}", item.metadata)


def _entries(value: Any, path: Path, kind: str, meta: Mapping[str, Any]) -> Iterator[Leaf]:
    """A field, or each number of a field that is a table or a list of numbers."""
    if isinstance(value, dict):
        inner = [((*path, name), entry) for name, entry in value.items()]
    elif isinstance(value, list) and value and not isinstance(value[0], str):
        inner = [((*path, place), entry) for place, entry in enumerate(value)]
    else:
        inner = [(path, ", ".join(value) if isinstance(value, list) else value)]
    low, high = float(meta.get("low", -math.inf)), float(meta.get("high", math.inf))
    source = str(meta.get("source", "assumption" if "low" in meta else ""))
    facts = (str(meta.get("unit", "")), low, high, source, str(meta.get("grade", "-")), tuple(meta.get("choices", ())))
    for place, entry in inner:
        yield Leaf(place, entry, kind, *facts)
