"""Conditions and multipliers of one scheme on the page Design: changed, added, removed; and each said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from cxsim.lab.draft import LEVELS, SCOPES, SchemeDraft, all_measures, shipped
from cxsim.lab.parts import button, choice, focus, number_field, text, tick
from cxsim.lab.wording import level_said, measure_said, plain

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

WHOLE = "score"
EFFECTS = ("factor", "cap_pct")
NEW_GATE: dict[str, Any] = {"metric": "cx", "scope": "company", "required": 100, "factor": 0.5}
NEW_MODIFIER: dict[str, Any] = {"metric": "cx", "scope": "company", "curve": [96.0, 80.0, 104.0, 120.0]}


class TermsPanel:
    """Builds the section of the scheme that `scheme` gives; `change` takes the scheme changed, `rebuild` draws it anew."""

    def __init__(self, visit: Visit, scheme: Callable[[], SchemeDraft], change: Callable[[SchemeDraft], None], rebuild: Callable[[], None]):
        self.visit, self.w = visit, visit.w
        self._scheme, self._change, self._rebuild = scheme, change, rebuild
        self._said: list[tuple[Any, Callable[[], str]]] = []

    def build(self) -> None:
        """Every condition and multiplier, and buttons that add one."""
        from nicegui import ui

        w, scheme, self.client = self.w, self._scheme(), ui.context.client
        self._said = []
        with ui.element("section").classes("group terms-of"):
            text(w("lab_build.terms.title"), "h3")
            text(w("lab_build.terms.lead"), "p", "hint")
            text(w("lab_build.terms.foreseen"), "p", "hint")
            if not scheme.gates and not scheme.modifiers:
                text(w("lab_build.terms.none"), "p", "hint")
            for kind, rows, fill in (("gate", scheme.gates, self._gate), ("modifier", scheme.modifiers, self._modifier)):
                for place, name in enumerate(rows, 1):
                    self._row(kind, place, name, fill)
            with ui.element("div").classes("buttons"):
                button(w("lab_build.terms.add_gate"), lambda: self._add("gates", NEW_GATE), "small add", "gate-add")
                button(w("lab_build.terms.add_modifier"), lambda: self._add("modifiers", NEW_MODIFIER), "small add", "modifier-add")
        self.refresh()

    def refresh(self) -> None:
        """The sentences that follow from the fields."""
        for box, said in self._said:
            box.set_content(said())

    # ---- changes

    def _rows(self, key: str) -> dict[str, dict[str, Any]]:
        return self._scheme().gates if key == "gates" else self._scheme().modifiers

    def _set(self, key: str, name: str, row: dict[str, Any], again: bool = False) -> None:
        rows = self._rows(key)
        if name not in rows:
            return
        self._change(self._scheme().with_terms(key, {**rows, name: row}))
        self.refresh()
        if again:
            self._rebuild()

    def _add(self, key: str, row: dict[str, Any]) -> None:
        rows, kind = self._rows(key), key.removesuffix("s")
        name = next(found for n in range(1, 100) if (found := f"{kind}_{n}") not in rows)
        self._change(self._scheme().with_terms(key, {**rows, name: dict(row)}))
        self._rebuild()
        focus(f"{name}-measure", self.client)

    def _remove(self, key: str, name: str) -> None:
        self._change(self._scheme().with_terms(key, {other: row for other, row in self._rows(key).items() if other != name}))
        self._rebuild()
        focus(f"{key.removesuffix('s')}-add", self.client)

    # ---- fields

    def _row(self, kind: str, place: int, name: str, fill: Callable[[str, str], None]) -> None:
        from nicegui import ui

        key, title = f"{kind}s", self.w(f"lab_build.terms.{kind}", n=place)
        with ui.element("div").classes("term").props('role="group"') as box:
            box.props["aria-label"] = title
            with ui.element("div").classes("head"):
                text(title, "h4")
                text(self._state(key, name), classes="note")
            with ui.element("div").classes("dials"):
                self._measure(key, name)
                fill(name, title)
                self._levels(key, name, title)
            self._said.append((ui.html("", sanitize=False, tag="p").classes("said"), lambda: self._sentence(key, name)))
            button(self.w("lab_build.terms.remove", name=title), lambda: self._remove(key, name), "small", f"{name}-remove")

    def _state(self, key: str, name: str) -> str:
        before = shipped(self._scheme().base).get(key, {}).get(name)
        return "" if before is None else self.w("lab_build.terms.shipped" if before == self._rows(key)[name] else "lab_build.terms.changed")

    def _measure(self, key: str, name: str) -> None:
        row = self._rows(key)[name]
        names = {measure: measure_said(measure, self.w) for measure in all_measures()}

        def chosen(measure: str) -> None:
            metric, scope = measure.split("/")
            rest = {field: value for field, value in self._rows(key)[name].items() if field not in ("levels", "better", "basis")}
            fitting = [level for level in LEVELS if scope in SCOPES[level]]
            self._set(key, name, {**rest, "metric": metric, "scope": scope, **({} if len(fitting) == len(LEVELS) else {"levels": fitting})}, again=True)
            focus(f"{name}-measure", self.client)

        choice(self.w("lab_build.terms.measure"), names, f"{row['metric']}/{row['scope']}", chosen, f"{name}-measure")

    def _gate(self, name: str, title: str) -> None:
        w, row = self.w, self._rows("gates")[name]
        effect = next(one for one in EFFECTS if one in row)
        self._number(w("lab_build.terms.required"), row["required"], lambda new: self._set("gates", name, {**self._rows("gates")[name], "required": new}), f"{name}-required", title)
        parts = {WHOLE: w("lab_build.terms.whole"), **{measure: measure_said(measure, w) for measure in self._paid(row)}}
        on = row.get("component", WHOLE)
        choice(w("lab_build.terms.applies"), parts, on, lambda part: self._on(name, part), f"{name}-on")
        effects = {one: w(f"lab_build.terms.effect_name.{one}") for one in EFFECTS}
        choice(w("lab_build.terms.effect"), effects, effect, lambda new: self._effect(name, new), f"{name}-effect")
        shown = row[effect] if effect == "cap_pct" or row[effect] is None else round(100 * row[effect], 6)
        self._number(w(f"lab_build.terms.amount.{effect}"), shown, lambda new: self._amount(name, effect, new), f"{name}-amount", title)

    def _paid(self, row: dict[str, Any]) -> list[str]:
        """What a condition may stand on: every measure with a weight, and the one it names already."""
        paid = [measure for measure in self._scheme().measures() if any(parts.get(measure) for parts in self._scheme().weights.values())]
        return list(dict.fromkeys([*paid, *([row["component"]] if "component" in row else [])]))

    def _on(self, name: str, part: str) -> None:
        rest = {field: value for field, value in self._rows("gates")[name].items() if field not in ("on", "component")}
        self._set("gates", name, rest if part == WHOLE else {**rest, "on": "component", "component": part})

    def _effect(self, name: str, effect: str) -> None:
        rest = {field: value for field, value in self._rows("gates")[name].items() if field not in EFFECTS}
        self._set("gates", name, {**rest, effect: 0.5 if effect == "factor" else 100.0}, again=True)
        focus(f"{name}-effect", self.client)

    def _amount(self, name: str, effect: str, new: float | None) -> None:
        value = new if effect == "cap_pct" or new is None else round(new / 100, 8)
        self._set("gates", name, {**self._rows("gates")[name], effect: value})

    def _modifier(self, name: str, title: str) -> None:
        curve = self._rows("modifiers")[name]["curve"]
        if not isinstance(curve, list):
            text(self.w("lab_build.terms.curve_shipped", curve=curve), "p", "hint")
            return
        for place, key in enumerate(("threshold", "low", "maximum", "high")):
            self._number(self.w(f"lab_build.terms.curve.{key}"), curve[place], lambda new, place=place: self._bend(name, place, new), f"{name}-{key}", title)

    def _bend(self, name: str, place: int, new: float | None) -> None:
        row = self._rows("modifiers")[name]
        self._set("modifiers", name, {**row, "curve": [new if spot == place else value for spot, value in enumerate(row["curve"])]})

    def _number(self, said: str, value: float | None, act: Callable[[float | None], Any], name: str, title: str) -> None:
        from nicegui import ui

        with ui.element("div").classes("dial"):
            text(said, classes="field-name").props["aria-hidden"] = "true"
            number_field(f"{said}, {title}", value, act, low=0, high=300, name=name, visible=False)

    def _levels(self, key: str, name: str, title: str) -> None:
        from nicegui import ui

        row = self._rows(key)[name]
        with ui.element("div").classes("dial").props('role="group"') as box:
            box.props["aria-label"] = f"{self.w('lab_build.terms.levels')}, {title}"
            text(self.w("lab_build.terms.levels"), classes="field-name")
            for level in LEVELS:
                if row["scope"] in SCOPES[level]:
                    tick(level_said(level, self.w), level in row.get("levels", LEVELS), lambda on, level=level: self._level(key, name, level, on), f"{name}-{level}")

    def _level(self, key: str, name: str, level: str, on: bool) -> None:
        row = self._rows(key)[name]
        kept = [one for one in LEVELS if (one == level and on) or (one != level and one in row.get("levels", LEVELS))]
        rest = {field: value for field, value in row.items() if field != "levels"}
        self._set(key, name, rest if len(kept) == len(LEVELS) else {**rest, "levels": kept})

    # ---- sentences

    def _sentence(self, key: str, name: str) -> str:
        from html import escape

        row = self._rows(key).get(name)
        return "" if row is None else escape(self._modifier_said(row) if key == "modifiers" else self._gate_said(row))

    def _gate_said(self, row: dict[str, Any]) -> str:
        w = self.w
        effect = next(one for one in EFFECTS if one in row)
        if row["required"] is None or row[effect] is None:
            return ""
        if row.get("basis") == "value":
            return w("lab_build.terms.said_value", at=plain(row["required"], w))
        measure = measure_said(f"{row['metric']}/{row['scope']}", w)
        what = w("lab_build.terms.part", measure=_lowered(measure_said(row["component"], w))) if "component" in row else w("lab_build.terms.whole_said")
        x = row[effect] if effect == "cap_pct" else 100 * row[effect]
        said = "cap" if effect == "cap_pct" else effect
        return w(f"lab_build.terms.said_{said}", measure=_lowered(measure), at=plain(row["required"], w), x=plain(x, w), what=what)

    def _modifier_said(self, row: dict[str, Any]) -> str:
        curve = row["curve"]
        if not isinstance(curve, list) or None in curve:
            return ""
        x0, p0, x1, p1 = (plain(value, self.w) for value in curve)
        return self.w("lab_build.terms.said_modifier", measure=measure_said(f"{row['metric']}/{row['scope']}", self.w), x0=x0, p0=p0, x1=x1, p1=p1)


def _lowered(said: str) -> str:
    """Within a sentence; a name of capitals stays."""
    return said if said[:2].isupper() else said[:1].lower() + said[1:]
