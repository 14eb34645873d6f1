"""Pages as the framework's own test browser sees them: every word from the catalogue, edits, reasons, links, two browsers."""

from __future__ import annotations

import asyncio
import html
import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("nicegui")

import english
import httpx
from simulated import simulated

from cxsim.lab import lesson_duties, link, parts
from cxsim.lab.draft import Draft, SchemeDraft
from cxsim.lab.pages import PAGES, address
from cxsim.lessons import reading
from cxsim.report.words import LANGUAGES, words


@asynccontextmanager
async def opened(path="/en/"):
    """A browser at a page of the lab."""
    async with simulated() as user:
        await user.open(path)
        yield user


def said(user, but=""):
    """Everything a page shows or tells a screen reader, in order; without what is marked as being in a language."""
    found = []
    for element in (one for one in user.client.elements.values() if not but or one.props.get("lang") != but):
        found += [html.unescape(english.MARKED.sub(" ", str(element.props[key])) if but else str(element.props[key])) for key in ("innerHTML", "aria-label") if element.props.get(key)]
    return [re.sub(r"<[^>]+>", " ", text).strip() for text in found if "<svg" not in text]


def one(user, marker):
    (element,) = user.find(marker=marker).elements
    return element


def session_of(user):
    """The state behind the browser."""
    from nicegui import app

    from cxsim.lab.gate import SESSION

    del app
    import gc

    from cxsim.lab.session import Sessions

    name = user.http_client.cookies[SESSION]
    return next(item._sessions[name] for item in gc.get_objects() if isinstance(item, Sessions) and name in item._sessions)


def run(story):
    asyncio.run(story())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_shows_a_word_of_the_other_language(page):
    """Texts that differ between the catalogues never stand on a page of the other language."""

    def only(lang):
        others = {text for other in LANGUAGES if other != lang for text in _texts(other)}
        return {text for text in others - set(_texts(lang)) if len(text) > 3 and "{" not in text}

    async def story():
        async with simulated() as user:
            for lang in LANGUAGES:
                await user.open(address(lang, page.name))
                shown = said(user)
                assert len(shown) > 10
                assert not only(lang) & set(shown)
                assert lang == "en" or not [text for text in said(user, but="en") if english.of_text(text)]
                assert user.client.page.language == {"en": "en-US", "fi": "fi"}[lang]

    run(story)


@pytest.mark.parametrize("name", reading.names())
def test_the_teachers_notes_are_finnish_throughout(name):
    assert not english.found(lesson_duties.notes(name, "fi").decode())


def test_english_on_a_finnish_page_is_noticed():
    page = "<p>swept in every study</p><p>17.5</p><i>New unit 1</i><p>1 by definition</p><b>is not a plan of this lesson</b><p>Luokka A, 17,5</p><p lang=en>given: 1</p>"
    assert english.found(page) == ["swept in every study", "17.5", "New unit 1", "1 by definition", "is not a plan of this lesson"]


def _texts(lang):
    catalogue = words(lang)
    return [catalogue.get(key) for key in catalogue.names() if isinstance(catalogue.get(key), str)]


def test_no_text_of_the_lab_is_left_untranslated():
    """Whatever has words in it reads differently in Finnish."""
    keys = [key for key in words("en").names() if key.startswith(("lab.", "course."))]
    worded = [key for key in keys if len(re.sub(r"\{[^}]*\}|[^A-Za-z]", "", words("en").get(key))) > 1]
    assert len(worded) > 100
    alike = {"lab.design.minutes"}  # "min" is short for a minute in both
    assert {key for key in worded if words("fi").get(key) == words("en").get(key)} == alike


def test_every_text_in_the_source_of_the_lab_comes_from_the_catalogue():
    """Building blocks get their words from w(...), never as a text written in the code."""
    import ast

    blocks = {"text", "link", "anchor", "button", "choice", "number_field", "stepper", "tick", "folded", "table", "notify", "label"}
    faults = []
    for path in (Path(__file__).parents[2] / "cxsim" / "lab").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in blocks and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and re.search("[A-Za-z]", str(first.value)):
                    faults.append(f"{path.name}:{node.lineno} {first.value}")
    assert not faults


def test_every_word_of_the_lab_is_used():
    """A text that nothing asks for is a text that nobody keeps true."""
    folder = Path(__file__).parents[2] / "cxsim"
    code = "\n".join(path.read_text("utf-8") for part in ("lab", "cli", "report/figures") for path in (folder / part).rglob("*.py"))
    asked = {found[1] for found in re.finditer(r"""["']((?:lab|course)\.(?:[^"'{]|\{[^}]*\})+)["']""", code)}
    shapes = [re.compile(r"[^.]+".join(re.escape(piece) for piece in re.split(r"\{[^}]*\}", key)) + r"(\..+)?") for key in asked]
    unused = [key for key in words("en").names() if key.startswith(("lab.", "course.")) and not any(shape.fullmatch(key) for shape in shapes)]
    assert not unused


def test_a_weight_is_changed_told_and_taken_back():
    async def story():
        async with opened() as user:
            session = session_of(user)
            one(user, "w-team_lead-revenue-unit").value = 35
            assert session.draft.schemes[0].weights["team_lead"]["revenue/unit"] == 35
            assert "disabled" in one(user, "run").props
            assert any("sum to 95%" in text for text in said(user)) and "95%, 5 left" in said(user)
            user.find(marker="w-team_lead-revenue-unit-more").click()
            assert session.draft.schemes[0].sums()["team_lead"] == 100 and "disabled" not in one(user, "run").props
            user.find(marker="undo").click()
            assert session.draft.schemes[0].sums()["team_lead"] == 95
            user.find(marker="spread-team_lead").click()
            assert session.draft.schemes[0].sums()["team_lead"] == 100
            one(user, "w-team_lead-revenue-unit").value = "35,5"
            assert session.draft.schemes[0].weights["team_lead"]["revenue/unit"] == 35.5, "a comma is a decimal sign too"
            user.find(marker="undo").click()
            one(user, "w-executive-revenue-company").value = None
            assert session.draft.schemes[0].sums()["executive"] == 0, "an emptied field counts as no weight"
            user.find(marker="restore").click()
            assert session.draft.schemes[0] == SchemeDraft("unit_growth")

    run(story)


def test_schemes_are_added_and_a_number_out_of_range_says_so():
    async def story():
        async with opened("/fi/") as user:
            session = session_of(user)
            user.find(marker="add").click()
            assert [scheme.base for scheme in session.draft.schemes] == ["unit_growth", "seniority_gradient", "company_cx"]
            user.find(marker="remove").click()
            assert len(session.draft.schemes) == 2
            one(user, "customers").value = None
            assert any(text.startswith("Asiakkaita markkinoilla alussa: luku puuttuu") and "100…1" in text for text in said(user))
            assert "disabled" in one(user, "run").props and session.work is None
            user.find(marker="run").click()
            assert session.work is None, "a disabled button that is pressed all the same runs nothing"

    run(story)


def test_a_link_opens_to_its_settings_and_runs_nothing():
    draft = Draft("bank", 700, 9, 40, ("closed_loop",), (SchemeDraft("fixed_pay"), SchemeDraft("company_cx")))

    async def story():
        async with opened(f"/en/?s={link.written(draft)}") as user:
            session = session_of(user)
            assert session.draft == draft and session.work is None
            assert words("en")("lab.design.link_came") in said(user)
            assert "disabled" not in one(user, "run").props
        async with opened("/en/?s=broken") as user:
            assert session_of(user).draft == Draft() and any("damaged" in text for text in said(user))

    run(story)


def test_two_browsers_do_not_see_each_other():
    async def story():
        from nicegui import core
        from nicegui.testing.user import User

        async with opened() as user, httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url="http://test") as second:
            other = User(second)
            await other.open("/en/")
            one(user, "seed").value = 1234
            assert session_of(user).draft.seed == 1234 and session_of(other).draft == Draft()
            assert "1234" not in said(other)

    run(story)


def test_the_way_in_speaks_the_language_of_the_browser():
    async def story():
        async with opened() as user:
            for wanted, lang in (("fi-FI,fi;q=0.9", "fi"), ("en-GB", "en"), ("sv", "en")):
                answer = await user.http_client.get("/?s=abc", headers={"accept-language": wanted})
                assert answer.headers["location"] == f"/{lang}/?s=abc"
            answer = await user.http_client.get("/en/", headers={"host": "evil.example"})
            assert answer.status_code == 403

    run(story)


@pytest.mark.parametrize(("typed", "lang", "read"), [("17,5", "fi", 17.5), ("17.5", "fi", 17.5), ("17,5", "en", 17.5), ("5,000", "en", 5000.0), ("5,000", "fi", 5.0), ("12 000", "fi", 12000.0), ("12\u202f345,5", "fi", 12345.5), ("\u22122,5", "fi", -2.5), ("1,234.5", "en", 1234.5)])
def test_a_comma_and_a_point_are_read_alike(typed, lang, read):
    assert float(parts.plain_number(typed, lang)) == read
