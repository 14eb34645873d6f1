"""Names of schemes, units, channels and levels in the reader's language, with a fallback for users' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cxsim.report.words import Words


def scheme_keys(schemes: Any) -> list[str]:
    """Names of the schemes of a comparison, which may hold names, mappings by name, or Scheme objects."""
    if isinstance(schemes, Mapping):
        return [str(name) for name in schemes]
    items: Iterable[Any] = schemes or []
    return [item if isinstance(item, str) else str(item.name) for item in items]


def scheme_objects(schemes: Any) -> dict[str, Any]:
    """The scheme objects or raw mappings by name, empty if only names are known."""
    if isinstance(schemes, Mapping):
        return {str(name): item for name, item in schemes.items()}
    return {str(item.name): item for item in schemes or [] if not isinstance(item, str)}


class SchemeNames:
    """How a scheme is called: `full` in headings, `short` in charts, `said` inside a sentence.

    Order of sources: the words of the built-in schemes, then what the scheme file says of itself, then its key.
    """

    def __init__(self, words: Words, objects: dict[str, Any]):
        self._words = words
        self._objects = objects

    def _known(self, scheme: str, form: str) -> str | None:
        found = self._words.get(f"scheme.{scheme}.{form}")
        return found if isinstance(found, str) else None

    def full(self, scheme: str) -> str:
        """The full name."""
        return self._known(scheme, "label") or self._own(scheme, "label") or self._fallback(scheme)

    def short(self, scheme: str) -> str:
        """The name for labels in charts, at most about 18 characters for built-in schemes."""
        return self._known(scheme, "short") or self._own(scheme, "short") or self._fallback(scheme)

    def said(self, scheme: str) -> str:
        """The name inside a sentence, in basic form and with a small initial where the language wants one."""
        known = self._known(scheme, "said")
        return known or self._words("scheme_own", name=self.short(scheme))

    def _own(self, scheme: str, form: str) -> str | None:
        """What the scheme says of itself: a method of Scheme, or a mapping by language."""
        item = self._objects.get(scheme)
        found = item.get(form) if isinstance(item, Mapping) else getattr(item, form, None)
        if callable(found):
            found = found(self._words.lang)
        if isinstance(found, Mapping):
            found = found.get(self._words.lang)
        return found if isinstance(found, str) and found else None

    def _fallback(self, scheme: str) -> str:
        return scheme.replace("_", " ")


def labelled(settings: Mapping[str, Any], path: tuple[str, ...], lang: str, fallback: str) -> str:
    """Label of a thing in the settings (`label_en`, `label_fi`), or the key with spaces."""
    node: Any = settings
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    label = node.get(f"label_{lang}") if isinstance(node, Mapping) else None
    return str(label) if label else fallback.replace("_", " ")
