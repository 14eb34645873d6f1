"""Design, the page one starts on: what is compared, in which company, how often; and Run with its reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Callable

from cxsim.lab.asking import estimate, labels, preset_of
from cxsim.lab.checking import EMPTY, RANGES, reasons
from cxsim.lab.company_draft import CompanyDraft
from cxsim.lab.draft import LETTERS, NORMAL, QUICK, Draft, SchemeDraft
from cxsim.lab.pages import link_notice
from cxsim.lab.pages.company_panel import CompanyPanel
from cxsim.lab.pages.scheme_panel import SchemePanel
from cxsim.lab.parts import button, choice, enable, focus, folded, number_field, text, tick
from cxsim.report.numbers import number
from cxsim.study.folders import choices

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

KINDS = ("mistake", "remedy", "world")


def build(visit: Visit) -> None:
    """Fill the page."""
    _Design(visit).build()


class _Design:
    """The page and the scheme that is open on it."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.session = visit, visit.w, visit.session
        self.place = 0
        self.drawn: Draft | None = None  # what the fields show
        self.panel: SchemePanel | None = None
        self.firm = CompanyPanel(visit, self._firm)
        self._often: dict[int, Any] = {}
        self._undo_button: Any = None
        self.client: Any = None

    def build(self) -> None:
        from nicegui import ui

        self.client = ui.context.client
        self._take_link()
        text(self.w("lab.design.title"), "h1")
        text(self.w("lab.design.lead"), "p", "lead")
        self._market = ui.element("section").classes("card market")
        self._schemes = ui.element("section").classes("card schemes")
        self._ways = ui.element("section").classes("card")
        self._bar = ui.element("section").classes("runbar")
        self._build_bar()
        self._rebuild()
        self.visit.on_news(self._news)

    def _take_link(self) -> None:
        """Settings that came with the address replace the draft; nothing is run."""
        if self.visit.link and (draft := link_notice.taken(self.visit)) is not None:
            self.session.change(draft)

    # ---- keeping up

    def _news(self) -> None:
        if self.session.draft != self.drawn:
            self._rebuild()  # another tab, a link or Undo changed it
        else:
            self._fill_bar()

    def _rebuild(self) -> None:
        """Draw everything anew: something changed that these fields did not change."""
        self._draw((self._market, self._fill_market), (self._schemes, self._fill_schemes), (self._ways, self._fill_ways))

    def _reopen(self) -> None:
        """Draw the schemes anew; other fields, which somebody may be typing into, stay."""
        self._draw((self._schemes, self._fill_schemes))

    def _draw(self, *boxes: tuple[Any, Callable[[], None]]) -> None:
        self.drawn = self.session.draft
        self.place = min(self.place, len(self.drawn.schemes) - 1)
        for box, fill in boxes:
            box.clear()
            with box:
                fill()
        self._fill_bar()

    def _change(self, draft: Draft, again: bool = False) -> None:
        """Take a change made on this page; `again` draws the schemes anew."""
        self.session.change(draft)
        self.drawn = self.session.draft
        if again:
            self._reopen()
        else:
            self._fill_bar()

    # ---- company

    def _fill_market(self) -> None:
        from nicegui import ui

        w, draft = self.w, self.session.draft
        text(w("lab.design.company"), "h2")
        names = {name: str(labels("company", name)[f"label_{w.lang}"]) for name in choices("company")}
        with ui.element("div").classes("fields"):
            choice(w("lab.design.company_pick"), names, draft.company, self._company, "company")
            for key in ("customers", "seed"):
                low, high = RANGES[key]
                number_field(w(f"lab.design.{key}"), getattr(draft, key), lambda new, key=key: self._whole(key, new), low=low, high=high, name=key)
        text(w("lab.design.seed_help"), "p", "hint")
        self.firm.build()

    async def _company(self, name: str) -> None:
        """Another shipped company; what was changed in the one before goes with it, and Undo brings it back."""
        draft = replace(self.session.draft, company=name, built={})
        await self._composed(draft)
        self._change(draft)
        self._rebuild()

    def _firm(self, firm: CompanyDraft, again: bool = False, schemes: bool = False) -> None:
        """A change of the company; `again` draws it anew, `schemes` what schemes are called."""
        self._change(self.session.draft.with_firm(firm), again=schemes)
        if again:
            self._rebuild()
        elif self.panel is not None and not schemes:
            self.panel.refresh()

    def _whole(self, key: str, value: float | None) -> None:
        self._change(replace(self.session.draft, **{key: EMPTY if value is None else int(value)}))

    async def _composed(self, draft: Draft) -> None:
        from nicegui import run

        await run.io_bound(preset_of, draft)  # half a second the first time, not in the event loop

    # ---- schemes

    def _fill_schemes(self) -> None:
        from nicegui import ui

        w, draft = self.w, self.session.draft
        with ui.element("div").classes("head"):
            text(w("lab.design.schemes"), "h2")
            self._undo_button = button(w("lab.design.undo"), self._undo, "small", "undo")
        with ui.element("div").classes("letters").props(f'role="group" aria-label="{w("lab.design.schemes")}"'):
            for place, scheme in enumerate(draft.schemes):
                self._letter(place, scheme)
            if len(draft.schemes) < len(LETTERS):
                button(w("lab.design.add"), self._add, "small add", "add")
        self._open_scheme()

    def _letter(self, place: int, scheme: SchemeDraft) -> None:
        name = scheme.mapping(LETTERS[place], self.session.draft.firm.bonus)["short"][self.w.lang]
        said = self.w("lab.design.letter", letter=LETTERS[place], name=name)
        said += f" ({self.w('lab.design.baseline')})" if place == 0 else ""
        chosen = button(said, lambda: self._open(place), "letter", f"letter-{LETTERS[place]}")
        chosen.props["aria-pressed"] = "true" if place == self.place else "false"

    def _open_scheme(self) -> None:
        from nicegui import ui

        w, draft = self.w, self.session.draft
        scheme, letter = draft.schemes[self.place], LETTERS[self.place]
        names = {name: w.get(f"scheme.{name}.label") or name for name in choices("scheme")}
        with ui.element("div").classes("fields"):
            choice(w("lab.design.base"), names, scheme.base, self._base, "base")
            restore = button(w("lab.design.restore"), lambda: self._scheme(SchemeDraft(scheme.base), True), "small", "restore")
            enable(restore, scheme.edited)
            if len(draft.schemes) > 2:
                button(w("lab.design.remove", letter=letter), self._remove, "small", "remove")
        added = self.panel.added if self.panel is not None and self.panel.place == self.place else []
        self.panel = SchemePanel(self.visit, self.place, self._scheme, self._reopen)
        self.panel.added = added
        self.panel.build()

    def _scheme(self, scheme: SchemeDraft, again: bool = False) -> None:
        self._change(self.session.draft.with_scheme(self.place, scheme), again)
        if not again and self.panel is not None:
            self.panel.refresh()

    def _base(self, name: str) -> None:
        self.panel = None
        self._scheme(SchemeDraft(name), True)

    def _open(self, place: int) -> None:
        self.place = place
        self._reopen()
        focus(f"letter-{LETTERS[place]}", self.client)

    def _undo(self) -> None:
        self.session.undo()
        self._rebuild()

    def _add(self) -> None:
        """The first shipped scheme that is not there yet."""
        draft = self.session.draft
        used = {scheme.base for scheme in draft.schemes}
        base = next(name for name in ("company_cx", "unit_satisfaction", "balanced_scorecard", "fixed_pay", *choices("scheme")) if name not in used)
        self.place = len(draft.schemes)
        self._change(replace(draft, schemes=(*draft.schemes, SchemeDraft(base))), again=True)

    def _remove(self) -> None:
        draft = self.session.draft
        rest = tuple(scheme for place, scheme in enumerate(draft.schemes) if place != self.place)
        self._change(replace(draft, schemes=rest), again=True)

    # ---- practices

    def _fill_ways(self) -> None:
        w, on = self.w, self.session.draft.practices
        text(w("lab.design.practices"), "h2")
        text(w("lab.design.practices_lead"), "p", "hint")
        text(w.plural("lab.design.practices_on", len(on)), "p", "hint")
        shipped = {name: labels("practice", name) for name in choices("practice")}
        for kind in KINDS:
            own = {name: item for name, item in shipped.items() if item["kind"] == kind}
            box = folded(w(f"lab.design.practice_kind.{kind}"))
            if any(name in on for name in own):
                box.props["open"] = True
            with box:
                for name, item in own.items():
                    tick(str(item[f"label_{w.lang}"]), name in on, lambda yes, name=name: self._practice(name, yes), f"practice-{name}")
                    text(str(item[f"acts_{w.lang}"]), "p", "hint acts")

    async def _practice(self, name: str, on: bool) -> None:
        rest = [other for other in self.session.draft.practices if other != name]
        practices = tuple(sorted([*rest, name] if on else rest))
        await self._composed(replace(self.session.draft, practices=practices))
        self._change(replace(self.session.draft, practices=practices))

    # ---- run

    def _build_bar(self) -> None:
        """Built once, so that a pressed button keeps the focus."""
        from nicegui import ui

        w = self.w
        with self._bar:
            with ui.element("div").classes("repetitions").props(f'role="group" aria-label="{w("lab.design.repetitions")}"'):
                text(w("lab.design.repetitions"), classes="field-name")
                for key, n in (("quick", QUICK), ("normal", NORMAL)):
                    self._often[n] = button(w(f"lab.design.{key}", n=number(n, 0, w.lang)), lambda n=n: self._change(replace(self.session.draft, n=n)), "small", f"n-{n}")
            self._run_button = button(w("lab.design.run"), self._run, "main", "run")
            self._why = ui.element("div").classes("why").props('role="status"')

    def _fill_bar(self) -> None:
        why = reasons(self.session.draft, self.w)
        for n, chosen in self._often.items():
            chosen.props["aria-pressed"] = "true" if self.session.draft.n == n else "false"
            chosen.update()
        enable(self._run_button, not why)
        if self._undo_button is not None:
            enable(self._undo_button, self.session.can_undo)
        self._why.clear()
        with self._why:
            self._say(why)

    def _say(self, why: list[str]) -> None:
        """Beside Run: how long it takes, or every reason why it cannot be."""
        from cxsim.lab.frame import time_said

        w, crew = self.w, self.visit.crew
        for line in why:
            text(line, "p", "reason")
        if not why:
            seconds = estimate(self.session.draft, crew.pace, crew.count)
            text(w("lab.design.takes", time=time_said(seconds, w)), "p")
            if not crew.warm:
                text(w("lab.design.warming"), "p", "hint")

    def _run(self, *_: Any) -> None:
        if reasons(self.session.draft, self.w):
            return
        self.session.run(self.visit.lang)
        self.visit.go("compare")
