"""One scheme on the page Design: weights by level, curves, pool, deferral, and what all that says to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from cxsim.base.errors import InputError
from cxsim.lab.curve_picture import curve_svg
from cxsim.lab.draft import (
    DEFERRALS,
    LETTERS,
    LEVELS,
    POOLS,
    SCOPES,
    SchemeDraft,
    all_measures,
    curve_of,
    shipped_weights,
)
from cxsim.lab.pages.terms_panel import TermsPanel
from cxsim.lab.parts import button, choice, focus, folded, number_field, stepper, text
from cxsim.lab.wording import level_said, measure_said, plain

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit


class SchemePanel:
    """Builds the panel of the scheme at `place` and keeps what follows from it up to date."""

    def __init__(self, visit: Visit, place: int, change: Callable[[SchemeDraft], None], rebuild: Callable[[], None]):
        self.visit, self.w, self.place = visit, visit.w, place
        self._change, self._rebuild = change, rebuild
        self.added: list[str] = []  # measures somebody added whose weights are still 0
        self._sums: dict[str, Any] = {}
        self._notes: dict[tuple[str, str], Any] = {}

    @property
    def scheme(self) -> SchemeDraft:
        return self.visit.session.draft.schemes[self.place]

    @property
    def letter(self) -> str:
        return LETTERS[self.place]

    def build(self) -> None:
        """All of it."""
        from nicegui import ui

        self.client = ui.context.client
        self._weights()
        self._terms()
        self.terms = TermsPanel(self.visit, lambda: self.scheme, self._change, self._rebuild)
        self.terms.build()
        self._curve_box = ui.element("section").classes("group")
        self._curves()
        self._said = ui.element("section").classes("group")
        self.refresh()

    def refresh(self) -> None:
        """What follows from the fields: sums, notes, explanation; the fields themselves stay as they are."""
        for level, box in self._sums.items():
            self._fill_sum(level, box)
        for (level, measure), note in self._notes.items():
            note.set_content(self._note(level, measure))
        self._said.clear()
        with self._said:
            self._explained()

    # ---- weights

    def _measures(self) -> list[str]:
        return list(dict.fromkeys([*shipped_weights_order(self.scheme.base), *self.scheme.measures(), *self.added]))

    def _weights(self) -> None:
        from nicegui import ui

        with ui.element("section").classes("group"):
            text(self.w("lab.design.weights"), "h3")
            text(self.w("lab.design.weights_lead"), "p", "hint")
            with ui.element("div").classes("weights"):
                with ui.element("div").classes("measure-row heads"):
                    text(self.w("lab.design.measure"), classes="measure")
                    for level in LEVELS:
                        text(level_said(level, self.w), classes="cell")
                for measure in self._measures():
                    self._row(measure)
                with ui.element("div").classes("measure-row sums"):
                    text(self.w("lab.design.sum"), classes="measure")
                    for level in LEVELS:
                        self._sums[level] = ui.element("div").classes("cell sum")
            self._add_measure()

    def _row(self, measure: str) -> None:
        from nicegui import ui

        said = measure_said(measure, self.w)
        with ui.element("div").classes("measure-row"):
            text(said, classes="measure")
            for level in LEVELS:
                with ui.element("div").classes("cell"):
                    text(level_said(level, self.w), classes="cell-level")
                    if measure.split("/")[1] in SCOPES[level]:
                        self._cell(level, measure, said)
                    else:
                        text("–", classes="absent")
                        text(self.w("lab.design.not_here"), classes="unseen")

    def _cell(self, level: str, measure: str, said: str) -> None:
        from nicegui import ui

        value = self.scheme.weights[level].get(measure, 0.0)
        facts = {"measure": said, "level": level_said(level, self.w)}
        words = [self.w(f"lab.design.{key}", **facts) for key in ("field", "less", "more")]

        def changed(new: float | None) -> None:
            self._change(self.scheme.with_weight(level, measure, new if new is not None else 0.0))

        with ui.element("div").classes("with-note"):
            stepper(*words, value, changed, f"w-{level}-{measure.replace('/', '-')}")
            self._notes[level, measure] = ui.html("", sanitize=False, tag="span").classes("note")

    def _note(self, level: str, measure: str) -> str:
        """The shipped value beside one that was changed."""
        before = shipped_weights(self.scheme.base).get(level, {}).get(measure, 0.0)
        now = self.scheme.weights[level].get(measure, 0.0)
        return "" if before == now else self.w("lab.design.was", x=plain(before, self.w))

    def _fill_sum(self, level: str, box: Any) -> None:
        total = self.scheme.sums()[level]
        state = "good" if total == 100 else "none" if total == 0 else "left" if total < 100 else "over"
        said = self.w(f"lab.design.sum_{state}", sum=plain(total, self.w), left=plain(100 - total, self.w), over=plain(total - 100, self.w))
        box.clear()
        with box:
            text(level_said(level, self.w), classes="cell-level")
            text(said, classes=f"sum-said {state}")
            if state in ("left", "over"):
                label = self.w("lab.design.spread_said", level=level_said(level, self.w))
                button(self.w("lab.design.spread"), lambda: self._spread(level), "small", f"spread-{level}", label)

    def _spread(self, level: str) -> None:
        self._change(self.scheme.spread(level))
        self._rebuild()
        focus(f"w-{level}-{next(iter(self.scheme.weights[level])).replace('/', '-')}", self.client)

    def _add_measure(self) -> None:
        rest = [name for name in all_measures() if name not in self._measures()]

        def add(name: str) -> None:
            if name:
                self.added.append(name)
                self._rebuild()
                focus("add-measure", self.client)

        if rest:
            choice(self.w("lab.design.add_measure"), {"": "–", **{name: measure_said(name, self.w) for name in rest}}, "", add, "add-measure")

    # ---- pool and deferral

    def _terms(self) -> None:
        from nicegui import ui

        w, scheme = self.w, self.scheme
        pools = {f"{rate:g}": w(f"lab.design.pool_choice.p{rate:.0f}") for rate in POOLS}
        rules = {f"{share:g}:{years}": w(f"lab.design.deferral_choice.d{share:.0f}") for share, years in DEFERRALS}
        pool, rule = f"{scheme.pool:g}", "{:g}:{}".format(*scheme.deferral)
        pools.setdefault(pool, w("lab.design.other_choice", x=pool))
        rules.setdefault(rule, w("lab.design.other_choice", x=rule.replace(":", " / ")))
        with ui.element("section").classes("group terms"):
            choice(w("lab.design.pool"), pools, pool, lambda key: self._change(self.scheme.with_pool(float(key))), "pool")
            choice(w("lab.design.deferral"), rules, rule, self._defer, "deferral")

    def _defer(self, key: str) -> None:
        share, years = key.split(":")
        self._change(self.scheme.with_deferral(float(share), int(years)))

    # ---- curves

    def _curves(self) -> None:
        """A curve for every kind of measure the scheme pays for."""
        from nicegui import ui

        used = list(dict.fromkeys(curve_of(name) for name in self._measures()))
        self._curve_box.clear()
        if not used:
            return
        with self._curve_box:
            text(self.w("lab.design.curve"), "h3")
            text(self.w("lab.design.curve_lead"), "p", "hint")
            with ui.element("div").classes("curves"):
                for name in used:
                    self._curve(name)

    def _curve(self, name: str) -> None:
        from nicegui import ui

        w, values = self.w, list(self.scheme.curves[name])
        with ui.element("div").classes("curve-card"):
            text(w.name("lab.design.curve_name", name), "h4")
            picture = ui.html(self._drawn(name, values), sanitize=False)

            def changed(place: int, new: float | None) -> None:
                values[place] = new if new is not None else 0.0
                self._change(self.scheme.with_curve(name, values))
                picture.set_content(self._drawn(name, values))

            with ui.element("div").classes("curve-fields"):
                for place, key in enumerate(("threshold", "low", "maximum", "high")):
                    said = w(f"lab.design.curve_field.{key}")
                    number_field(said, values[place], lambda new, place=place: changed(place, new), low=0, high=500, name=f"curve-{name}-{key}")

    def _drawn(self, name: str, values: list[float]) -> str:
        x0, p0, x1, p1 = (plain(value, self.w) for value in values)
        said = self.w("lab.design.curve_said", curve=self.w.name("lab.design.curve_name", name), x0=x0, p0=p0, x1=x1, p1=p1)
        return curve_svg(values, said, (self.w("lesson_units.curve.along"), self.w("lesson_units.curve.up")), lambda value: plain(value, self.w))

    # ---- what it says

    def _explained(self) -> None:
        from cxsim.pay import Scheme
        from cxsim.pay.words import explain

        try:
            plan = Scheme.from_mapping(self.scheme.mapping(self.letter, self.visit.session.draft.firm.bonus))
        except InputError:
            return  # the reason stands beside the Run button
        company = self._company()
        units = company["units"]
        touchpoints = max(1, round(sum(len(unit["channels"]) for unit in units.values()) / len(units)))
        lines = explain(plan, self.visit.lang, company["base_pay_eur"], len(units), touchpoints)
        with folded(self.w("lab.design.explain"), "explain"):
            for line in lines:
                depth = (len(line) - len(line.lstrip())) // 2
                text(line.strip(), "p", f"line depth{depth}")
        with folded(self.w("lab.design.felt")):
            self._felt(plan, len(units))

    def _felt(self, plan: Any, units: int) -> None:
        """Paper weight of company measures against the weight on other units' results."""
        from cxsim.pay.diagnostics import effective_weight

        rows = []
        for level in plan.levels:
            share = sum(part.weight for part in plan.components(level) if part.scope == "company")
            if level != "executive" and units > 1 and 0 < share <= 1 + 1e-12:
                felt = effective_weight(min(share, 1.0), units)
                rows.append((level, round(100 * share, 1), round(100 * felt, 1)))
        if not rows:
            text(self.w("lab.design.felt_none"), "p")
            return
        text(self.w("lab.design.felt_lead", units=units), "p")
        for level, paper, felt in rows:
            text(self.w("lab.design.felt_row", level=level_said(level, self.w), paper=plain(paper, self.w), felt=plain(felt, self.w)), "p", "line")

    def _company(self) -> dict[str, Any]:
        from cxsim.lab.asking import plain_of

        found: dict[str, Any] = plain_of(self.visit.session.draft)["company"]
        return found


def shipped_weights_order(base: str) -> list[str]:
    """Measures of a shipped scheme in the order written."""
    return list(dict.fromkeys(name for parts in shipped_weights(base).values() for name in parts))
