"""The catalogue: every sentence and label a reader meets, whole, in English and in Finnish.

Sentences are never glued from parts, because Finnish inflects; what is filled in is a number, a name in its
basic form, or a noun phrase. A key missing in one language is an error, and a test compares the two files.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "fi")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one reads a catalogue ten times as fast


class Words:
    """The catalogue of one language. `words("figure.when.title")` gives the text with values filled in."""

    def __init__(self, lang: str, entries: dict[str, Any]):
        self.lang = lang
        self._entries = entries

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence under a dotted key, first letter raised if it ends as a sentence or is a title.

        Raises
        ------
        KeyError
            If the catalogue has no such text.
        """
        text = self.get(key)
        if not isinstance(text, str):
            raise KeyError(f"catalogue '{self.lang}' has no text '{key}'")
        return text.format(**values) if values else text

    def get(self, key: str, default: Any = None) -> Any:
        """Return the entry under a dotted key, or `default`."""
        node: Any = self._entries
        for part in key.split("."):
            if not isinstance(node, dict) or part not in node:
                return default
            node = node[part]
        return node

    def sentence(self, key: str, /, **values: object) -> str:
        """Return the text with its first letter raised, for sentences that begin with a name."""
        return raised(self(key, **values))

    def plural(self, key: str, count: int, /, **values: object) -> str:
        """Return `key.one` or `key.other`, whichever fits the count; the count is filled in as n."""
        form = "one" if count == 1 else "other"
        return self(f"{key}.{form}", n=count, **values)

    def count(self, number: int) -> str:
        """Write a small count as a word (three), a larger one in digits (40)."""
        words: list[str] = self.get("counts", [])
        return words[number] if 0 <= number < len(words) else str(number)

    def name(self, kind: str, key: str) -> str:
        """Return the label of a key, or the key itself with spaces if the catalogue does not know it."""
        found = self.get(f"{kind}.{key}")
        return found if isinstance(found, str) else key.replace("_", " ")

    def listing(self, items: list[str]) -> str:
        """Join names: A, B and C."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"

    def names(self) -> set[str]:
        """All dotted keys that hold a text."""
        return set(_flatten(self._entries))


def raised(text: str) -> str:
    """Raise the first letter only."""
    return text[:1].upper() + text[1:]


def _flatten(node: dict[str, Any], prefix: str = "") -> list[str]:
    """Dotted keys of a nested catalogue."""
    found: list[str] = []
    for key, value in node.items():
        found += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [f"{prefix}{key}"]
    return found


@lru_cache(maxsize=4)
def words(lang: str) -> Words:
    """Load the catalogue of a language.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"language '{lang}' is not known; known: {', '.join(LANGUAGES)}")
    entries: dict[str, Any] = {}
    for name in catalogue_files(lang):
        text = (resources.files("cxsim.report") / "words" / name).read_text(encoding="utf-8")
        entries.update(yaml.load(text, Loader=_LOADER))  # noqa: S506  either loader is a safe one
    return Words(lang, entries)


def catalogue_files(lang: str) -> list[str]:
    """Files of a language: the common one, en.yaml, and one per part of the program, such as search.en.yaml; each holds top keys of its own."""
    folder = resources.files("cxsim.report") / "words"
    return sorted(item.name for item in folder.iterdir() if item.name == f"{lang}.yaml" or item.name.endswith(f".{lang}.yaml"))


def places(lang: str) -> dict[str, str]:
    """What the closing lines call report, tables, figures, output, digest and notes."""
    w = words(lang)
    return {key: w(f"terminal.places.{key}") for key in ("report", "tables", "figures", "table", "output", "digest", "note")}
