"""Read YAML that strangers wrote: plain values only, every refusal with file, line and key."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, Iterator

import yaml

from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem

__all__ = ["build", "line_of", "read_yaml", "read_yaml_text"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 50_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_DECIMAL = re.compile(r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*|[0-9][0-9_]*)([eE][-+]?[0-9]+)?")
# Plain words that YAML readers guess differently: Norway is not False, 012 is not ten, 1:30 is not ninety.
_AMBIGUOUS = re.compile(r"(?i)(yes|no|on|off|[-+]?0[0-9_]+|0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+)")
_NOT_FINITE = re.compile(r"(?i)[-+]?\.?(nan|inf|infinity)")
_CODE_KEYS = ("_target_", "_partial_", "_convert_", "_args_", "_recursive_")


def read_yaml(path: str | Path, yes_no: bool = False) -> dict[str, Any]:
    """Read one YAML file into a plain dict of dicts, lists, text, finite numbers, yes/no and null.

    Refused, because a mailed file must stay data: anchors and aliases (a small file can grow to gigabytes), tags,
    merge keys, interpolation `${...}`, `_target_`, `hydra` keys and `# @package` headers. Refused, because they hide
    mistakes: duplicate keys, tabs, not-a-number, empty files and words YAML readers guess differently. With `yes_no`
    a plain yes or no is read as true or false, for forms filled in by people.

    Raises InputError naming file, line and key.
    """
    path = Path(path)
    return read_yaml_text(_text_of(path), str(path), yes_no)


def read_yaml_text(text: str, where: str, yes_no: bool = False) -> dict[str, Any]:
    """The same for text already read; `where` names the source in messages."""
    _scan_lines(text, where)
    try:
        value = _Composer(yaml.parse(text, Loader=_LOADER), where, yes_no).document()
    except yaml.YAMLError as error:
        raise InputError(_syntax_problem(error, where)) from None
    except RecursionError:
        raise InputError(Problem("nested too deeply", where, allowed=f"at most {MAX_DEPTH} levels")) from None
    if value is None:
        raise InputError(Problem("the file is empty", where, fix="write at least one 'key: value' line"))
    if not isinstance(value, dict):
        raise InputError(Problem("a settings file must be a list of 'key: value' lines", f"{where}, line 1", value=value))
    return value


def _text_of(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(Problem("the file is too large", str(path), value=f"{size} bytes", allowed=f"up to {MAX_BYTES}"))
        if not path.is_file():
            raise InputError(Problem("is not a file", str(path)))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(Problem("is not UTF-8 text", f"{path}, line {line}", fix="save it as UTF-8")) from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem(f"cannot be read: {reason}", str(path))) from None


def _scan_lines(text: str, where: str) -> None:
    """What the parser would not show: package headers in comments, tabs, and control characters."""
    if not text.strip():
        raise InputError(Problem("the file is empty", where, fix="write at least one 'key: value' line"))
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{where}, line {number}"
        if "@package" in line:
            raise InputError(Problem("'# @package' is not allowed in a settings file", place, fix="delete that line"))
        if "\t" in line:
            raise InputError(Problem("a tab character; YAML needs spaces", place, value=line.strip(), fix="replace the tab by spaces"))
        if any(ord(letter) < 32 for letter in line):
            raise InputError(Problem("a control character", place, fix="delete it"))


def _syntax_problem(error: yaml.YAMLError, where: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or "is not valid YAML"
    place = f"{where}, line {mark.line + 1}" if mark else where
    if "nesting depth" in reason:
        return Problem("nested too deeply", place, allowed=f"at most {MAX_DEPTH} levels")
    return Problem(f"is not valid YAML: {reason}", place, fix="check indentation, colons, quotes, and whether the file was cut off")


class _Composer:
    """Builds plain values from parser events, so that a bomb is refused before anything is built."""

    def __init__(self, events: Iterator[Any], where: str, yes_no: bool = False):
        self.events = events
        self.yes_no = yes_no
        self.where = where
        self.nodes = 0
        self.trail: list[str] = []

    def document(self) -> Any:
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document ('---') in one file")
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event)
        return value

    def _value(self, event: Any) -> Any:
        self._check(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(self.trail) >= MAX_DEPTH:
            self._refuse(event, "nested too deeply", allowed=f"at most {MAX_DEPTH} levels")
        return self._sequence() if isinstance(event, yaml.SequenceStartEvent) else self._mapping()

    def _sequence(self) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            self.trail.append(str(len(items)))
            items.append(self._value(event))
            self.trail.pop()
        return items

    def _mapping(self) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, items)
            self.trail.append(str(key))
            items[key] = self._value(next(self.events))
            self.trail.pop()
        return items

    def _key(self, event: Any, items: dict[str, Any]) -> Any:
        self._check(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "a key must be a plain word")
        if event.value == "<<":
            self._refuse(event, "merge keys ('<<') are not allowed", fix="write the values out")
        if event.value in _CODE_KEYS:
            self._refuse(event, f"'{event.value}' is not allowed: a settings file cannot name code", key=event.value)
        if event.value == "hydra" or event.value.startswith("hydra/"):
            self._refuse(event, "'hydra' is not allowed in a settings file", key="hydra")
        key = self._scalar(event)
        if not isinstance(key, (str, int)) or isinstance(key, bool):
            self._refuse(event, "a key must be a word or a whole number", fix="put it in quotes")
        if key in items:
            self._refuse(event, "the same key twice", key=str(key), fix="keep one of the two")
        return key

    def _check(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(event, "too many entries", allowed=f"up to {MAX_NODES}")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases ('&', '*') are not allowed", fix="write the values out, or quote the text")
        if getattr(event, "tag", None):
            self._refuse(event, f"tags ('{event.tag}') are not allowed", fix="write plain values")

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if "${" in text:
            self._refuse(event, "'${' (interpolation) is not allowed", value=text, fix="write the value itself")
        if not event.implicit[0] or event.style:  # quoted, or a block of text
            return text
        if self.yes_no and text.lower() in ("yes", "no"):
            return text.lower() == "yes"
        if _AMBIGUOUS.fullmatch(text):
            self._refuse(event, "YAML readers disagree on this value", value=text, fix=f"write true or false, a plain number, or '{text}' in quotes")
        if _NOT_FINITE.fullmatch(text):
            self._refuse(event, "is not a finite number", value=text, fix="give a number, or put a name in quotes")
        return self._plain(event, text)

    def _plain(self, event: Any, text: str) -> Any:
        word = text.lower()
        if word in ("", "~", "null"):
            return None
        if word in ("true", "false"):
            return word == "true"
        if _INTEGER.fullmatch(text):
            return int(text)
        if not _DECIMAL.fullmatch(text):
            return text
        number = float(text)
        if not math.isfinite(number):
            self._refuse(event, "is too large for a number", value=text)
        return number

    def _refuse(self, event: Any, message: str, key: str = "", **facts: Any) -> None:
        path = ".".join([*self.trail, key] if key else self.trail)
        raise InputError(Problem(message, f"{self.where}, line {event.start_mark.line + 1}", path, **facts))


def line_of(path: str | Path, keys: list[str]) -> int:
    """Line of the innermost of nested `keys` found in a file already read, counted from 1; 0 when none is there."""
    try:
        node, line = yaml.compose(Path(path).read_text("utf-8-sig"), Loader=_LOADER), 0
    except (yaml.YAMLError, OSError, RecursionError):
        return 0
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        found = [(name, value) for name, value in node.value if getattr(name, "value", None) == key.split("[")[0]]
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line
