"""The company on the page Design: its name, units, channels, a few dials with the schema's ranges and grades, and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from cxsim.base.errors import InputError
from cxsim.lab import company_file
from cxsim.lab.asking import plain_of, preset_of, settings_of
from cxsim.lab.company_checking import MOST_LETTERS, dial_name, dial_unit, shown_as, unit_dial_name
from cxsim.lab.company_draft import MOST_UNITS, CompanyDraft, shipped_company, usual_bonus
from cxsim.lab.dials import BONUS, COMPANY, LEVELS, MARKET, PAY, Dial, unit_dials, value_at
from cxsim.lab.parts import button, choice, enable, focus, folded, number_field, text, tick
from cxsim.report.numbers import number
from cxsim.report.words import LANGUAGES, words
from cxsim.study.folders import choices

if TYPE_CHECKING:
    from cxsim.lab.draft import Draft
    from cxsim.lab.frame import Visit

LED = ("middle_manager", "team_lead")
# the file is read by the browser and sent as text; a larger one is not sent at all
READ_FILE = """(event) => {const field = event.target; const file = field.files[0]; if (!file) return;
file.text().then((text) => {field.value = ''; emit({name: file.name, text: text.length > %d ? null : text});});}"""


class CompanyPanel:
    """Builds the panel and keeps what follows from its fields up to date. `change` takes a company, `again` says whether to draw it anew."""

    def __init__(self, visit: Visit, change: Callable[..., Any]):
        self.visit, self.w = visit, visit.w
        self._change = change
        self.open = False
        self.open_units: set[str] = set()
        self.said: list[tuple[str, str]] = []  # lines about a file, with their class
        self._notes: list[tuple[Any, Callable[[], str]]] = []

    @property
    def draft(self) -> Draft:
        return self.visit.session.draft

    @property
    def firm(self) -> CompanyDraft:
        return self.draft.firm

    def build(self) -> None:
        """All of it, folded unless something was changed."""
        from nicegui import ui

        w, self.client = self.w, ui.context.client
        self._notes, self._preset, self._plain = [], preset_of(self.draft), plain_of(self.draft)
        self._currency = str(self._plain["company"]["currency"])
        with folded(w("lab_build.title"), "firm") as box:
            box.props["data-name"] = "firm"
            if self.open or self.draft.built:
                box.props["open"] = True
            box.on("toggle", lambda event: setattr(self, "open", bool(event.args)), js_handler="(event) => emit(event.target.open)")
            text(w("lab_build.lead"), "p", "hint")
            with ui.element("div").classes("fields"):
                self._text_field(w("lab_build.name"), self.firm.labels()[w.lang], lambda said: self._again(self.firm.with_label(said)), "firm-name")
                self._choice("business")
                self._choice("market")
                self._restore = button(w("lab_build.restore"), lambda: self._again(CompanyDraft(self.firm.base)), "small", "firm-restore")
            self._units()
            for key, dials in (("company_dials", (*COMPANY, *MARKET)), ("pay_dials", PAY)):
                text(w(f"lab_build.{key}"), "h3")
                with ui.element("div").classes("dials"):
                    for dial in dials:
                        self._value(dial)
            with ui.element("div").classes("dials"):
                for dial in BONUS:
                    self._bonus(dial)
            text(w("lab_build.bonus_note"), "p", "hint")
            self._budget = text("", "p", "hint budget")
            self._files()
        self.refresh()

    def refresh(self) -> None:
        """Shipped values beside changed ones, and the bonus budget."""
        for note, said in self._notes:
            note.set_content(said())
        enable(self._restore, bool(self.draft.built))
        self._budget.set_content(self._budget_said())

    def _again(self, firm: CompanyDraft, back_to: str = "") -> None:
        """A change after which fields differ: the panel is drawn anew."""
        self.open, self.said = True, []
        self._change(firm, again=True)
        if back_to:
            focus(back_to, self.client)

    def _keep(self, firm: CompanyDraft) -> None:
        self._change(firm)
        self.refresh()

    # ---- units

    def _units(self) -> None:
        from nicegui import ui

        w, units = self.w, self.firm.units
        with ui.element("div").classes("head"):
            text(w("lab_build.units"), "h3")
            text(w.plural("lab_build.unit_count", len(units), most=MOST_UNITS), "p", "hint")
        with ui.element("div").classes("units"):
            for code in units:
                self._unit(code, units[code])
        if len(units) < MOST_UNITS:
            button(w("lab_build.unit_add"), self._add, "small add", "unit-add")
        else:
            text(w("lab_build.unit_full"), "p", "hint")

    def _unit(self, code: str, unit: dict[str, Any]) -> None:

        _w, label = self.w, f"label_{self.w.lang}"
        said, like = str(unit[label]), shipped_company(self.firm.base)["units"][self.firm.like(code)]
        with folded(said, "unit-of") as box:
            box.props["data-name"] = f"unit-{code}"
            if code in self.open_units:
                box.props["open"] = True
            box.on("toggle", lambda event: self._opened(code, bool(event.args)), js_handler="(event) => {event.stopPropagation(); emit(event.target.open)}")
            self._unit_fields(code, unit, said, like)

    def _opened(self, code: str, on: bool) -> None:
        (self.open_units.add if on else self.open_units.discard)(code)

    def _unit_fields(self, code: str, unit: dict[str, Any], said: str, like: dict[str, Any]) -> None:
        from nicegui import ui

        w = self.w
        with ui.element("div").classes("unit").props('role="group"') as box:
            box.props["aria-label"] = said
            self._text_field(w("lab_build.unit_name"), said, lambda new: self._again(self.firm.renamed_unit(code, new)), f"unit-{code}-name")
            for dial in unit_dials(self._plain["business"]):
                self._unit_dial(code, said, dial, like[dial.key])
            with ui.element("div").classes("dial"):
                led = {level: w(f"lab_build.led_by.{level}") for level in LED}
                choice(w("lab_build.led"), led, unit["led_by"], lambda level: self._keep(self.firm.with_unit(code, led_by=level)), f"unit-{code}-led")
                self._note(lambda: self._was_text(self.firm.units[code]["led_by"], like["led_by"], led) if code in self.firm.units else "")
            self._channels(code, said, like["channels"])
            if len(self.firm.units) > 1:
                button(w("lab_build.unit_remove", unit=said), lambda: self._again(self.firm.without_unit(code), "unit-add"), "small", f"unit-{code}-remove")

    def _channels(self, code: str, said: str, like: list[str]) -> None:
        from nicegui import ui

        names = {channel: str(row[f"label_{self.w.lang}"]) for channel, row in self._plain["channels"].items()}

        def switch(channel: str, on: bool) -> None:
            now = [*self.firm.units[code]["channels"]]
            now = [*now, channel] if on and channel not in now else [one for one in now if on or one != channel]
            order = [*like, *(one for one in names if one not in like)]
            self._keep(self.firm.with_unit(code, channels=sorted(now, key=order.index)))

        with ui.element("div").classes("dial").props('role="group"') as box:
            box.props["aria-label"] = self.w("lab_build.of_unit", dial=self.w("lab_build.unit_channels"), unit=said)
            text(self.w("lab_build.unit_channels"), classes="field-name")
            for channel, name in names.items():
                tick(name, channel in self.firm.units[code]["channels"], lambda on, channel=channel: switch(channel, on), f"unit-{code}-{channel}")
            self._note(lambda: self._was_channels(self.firm.units[code]["channels"], like, names) if code in self.firm.units else "")

    def _add(self) -> None:
        taken = {str(unit[key]) for unit in self.firm.units.values() for key in ("label_en", "label_fi")}
        free = ({f"label_{lang}": words(lang)("lab_build.unit_new", n=n) for lang in LANGUAGES} for n in range(1, 99))
        new = self.firm.with_new_unit(next(labels for labels in free if not taken & set(labels.values())))
        self.open_units = {list(new.units)[-1]}
        self._again(new, f"unit-{list(new.units)[-1]}-name")

    # ---- dials

    def _unit_dial(self, code: str, said: str, dial: Dial, like: Any) -> None:
        def changed(new: float | None) -> None:
            self._keep(self.firm.with_unit(code, **{dial.key: dial.meant(new)}))

        value = dial.shown(self.firm.units[code][dial.key])
        self._dial(dial, unit_dial_name(dial, said, self.w), value, changed, f"unit-{code}-{dial.key}", lambda: self._was(dial, self.firm.units.get(code, {}).get(dial.key, like), like))

    def _value(self, dial: Dial) -> None:
        shipped = value_at(self._preset, dial.key)

        def changed(new: float | None) -> None:
            self._keep(self.firm.with_value(dial.key, dial.meant(new), shipped))

        def now() -> Any:
            return self.firm.changes.get("values", {}).get(dial.key, shipped)

        self._dial(dial, dial_name(dial, self.w), dial.shown(value_at(self._plain, dial.key)), changed, f"dial-{dial.key.replace('.', '-')}", lambda: self._was(dial, now(), shipped))

    def _bonus(self, dial: Dial) -> None:
        usual = usual_bonus()[dial.level]

        def changed(new: float | None) -> None:
            self._change(self.firm.with_bonus(dial.level, new) if new is not None else self.firm.with_bonus(dial.level, -1.0), schemes=True)
            self.refresh()

        value = self.firm.bonus.get(dial.level, usual)
        self._dial(dial, dial_name(dial, self.w), value, changed, f"bonus-{dial.level}", lambda: self._was(dial, self.firm.bonus.get(dial.level, usual), usual))

    def _dial(self, dial: Dial, said: str, value: float | None, changed: Callable[[float | None], Any], name: str, note: Callable[[], str]) -> None:
        from nicegui import ui

        with ui.element("div").classes("dial"):
            text(dial_name(dial, self.w), classes="field-name").props["aria-hidden"] = "true"
            field = number_field(said, value, changed, low=dial.low, high=dial.high, step=dial.step, name=name, visible=False)
            field.props["aria-describedby"] = f"range-{name}"
            low, high = (shown_as(end, self.w) for end in (dial.low, dial.high))
            about = text(self.w("lab_build.range", low=low, high=high, unit=dial_unit(dial, self.w, self._currency), grade=dial.grade), classes="range")
            about.props["id"] = f"range-{name}"
            self._note(note)

    def _note(self, said: Callable[[], str]) -> None:
        from nicegui import ui

        self._notes.append((ui.html("", sanitize=False, tag="span").classes("note"), said))

    def _was(self, dial: Dial, now: Any, shipped: Any) -> str:
        return "" if now == shipped else self.w("lab_build.was", x=shown_as(dial.shown(shipped) or 0.0, self.w))

    def _was_text(self, now: str, shipped: str, names: dict[str, str]) -> str:
        return "" if now == shipped else self.w("lab_build.was_text", x=names[shipped])

    def _was_channels(self, now: list[str], shipped: list[str], names: dict[str, str]) -> str:
        return "" if now == shipped else self.w("lab_build.was_text", x=", ".join(names[one].lower() for one in shipped))

    def _choice(self, part: str) -> None:
        from cxsim.lab.company_draft import shipped_choice

        w, chosen = self.w, self.firm.choice(part)
        names = {name: w(f"lab_build.{part}_name.{name}") for name in choices(part) if w.get(f"lab_build.{part}_name.{name}")}
        names.setdefault(chosen, w("lab_build.other"))
        shipped = shipped_choice(self.firm.base, part)
        names.setdefault(shipped, w("lab_build.other"))
        from nicegui import ui

        with ui.element("div").classes("dial wide"):
            choice(w(f"lab_build.{part}"), names, chosen, lambda name: self._again(self.firm.with_choice(part, name), f"firm-{part}"), f"firm-{part}")
            self._note(lambda: self._was_text(self.firm.choice(part), shipped, names))

    def _text_field(self, said: str, value: str, act: Callable[[str], Any], name: str) -> None:
        from nicegui import ui

        with ui.element("label").classes("field"):
            text(said, classes="field-name")
            field = ui.element("input").on("change", lambda event: act(str(event.args).strip()), js_handler="(event) => emit(event.target.value)")
            field.props["type"] = "text"
            field.props["value"] = value
            field.props["maxlength"] = MOST_LETTERS
            field.props["data-name"] = name
            field.mark(name)

    def _budget_said(self) -> str:
        """What the target bonuses cost when every level is paid at target."""
        from cxsim.study.basis import people_by_level

        try:
            settings = settings_of(self.draft)
        except (InputError, TypeError, KeyError):
            return ""  # the reason stands beside the Run button
        people, bonus = people_by_level(settings), {**usual_bonus(), **self.firm.bonus}
        money = sum(people[level] * settings.company.base_pay_eur[level] * bonus[level] / 100 for level in LEVELS)
        lead = people["team_lead"] + people["middle_manager"]
        said = {"money": number(money, 0, self.w.lang), "currency": self._currency, "people": number(sum(people.values()), 0, self.w.lang), "managers": number(lead, 0, self.w.lang)}
        return self.w("lab_build.budget", **said)

    # ---- file

    def _files(self) -> None:
        from nicegui import ui

        w = self.w
        with ui.element("div").classes("fields"):
            button(w("lab_build.file_save"), self._save, "", "firm-save")
            with ui.element("label").classes("button pick"):  # the browser's own words on a file field are in the browser's language
                text(w("lab_build.file_load"))
                field = ui.element("input").on("change", self._load, js_handler=READ_FILE % company_file.BIGGEST)
                field.props["type"] = "file"
                field.props["accept"] = ".yaml,.yml"
                field.props["data-name"] = "firm-load"
                field.mark("firm-load")
        with ui.element("div").props('role="status"').classes("firm-said") as self._told:
            for line, kind in self.said:
                text(line, "p", kind)

    def _save(self) -> None:
        """The file, when a command would take it; its reasons otherwise stand beside Run."""
        from nicegui import ui

        try:
            settings_of(self.draft)
        except InputError as error:
            self._tell([(self.w("lab.why_not.refused"), "problem"), *((line.text, "line") for line in _lines(error, self.w.lang))])
            return
        content = company_file.written(self.firm, plain_of(self.draft))
        ui.download.content(content.encode("utf-8"), f"{self.firm.name}.yaml")
        self._tell([(f"{self.w('lab_build.file_command')}: cxsim compare --config-dir mine company={self.firm.name}", "hint")])

    async def _load(self, event: Any) -> None:
        """A file replaces the company; one that is refused changes nothing and says why."""
        from nicegui import run

        name, content = str(event.args["name"])[:80], event.args["text"]
        if content is None:
            self._tell([(self.w("lab_build.file_large", n=number(company_file.BIGGEST, 0, self.w.lang)), "problem")])
            return
        try:
            firm = await run.io_bound(company_file.read, str(content), name)
        except InputError as error:
            self._tell([(self.w("lab_build.file_refused"), "problem"), *((line.text, "line") for line in _lines(error, self.w.lang))])
            return
        kept = {"bonus": self.firm.changes["bonus"]} if "bonus" in self.firm.changes else {}
        said = self.w("lab_build.file_loaded", name=name, base=shipped_company(firm.base)[f"label_{self.w.lang}"])
        self.open, self.said = True, [(said, "hint")]
        self._change(CompanyDraft(firm.base, {**firm.changes, **kept}), again=True)

    def _tell(self, lines: list[tuple[str, str]]) -> None:
        self.said = lines
        self._told.clear()
        with self._told:
            for line, kind in lines:
                text(line, "p", kind)


def _lines(error: InputError, lang: str) -> list[Any]:
    from cxsim.report.problems import error_lines

    return error_lines(error, lang)
