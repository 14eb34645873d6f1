"""A whole tiny lesson in real browsers: a console, two phones and the wall; keyboard, sizes, accessibility in both languages."""

from __future__ import annotations

import pytest

pytest.importorskip("nicegui")
pytest.importorskip("playwright.sync_api", reason="the browser tests need the Python package playwright")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility check needs axe-playwright-python")

from browsing import NEEDS_CHROMIUM, PATIENCE, connected, serious_faults

from cxsim.report.words import words

pytestmark = NEEDS_CHROMIUM
MAIN = "[data-name=console-main]"
PLACE = "(document.querySelector('#screen .small')?.textContent ?? '')"  # where the wall says it is


def page_of(chromium, width, faults):
    page = chromium.new_context(viewport={"width": width, "height": 780}).new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return page


def sound(page, widths):
    """No serious accessibility fault and no scrolling sideways."""
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 780})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width, wide)
        serious = serious_faults(page)
        assert serious == [], (page.url, width, serious)
    page.set_viewport_size(size)


def onward(console):
    """The main button, and what it says next."""
    before = console.inner_text(MAIN)
    console.click(MAIN)
    console.wait_for_function("([at, before]) => (document.querySelector(at)?.textContent ?? before) !== before", arg=[MAIN, before])


def turn(console, wall, lang, step):
    """The next page of the reveal; every part of the one before is shown first, and fits the projector."""
    wanted = words(lang)("lesson_lab.step", n=step)
    for _ in range(9):
        before = wall.evaluate(PLACE)
        onward(console)
        wall.wait_for_function(f"before => {PLACE} !== before", arg=before)
        fits(wall)
        if wall.inner_text("#screen .small").startswith(wanted):
            return
    raise AssertionError(wanted)


def fits(wall):
    """Nothing of the wall is below its edge."""
    tall = wall.evaluate("document.documentElement.scrollHeight")
    assert tall <= wall.viewport_size["height"], (wall.inner_text("#screen .small"), tall)


def decide(page, first):
    """By keyboard alone."""
    page.wait_for_selector("form[data-do=decide]")
    for place, points in enumerate((first, 20, 10)):
        page.locator("[role=spinbutton]").nth(place).focus()
        page.keyboard.press("Home")
        for _ in range(points // 10):
            page.keyboard.press("ArrowRight")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.locator("form .main").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".good")


@pytest.mark.parametrize(("lang", "rounds"), [("en", 1), ("fi", 4)])
def test_a_whole_lesson(chromium, base, lang, rounds):
    """Every round in Finnish, whose words are longer; in English one, and from there straight to the reveal."""
    faults = []
    console, wall = page_of(chromium, 1280, faults), page_of(chromium, 1280, faults)
    phones = [page_of(chromium, 360, faults) for _ in range(2)]
    console.goto(f"{base}/{lang}/lessons")
    console.wait_for_selector("[data-name=begin]")
    connected(console)
    sound(console, (1280, 360))
    console.fill("[data-name=people]", "4")
    console.click("summary")
    console.fill("[data-name=world]", "customers.count=400 horizon.warmup_years=1")
    console.press("[data-name=world]", "Tab")
    console.click("[data-name=begin]")
    console.wait_for_selector(MAIN)
    code = console.inner_text(".door .code")
    wall.goto(base + console.get_attribute("[data-name=console-wall]", "href"))
    for phone in phones:
        phone.goto(f"{base}/join?lang={lang}")
        sound(phone, (360,))
        phone.fill("[name=code]", code.lower())
        phone.click("button.main")
        phone.wait_for_selector("#screen h1")
    sound(phones[0], (360, 320))
    sound(wall, (1280,))
    console.click("[data-name=console-predict]")
    for phone in phones:
        phone.wait_for_selector("form[data-do=predict]")
        phone.wait_for_selector("p.today")  # the form is drawn again when today's values come
        for field in phone.locator("fieldset.guess").all():
            number = field.locator("input.figure")
            number.fill("80") if number.count() else field.locator("input[type=radio]").first.click()
    sound(phones[0], (360, 320))
    phones[0].click("form .main")
    phones[0].wait_for_selector(".hash")
    console.click(MAIN)
    console.wait_for_selector("#console-why")  # one has not sealed: asked once
    for round_ in range(rounds):
        console.click(MAIN)
        decide(phones[0], 30)
        assert [place.inner_text() for place in phones[0].query_selector_all(".points")] == ["30", "20", "10", "40"], "the last one fills itself"
        if round_ == 0:
            phones[1].wait_for_selector("form[data-do=decide]")
            phones[0].reload()  # the chair is kept, with what was decided
            phones[0].wait_for_selector(".good")
            assert phones[0].locator(".points").first.inner_text() == "30"
            phones[1].locator("[data-by='10']").first.click()  # half-made decisions stay while others decide
            console.click("[data-name=console-plus_half]")
            wall.wait_for_function("document.querySelector('.counts')?.textContent.includes('1')")
            phones[1].wait_for_timeout(600)
            assert phones[1].locator(".points").first.inner_text() == "10"
            for page, widths in ((phones[0], (360, 320)), (wall, (1280, 360)), (console, (1280, 360))):
                sound(page, widths)
        console.click(MAIN)
        phones[0].wait_for_selector("#screen table")
        phones[0].wait_for_function("!document.querySelector('form')")
        console.wait_for_function("document.querySelector('[data-name=console-main]')?.disabled === false")
    sound(phones[0], (360, 320))
    if rounds < 4:
        console.locator(".console-more summary").click()
        console.click("[data-name=console-finish]")
        console.wait_for_function("([at, text]) => document.querySelector(at)?.textContent === text", arg=[MAIN, words(lang)("lesson_lab.console.reveal", n=1)])
    for step in range(1, 8):
        turn(console, wall, lang, step)
        if step == 1:
            phones[0].wait_for_selector("table.big")
            sound(phones[0], (360,))
        elif step != 6:
            wall.wait_for_selector(".revealed")
        sound(wall, (1280, 360))
    sound(console, (1280, 360))
    assert wall.evaluate("parseFloat(getComputedStyle(document.querySelector('#screen h1')).fontSize)") > 34
    console.click("[data-name=wall-down]")
    console.keyboard.press("Shift+ArrowUp")
    while words(lang)("lesson_lab.console.ticket") != console.inner_text(MAIN):
        onward(console)
    fits(wall)
    console.click(MAIN)
    phones[0].fill("textarea >> nth=0", "Work moved to what is paid")
    sound(phones[0], (360,))
    phones[0].click("form .main")
    phones[0].wait_for_selector(".good")
    console.click("[data-name=console-export]")
    console.wait_for_selector(".file")
    files = [link.get_attribute("href").rpartition("/")[2] for link in console.query_selector_all(".file")]
    assert {"report.html", "game.jsonl", "decisions.csv", "tickets.csv"} <= set(files)
    console.click(MAIN)
    console.locator("summary").last.click()
    console.click("[data-name=console-forget]")
    console.wait_for_selector(".danger")
    console.click("[data-name=console-forget]")
    console.wait_for_url("**/lessons")
    phones[0].wait_for_selector("[name=code]")
    assert [fault for fault in faults if "404" not in fault] == [], "the only fault is a seat that is gone"
    for page in (console, wall, *phones):
        page.context.close()
