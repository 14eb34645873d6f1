"""The grammar that parts of a lesson's file share: texts in both languages, parts that may be left out, named entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import text


def optional(note: str = "", default: Any = None, kind: type | None = None) -> Any:
    """A part that may be left out."""
    more = {"of": kind} if kind is not None else {}
    made = {"default_factory": type(default)} if isinstance(default, (list, dict)) else {"default": default}
    return field(metadata={"unit": "text", "note": note, "grade": "-", **more}, **made)


@dataclass(kw_only=True)
class Text:
    """A text in both languages."""

    en: str = text()
    fi: str = text()

    def of(self, lang: str) -> str:
        """The text in a language."""
        return str(getattr(self, lang)).strip()


def groups(kind: type, note: str = "") -> Any:
    """Named entries of one dataclass."""
    return field(metadata={"unit": "group", "of": kind, "note": note, "grade": "-"})
