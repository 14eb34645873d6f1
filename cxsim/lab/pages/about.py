"""About: what the lab rests on. Assumptions with their grades, what is not in the model, how verdicts are made, sources."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cxsim.lab.asking import composed
from cxsim.lab.parts import Key, folded, table, text
from cxsim.report import assumptions, numbers

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit


def build(visit: Visit) -> None:
    """Fill the page."""
    from nicegui import ui

    from cxsim.lab.frame import company_name

    w, company = visit.w, visit.session.draft.company
    settings = _settings(company)
    text(w("lab.about.title"), "h1")
    text(w("lab.about.lead"), "p", "lead")
    text(w("page.not_for"), "p")
    _list(visit, "lab.about.limits", w.get("page.not_in_model"))
    _list(visit, "lab.about.verdicts", w.get("page.verdict_rules"))
    with ui.element("section").classes("card"):
        text(w("lab.about.assumptions"), "h2")
        text(w("page.assumptions_lead"), "p", "hint")
        text(w("lab.about.values", company=company_name(company, visit.lang)), "p", "hint")
        _argued(visit, settings)
        text(w("page.grades"), "p", "hint")
    with ui.element("section").classes("card"):
        items = assumptions.register(settings)
        text(w("lab.about.sources"), "h2")
        text(w("lab.about.sources_lead", total=numbers.number(len(items), 0, visit.lang)), "p", "hint")
        with folded(w("page.register")):
            text(w("page.register_codes"), "p", "hint")
            with ui.element("ul").classes("hint"):
                for said in w.get("page.codes"):
                    text(said, "li")
            _register(visit, items)


@lru_cache(maxsize=16)
def _settings(company: str) -> dict[str, Any]:
    from cxsim.study.configuration import settings_from

    return asdict(settings_from(composed(company, ())))


def _list(visit: Visit, title: str, items: list[str]) -> None:
    from nicegui import ui

    with ui.element("section").classes("card"):
        text(visit.w(title), "h2")
        with ui.element("ul"):
            for said in items:
                text(said, "li")


def _argued(visit: Visit, settings: dict[str, Any]) -> None:
    w, lang = visit.w, visit.lang
    rows = []
    for item in assumptions.argued(settings):
        name = w.get(f"assumption.{item.key.replace('.', '_')}") or item.key
        value = w.name("reading", str(item.value)) if item.key == "customers.reading" else assumptions.written(item.value, lang)
        rows.append([(name, False), (value, True), (assumptions.allowed(item, lang), True), (item.grade, False)])
    table(w("lab.about.assumptions"), [w(f"page.assumption_head.{key}") for key in ("what", "value", "range", "grade")], rows)


def _register(visit: Visit, items: list[assumptions.Assumption]) -> None:
    lang = visit.lang
    rows = [[(Key(i.key), False), (_value(i, lang), True), (assumptions.unit_of(i, lang), False), (_source(i, lang), False), (i.grade, False)] for i in items]
    found = table(visit.w("lab.about.sources"), [visit.w(f"page.assumption_head.{key}") for key in ("what", "value", "unit", "source", "grade")], rows)
    found.classes("register")


def _value(item: assumptions.Assumption, lang: str) -> str:
    said = assumptions.written(item.value, lang)
    return said if isinstance(item.value, (int, float)) else Key(said)


def _source(item: assumptions.Assumption, lang: str) -> str:
    """A citation is the same in both languages."""
    said = assumptions.rests_on(item, lang)
    return Key(said) if said == item.source else said
