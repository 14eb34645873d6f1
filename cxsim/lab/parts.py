"""Small building blocks of pages: text, links, buttons, choices, number fields with minus and plus. Native elements where they do."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Callable, Mapping

from cxsim.base.errors import InputError, Problem

STEP = 5.0
LONG = 32  # characters a closed drop-down shows on a phone
LANG = "lab_lang"  # of a browser's page: the language its numbers are typed in
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # 12,345.6, as English groups digits


def text(said: str, tag: str = "span", classes: str = "") -> Any:
    """A piece of text as an element of its own."""
    from nicegui import ui

    return ui.html(escape(said), sanitize=False, tag=tag).classes(classes)


def problem_lines(problems: list[Problem], lang: str, classes: str) -> None:
    """Problems of a plan file in the language of the page; what is in another one is marked."""
    from cxsim.report.problems import error_lines

    for line in error_lines(InputError(problems), lang) if problems else []:
        said = text(line.text, "p", classes)
        if line.lang != lang:
            said.props["lang"] = line.lang


def link(said: str, target: str, classes: str = "", current: bool = False) -> Any:
    """A plain link."""
    from nicegui import ui

    found = ui.html(escape(said), sanitize=False, tag="a").classes(classes)
    found.props["href"] = target
    if current:
        found.props["aria-current"] = "page"
    return found


def button(said: str, act: Callable[..., Any], classes: str = "", name: str = "", label: str = "") -> Any:
    """A button; `name` finds it in tests, `label` is what a screen reader says instead of the text."""
    from nicegui import ui

    found = ui.html(escape(said), sanitize=False, tag="button").classes(f"button {classes}".strip())
    found.props["type"] = "button"
    if label:
        found.props["aria-label"] = label
    if name:
        found.mark(name)
        found.props["data-name"] = name
    return found.on("click", act)


def enable(element: Any, on: bool) -> None:
    """Switch a button on or off."""
    if on:
        element.props.pop("disabled", None)
    else:
        element.props["disabled"] = True
    element.update()


def focus(name: str, client: Any = None) -> None:
    """Give the focus to an element that was drawn anew. `client` is needed where the button pressed is gone by now.

    What was drawn comes a moment after this, so the browser looks for it again, unless the focus has gone elsewhere.
    """
    from nicegui import ui

    look = "(function look(n) {const at = document.activeElement; if (!at || at === document.body || n === 12) document.querySelector('[data-name=\"%s\"]')?.focus(); if (n) setTimeout(() => look(n - 1), 40);})(12)"
    (client or ui.context.client).run_javascript(look % name)


def choice(said: str, options: Mapping[str, str], value: str, act: Callable[[str], Any], name: str = "") -> Any:
    """A native drop-down under its label; `act` gets the key chosen."""
    from nicegui import ui

    with ui.element("label").classes("field") as field:
        text(said, classes="field-name")
        told = f"const said = event.target.nextElementSibling, now = event.target.selectedOptions[0].text; if (said) said.textContent = now.length > {LONG} ? now : ''; "
        chooser = ui.element("select").on("change", lambda event: act(str(event.args)), js_handler=f"(event) => {{{told}emit(event.target.value)}}")
        if name:
            chooser.mark(name)
            chooser.props["data-name"] = name
        with chooser:
            for key, label in options.items():
                option = ui.html(escape(label), sanitize=False, tag="option")
                option.props["value"] = key
                if key == value:
                    option.props["selected"] = True
        if max(map(len, options.values()), default=0) > LONG:  # a closed drop-down cuts it on a phone: told once more below
            chosen = options.get(value, "")
            text(chosen if len(chosen) > LONG else "", classes="chosen").props["aria-hidden"] = "true"
    return field


def number_field(said: str, value: float | None, act: Callable[[float | None], Any], *, low: float, high: float, step: float = 1, name: str = "", visible: bool = True) -> Any:
    """A field for a number; `act` gets None when it is blank or no number."""
    from nicegui import ui

    with ui.element("div").classes("field" if visible else "field bare"):  # the field is a label itself
        if visible:
            text(said, classes="field-name").props["aria-hidden"] = "true"
        # not the browser's own kind of field, which takes only one decimal sign, its owner's
        found = ui.input(value=_typed(value), on_change=lambda event: act(_number(event.value)))
        found.props("outlined dense hide-bottom-space autocomplete=off")
        found.props["aria-label"] = said
        found.props["inputmode"] = "decimal" if low >= 0 else "text"  # some keyboards for decimals have no minus
        for key, by in (("up", step), ("down", -step)):
            found.on(f"keydown.{key}.prevent", lambda by=by: _move(found, by, low, high))
        if name:
            found.mark(name)
            found.props["data-name"] = name
    return found


def stepper(said: str, less: str, more: str, value: float, act: Callable[[float | None], Any], name: str) -> Any:
    """A number field between minus and plus, which move it by 5 within 0 and 100."""
    from nicegui import ui

    with ui.element("div").classes("stepper"):
        minus = button("−", lambda: _move(field, -STEP, 0, 100), "step", f"{name}-less", less)
        field = number_field(said, value, act, low=0, high=100, step=1, name=name, visible=False)
        plus = button("+", lambda: _move(field, STEP, 0, 100), "step", f"{name}-more", more)
    field.lab_buttons = (minus, plus)
    return field


def tick(said: str, on: bool, act: Callable[[bool], Any], name: str = "") -> Any:
    """A native check box with its label."""
    from nicegui import ui

    with ui.element("label").classes("tick"):
        box = ui.element("input").on("change", lambda event: act(bool(event.args)), js_handler="(event) => emit(event.target.checked)")
        box.props["type"] = "checkbox"
        if on:
            box.props["checked"] = True
        if name:
            box.mark(name)
            box.props["data-name"] = name
        text(said)
    return box


def folded(said: str, classes: str = "") -> Any:
    """Something folded away under a line of text; use it as a context."""
    from nicegui import ui

    found = ui.element("details").classes(f"folded {classes}".strip())
    with found:
        text(said, "summary")
    return found


class Key(str):
    """A text of settings as the program has it, the same in any language: English to a screen reader."""


def table(caption: str, head: list[str], rows: list[list[tuple[str, bool]]]) -> Any:
    """A plain table that scrolls sideways within itself; numbers are set to the right."""
    from nicegui import ui

    top = "".join(f'<th scope="col"{_right(rows, i)}>{escape(name)}</th>' for i, name in enumerate(head))
    body = "".join("<tr>" + "".join(f"<td{' class=n' if number else ''}{' lang=en' if isinstance(said, Key) else ''}>{escape(said)}</td>" for said, number in row) + "</tr>" for row in rows)
    inner = f'<table><caption class="unseen">{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    found = ui.html(inner, sanitize=False).classes("scroll")
    found.props["tabindex"] = 0
    found.props["role"] = "region"
    found.props["aria-label"] = caption
    return found


def _right(rows: list[list[tuple[str, bool]]], column: int) -> str:
    return ' class="n"' if rows and rows[0][column][1] else ""


def _move(field: Any, by: float, low: float, high: float) -> None:
    field.value = _typed(min(float(high), max(float(low), (_number(field.value) or 0.0) + by)))


def _typed(value: float | None) -> str:
    """A number as it stands in a field: all its digits, the decimal sign of the page's language."""
    if value is None:
        return ""
    said = f"{round(value, 9):.9f}".rstrip("0").rstrip(".")
    return said.replace(".", ",") if _lang() == "fi" else said


def _lang() -> str:
    from nicegui import ui

    return str(getattr(ui.context.client, LANG, "en"))


def speak(lang: str) -> None:
    """The language in which numbers of this page stand in their fields."""
    from nicegui import ui

    setattr(ui.context.client, LANG, lang)


def plain_number(typed: str, lang: str) -> str:
    """A typed number with a decimal point: comma and point alike, but 12,345 stays thousands in English; spaces and the long minus go."""
    said = re.sub(r"\s", "", typed).replace("\u2212", "-")
    return said.replace(",", "" if lang == "en" and THOUSANDS.fullmatch(said) else ".")


def _number(value: Any) -> float | None:
    """What was typed; None for nothing and for no number."""
    try:
        found = float(plain_number(value, _lang()) if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return None
    return found if found == found and abs(found) < 1e15 else None


class Boxes:
    """Parts of a page that are drawn again only when what they depend on has changed."""

    def __init__(self) -> None:
        self._keys: dict[str, Any] = {}
        self._boxes: dict[str, Any] = {}

    def _fill(self, name: str, key: Any, fill: Callable[[], Any]) -> bool:
        """Draw the box `name` anew with `fill` unless it was drawn for the same `key`; True when it was drawn."""
        if name in self._keys and self._keys[name] == key:
            return False
        self._keys[name] = key
        box = self._boxes[name]
        box.clear()
        with box:
            fill()
        return True
