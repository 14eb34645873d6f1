"""Links that carry settings: a Draft as text for an address, and back; anything odd is refused by name, and nothing is run."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import cxsim
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.lab import link_parts
from cxsim.lab.draft import LETTERS, LEVELS, Draft, SchemeDraft, all_measures, shipped_curves
from cxsim.lab.then import Then, now

FORMAT = 2
FORMATS = (1, FORMAT)  # the first one had neither a company's changes nor what settings were then, and was not packed
LONGEST = 8000  # characters; every browser takes as many
LARGEST = 200_000  # characters once unpacked
KEYS = ("format", "made_by", "company", "customers", "seed", "n", "practices", "schemes", "built", "then")
CHANGES = ("weights", "curves", "pool", "deferral", "gates", "modifiers")
WHERE = "link"


@dataclass(frozen=True)
class Linked:
    """What a link carries: settings, the version that made it, and what it remembers of settings then; None in the first format."""

    draft: Draft
    made_by: str
    then: Then | None


def written(draft: Draft) -> str:
    """The settings as text for an address: base64url of packed JSON."""
    schemes = [{"base": scheme.base, "changes": scheme.changes} for scheme in draft.schemes]
    plain = {
        "format": FORMAT,
        "made_by": cxsim.__version__,
        "company": draft.company,
        "customers": draft.customers,
        "seed": draft.seed,
        "n": draft.n,
        "practices": list(draft.practices),
        "schemes": schemes,
        "built": draft.built,
        "then": asdict(now(draft)),
    }
    return packed(plain)


def packed(plain: dict[str, Any]) -> str:
    """Plain values as text for an address, in the order they are in: units and measures keep theirs."""
    text = json.dumps(plain, separators=(",", ":"), allow_nan=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def read(text: str) -> tuple[Draft, str]:
    """The settings of a link, and the version of cxsim that made it. Raises InputError as `opened`."""
    linked = opened(text)
    return linked.draft, linked.made_by


def opened(text: str) -> Linked:
    """All that a link carries.

    Raises
    ------
    InputError
        damaged text, an unknown format, unknown names, values of the wrong kind; every fault of the content at once.
    """
    plain = unpacked(text)
    if plain.get("format") not in FORMATS or isinstance(plain["format"], bool):
        said = f"this cxsim ({cxsim.__version__}) reads formats {', '.join(map(str, FORMATS))}"
        raise InputError(Problem("has a format that is not known here", WHERE, "format", plain.get("format"), said, "open it with the version that made it"))
    faults = Faults()
    faults.names(plain, KEYS, "")
    company = faults.choice(plain.get("company"), "company", _choices("company"))
    draft = Draft(
        company=company,
        customers=faults.whole(plain.get("customers"), "customers"),
        seed=faults.whole(plain.get("seed"), "seed"),
        n=faults.whole(plain.get("n"), "n"),
        practices=tuple(faults.choice(name, "practices", _choices("practice")) for name in faults.list(plain.get("practices"), "practices")),
        schemes=tuple(_scheme(item, f"schemes.{i}", faults) for i, item in enumerate(faults.list(plain.get("schemes"), "schemes"))),
        built=link_parts.built(plain.get("built", {}), company, faults),
    )
    if not 2 <= len(draft.schemes) <= len(LETTERS):
        faults.add("schemes", len(draft.schemes), f"2 to {len(LETTERS)} schemes")
    then = link_parts.then(plain["then"], faults) if "then" in plain else None
    faults.raise_any()
    return Linked(draft, str(plain.get("made_by", ""))[:20], then)


def unpacked(text: str) -> dict[str, Any]:
    """The plain values of a link, not yet checked. Raises InputError when it is damaged or too long."""
    damaged = InputError(Problem("is damaged and cannot be read", WHERE, fix="copy the whole link again"))
    if len(text) > LONGEST:
        raise InputError(Problem("is too long", WHERE, value=f"{len(text)} characters", allowed=f"at most {LONGEST}"))
    try:
        plain = json.loads(_unpacked(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)).decode())
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise damaged from None
    if not isinstance(plain, dict):
        raise damaged
    return plain


def _unpacked(content: bytes) -> bytes:
    """The JSON of a link; no more of it than any lab writes, however much it would unpack to."""
    if content[:1] in (b"{", b"["):
        return content
    packed = zlib.decompressobj()
    found = packed.decompress(content, LARGEST)
    if not packed.eof:
        raise ValueError("cut off, or too large")
    return found


class Faults:
    """Checks of plain values that collect what is wrong and go on."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, key: str, value: Any, allowed: str) -> None:
        self.found.append(Problem("cannot be used", WHERE, key, value, allowed))

    def raise_any(self) -> None:
        if self.found:
            raise InputError(self.found)

    def names(self, plain: dict[str, Any], known: tuple[str, ...], key: str) -> None:
        for name in plain:
            if name not in known:
                self.add(f"{key}{name}", name, nearest(str(name), known))

    def whole(self, value: Any, key: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
            return value
        self.add(key, value, "a whole number, 0 or more")
        return 0

    def number(self, value: Any, key: str) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and -1e6 <= value <= 1e6:
            return float(value)
        self.add(key, value, "a number")
        return 0.0

    def list(self, value: Any, key: str) -> list[Any]:
        if isinstance(value, list) and len(value) <= 100:
            return value
        self.add(key, type(value).__name__, "a list")
        return []

    def text(self, value: Any, key: str, most: int) -> str:
        if isinstance(value, str) and len(value) <= most:
            return value
        self.add(key, value, f"text of up to {most} characters")
        return ""

    def dict(self, value: Any, key: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.add(key, type(value).__name__, "named values")
        return {}

    def choice(self, value: Any, key: str, known: list[str]) -> str:
        if isinstance(value, str) and value in known:
            return value
        self.add(key, value, nearest(str(value), known))
        return known[0]


def _scheme(item: Any, key: str, faults: Faults) -> SchemeDraft:
    plain = faults.dict(item, key)
    faults.names(plain, ("base", "changes"), f"{key}.")
    base = faults.choice(plain.get("base"), f"{key}.base", _choices("scheme"))
    changes = faults.dict(plain.get("changes", {}), f"{key}.changes")
    faults.names(changes, CHANGES, f"{key}.changes.")
    read_: dict[str, Any] = {}
    if "weights" in changes:
        read_["weights"] = _weights(changes["weights"], f"{key}.weights", faults)
    if "curves" in changes:
        read_["curves"] = _curves(changes["curves"], base, f"{key}.curves", faults)
    if "pool" in changes:
        read_["pool"] = faults.number(changes["pool"], f"{key}.pool")
    if "deferral" in changes:
        pair = faults.list(changes["deferral"], f"{key}.deferral")
        pair = pair if len(pair) == 2 else [None, None]
        read_["deferral"] = [faults.number(pair[0], f"{key}.deferral"), faults.whole(pair[1], f"{key}.deferral")]
    for terms in ("gates", "modifiers"):
        if terms in changes:
            read_[terms] = link_parts.terms(changes[terms], terms, f"{key}.{terms}", faults)
    return SchemeDraft(base, read_)


def _weights(value: Any, key: str, faults: Faults) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for level, parts in faults.dict(value, key).items():
        faults.choice(level, key, list(LEVELS))
        rows = faults.dict(parts, f"{key}.{level}")
        found[level] = {faults.choice(name, f"{key}.{level}", all_measures()): faults.number(pct, f"{key}.{level}.{name}") for name, pct in rows.items()}
    return found


def _curves(value: Any, base: str, key: str, faults: Faults) -> dict[str, list[float]]:
    found = {}
    for name, values in faults.dict(value, key).items():
        faults.choice(name, key, list(shipped_curves(base)))
        four = faults.list(values, f"{key}.{name}")
        if len(four) != 4:
            faults.add(f"{key}.{name}", len(four), "four numbers: threshold, its payout, maximum, its payout")
        found[name] = [faults.number(item, f"{key}.{name}") for item in four]
    return found


def _choices(group: str) -> list[str]:
    from cxsim.study.folders import choices

    return choices(group)
