"""What the page Design says of a link it was opened by: that nothing was run, and what differs from when the link was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab import link
from cxsim.lab.company_checking import dial_name
from cxsim.lab.dials import VALUES
from cxsim.lab.parts import problem_lines, table, text
from cxsim.lab.then import Difference, differences
from cxsim.lab.wording import level_said, measure_said
from cxsim.report.numbers import number

if TYPE_CHECKING:
    from cxsim.lab.draft import Draft
    from cxsim.lab.frame import Visit
    from cxsim.report.words import Words


def taken(visit: Visit) -> Draft | None:
    """The settings of the address, told on the page; None when the link is refused. Nothing is run."""
    from nicegui import ui

    w = visit.w
    try:
        linked = link.opened(visit.link)
    except InputError as error:
        with ui.element("div").classes("notice bad").props('role="alert"'):
            text(w("lab.design.link_refused"), "p")
            problem_lines(error.problems, visit.lang, "line")
        return None
    with ui.element("div").classes("notice").props('role="status"'):
        _said(linked, w)
    return linked.draft


def _said(linked: link.Linked, w: Words) -> None:
    from cxsim import __version__

    text(w("lab.design.link_came"), "p")
    if linked.made_by != __version__:
        text(w("lab.design.link_version", made=linked.made_by, here=__version__), "p")
    if linked.then is None:
        text(w("lab_build.then.unknown"), "p")
        return
    found = differences(linked.then, linked.draft)
    if not found:
        if linked.made_by != __version__:
            text(w("lab_build.then.none"), "p")
        return
    text(w("lab_build.then.title"), "h2")
    text(w("lab_build.then.lead"), "p")
    head = [w(f"lab_build.then.{key}") for key in ("key", "then", "now")]
    table(w("lab_build.then.title"), head, [_row(one, w) for one in found]).classes("then")


def _row(one: Difference, w: Words) -> list[tuple[str, bool]]:
    if one.part:
        return [(w("lab_build.then.part", part=one.key), False), (w("lab_build.then.part_then"), True), (w("lab_build.then.part_changed"), True)]
    return [(_name(one.key, w), False), (_value(one.then, w), True), (_value(one.now, w), True)]


def _name(key: str, w: Words) -> str:
    """What a setting is called, where it has a name; always its key, which is the same in every language."""
    dial = next((dial for dial in VALUES if dial.key == key), None)
    if dial is not None:
        return f"{dial_name(dial, w)} ({key})"
    parts = key.split(".", 3)
    if parts[0] == "scheme" and len(parts) == 4 and "/" in parts[3]:
        return f"{parts[1]}: {measure_said(parts[3], w)}, {level_said(parts[2], w).lower()} ({key})"
    return key


def _value(value: Any, w: Words) -> str:
    """As in the settings themselves, not as a dial shows it, since the key is theirs."""
    if value is None:
        return w("lab_build.then.absent")
    if isinstance(value, bool):
        return w("lab_build.then.said_yes" if value else "lab_build.then.said_no")
    if not isinstance(value, (int, float)):
        return str(value)
    digits = next((d for d in range(6) if abs(value - round(value, d)) < 1e-9), 6)
    return number(float(value), digits, w.lang)
