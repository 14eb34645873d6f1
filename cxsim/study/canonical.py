"""One text for one content: sorted keys, exact integers, other numbers to 12 significant digits."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, is_dataclass
from typing import Any, Mapping


def plain(value: Any) -> Any:
    """Turn dataclasses, arrays' scalars, tuples and mappings into JSON values; nan and infinities become null.

    Raises
    ------
    TypeError
        for anything that has no JSON form.
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return _number(value)


def canonical_text(value: Any) -> str:
    """The text two equal contents share, whatever the order of keys or the last bits of a float."""
    return json.dumps(_rounded(plain(value)), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def content_digest(value: Any) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_text(value).encode("ascii")).hexdigest()


def exact_text(value: Any) -> str:
    """JSON with sorted keys that keeps every bit of a float: what is stored, not what is compared."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _number(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    raise TypeError(f"{type(value).__name__} has no place in a result")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        # written as text, so that 1.0 and 1 stay different and no parser re-rounds; minus zero is zero
        return f"{value + 0.0:.12g}" if value else "0"
    return value
