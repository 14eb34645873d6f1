"""Names of schemes, units, channels and levels in the reader's language, with a fallback for users' own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from cxsim.report.words import LANGUAGES, Words, words


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

    Order of sources: the words of the built-in schemes, then what the scheme file says of itself, then its key. A
    user's file that builds on another scheme (`defaults: [unit_growth, _self_]`) brings that scheme's short name
    along; it is then called by its own label. Two schemes never share a name: the key is added to the user's.
    """

    def __init__(self, catalogue: Words, objects: Mapping[str, Any], keys: Sequence[str] = ()):
        """`keys` are the compared schemes, whose names must differ."""
        self._words = catalogue
        self._objects = objects
        self._keys = list(dict.fromkeys([*keys, *objects]))

    def full(self, scheme: str) -> str:
        """The full name."""
        return self._apart(scheme, self._full(scheme), self._fulls)

    def short(self, scheme: str) -> str:
        """The name for labels in charts, at most about 18 characters for built-in schemes."""
        return self._apart(scheme, self._short(scheme), self._shorts)

    def said(self, scheme: str) -> str:
        """The name inside a sentence, in basic form and with a small initial where the language wants one."""
        return self._known(scheme, "said") or self._words("scheme_own", name=self.full(scheme))

    def _known(self, scheme: str, form: str) -> str | None:
        found = self._words.get(f"scheme.{scheme}.{form}")
        return found if isinstance(found, str) else None

    def _full(self, scheme: str) -> str:
        return self._known(scheme, "label") or self._own(scheme, "label") or scheme.replace("_", " ")

    def _short(self, scheme: str) -> str:
        known = self._known(scheme, "short")
        if known:
            return known
        own = self._own(scheme, "short")
        lent = self._texts(scheme, "short") & self._lent(scheme)
        return own if own and not lent else self._full(scheme)

    def _lent(self, scheme: str) -> set[str]:
        """Short names, in any language, that belong to other schemes: built in, or compared under another full name."""
        built_in = [entry for lang in LANGUAGES for entry in words(lang).get("scheme", {}).values()]
        found = {str(entry[form]) for entry in built_in for form in ("short", "label")}
        label = self._own(scheme, "label")
        others = [key for key in self._keys if key != scheme and self._own(key, "label") != label]
        return found.union(*(self._texts(key, "short") for key in others))

    def _texts(self, scheme: str, form: str) -> set[str]:
        """What the scheme says of itself in every language."""
        return {text for lang in LANGUAGES if (text := self._own(scheme, form, lang))}

    def _apart(self, scheme: str, name: str, counts: Counter[str]) -> str:
        """Add the key where another compared scheme has the same name; built-in schemes keep theirs."""
        return name if counts[name] < 2 or self._known(scheme, "label") else f"{name} ({scheme})"

    @cached_property
    def _fulls(self) -> Counter[str]:
        return Counter(self._full(key) for key in self._keys)

    @cached_property
    def _shorts(self) -> Counter[str]:
        return Counter(self._short(key) for key in self._keys)

    def _own(self, scheme: str, form: str, lang: str | None = None) -> str | None:
        """What the scheme says of itself: a method of Scheme, a text, or a mapping by language."""
        item = self._objects.get(scheme)
        found = item.get(form) if isinstance(item, Mapping) else getattr(item, form, None)
        if callable(found):
            found = found(lang or self._words.lang)
        if isinstance(found, Mapping):
            found = found.get(lang or self._words.lang) or next(iter(found.values()), None)
        return found if isinstance(found, str) and found else None


def labelled(settings: Mapping[str, Any], path: tuple[str, ...], lang: str, fallback: str) -> str:
    """Label of a thing in the settings (`label_en`, `label_fi`), or the key with spaces."""
    node: Any = settings
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    label = node.get(f"label_{lang}") if isinstance(node, Mapping) else None
    return str(label) if label else fallback.replace("_", " ")
