"""The form of a reward plan on a real phone's width: a ready plan first, then steps; by thumb and by keys, in both languages."""

from __future__ import annotations

import pytest

pytest.importorskip("nicegui")
pytest.importorskip("playwright.sync_api", reason="the browser tests need the Python package playwright")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility check needs axe-playwright-python")

from browsing import NEEDS_CHROMIUM, connected
from test_lesson_browser import MAIN, page_of, sound

from cxsim.report.words import words

pytestmark = NEEDS_CHROMIUM
DEAR = {"en": "This plan does not start", "fi": "Tämä järjestelmä ei käynnisty"}


def waits(phone):
    """What the button of the form waits for, said beside it; empty when it may be pressed."""
    button, why = phone.locator("form .main"), phone.locator("form .why").inner_text()
    assert button.get_attribute("aria-describedby") == "why" and (button.get_attribute("aria-disabled") == "true") == bool(why)
    return why


def spin(phone, key, points):
    """Set a figure by keys."""
    phone.locator(f'[data-key="{key}"] [role=spinbutton]').focus()
    phone.keyboard.press("Home")
    for _ in range(points // 5):
        phone.keyboard.press("ArrowRight")


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_a_plan_is_designed_at_390_pixels(chromium, base, lang):
    faults = []
    console, phone = page_of(chromium, 1280, faults), page_of(chromium, 390, faults)
    console.goto(f"{base}/{lang}/lessons")
    console.wait_for_selector("[data-name=begin]")
    connected(console)
    console.select_option("[data-name=lesson]", "your_plan")
    console.select_option("[data-name=clock]", "long")
    console.fill("[data-name=people]", "5")
    console.click("summary")
    console.fill("[data-name=world]", "customers.count=400 horizon.warmup_years=1")
    console.press("[data-name=world]", "Tab")
    console.click("[data-name=begin]")
    console.wait_for_selector(MAIN)
    phone.goto(f"{base}/join?lang={lang}")
    phone.fill("[name=code]", console.inner_text(".door .code"))
    phone.click("button.main")
    phone.wait_for_selector("#screen h1")
    wall = page_of(chromium, 1280, faults)
    wall.goto(base + console.get_attribute("[data-name=console-wall]", "href"))
    console.click(MAIN)  # what there is to choose from, before anybody decides
    wall.wait_for_function("[...document.querySelectorAll('table.brief td.n')].filter((cell) => cell.textContent.includes('%')).length === 12")
    sound(wall, (1280,))
    phone.wait_for_selector("ol.brief .cost")
    sound(phone, (390, 320))
    console.click(MAIN)
    phone.wait_for_selector("form[data-do=decide]")
    send = phone.locator("form .main")
    phone.locator("input[name=remedy]").first.check()
    assert words(lang)("lesson_plan.script.plan_pick")[1:-1] in waits(phone)  # a ready plan comes first
    phone.locator("input.ready").nth(1).check()
    assert [text.strip() for text in phone.locator(".sum").all_inner_texts()] == ["100 / 100"] * 4 and not waits(phone)
    sound(phone, (390, 360, 320))
    level = phone.locator("details.level").nth(3)
    level.locator("summary").click()
    small = [box for box in (button.bounding_box() for button in level.locator(".step").all()) if box["height"] < 44 or box["width"] < 44 or box["x"] + box["width"] > 390]
    assert not small, "every step can be pressed with a thumb"
    level.locator('[data-key="executive.growth"] .step').first.click()
    assert level.locator(".sum").inner_text() == "95 / 100" and waits(phone)
    level.locator('[data-key="executive.profit"] .step').last.click()
    assert level.locator(".sum").inner_text() == "100 / 100" and not waits(phone)
    assert phone.locator("input.ready:checked").count() == 0  # it is a plan of one's own now
    level.locator('[data-key="executive.profit"] .step').first.click()
    level.locator('[data-key="executive.growth"] .step').last.click()
    assert phone.locator("input.ready:checked").get_attribute("value") == "own_customers"
    for fold in phone.locator("details.level").all()[:3]:
        fold.locator("summary").click()
    for name in ("team_lead", "middle_manager", "unit_head", "executive"):
        for measure in ("growth", "own_customers", "company_cx"):
            if (name, measure) != ("executive", "own_customers"):
                spin(phone, f"{name}.{measure}", 100 if measure == "company_cx" else 0)
    sound(phone, (390, 320))
    send.click()
    phone.wait_for_selector(".fault:not(:empty)")
    assert DEAR[lang] in phone.inner_text(".fault") and "150" in phone.inner_text(".fault")
    phone.locator('[name="plan.curve"][value=gentle]').check()
    send.click()
    phone.wait_for_selector(".good")
    console.click(MAIN)
    phone.wait_for_selector("#screen .card")
    assert phone.locator("#screen table").count() == 0, "what it brings is foretold before anybody sees it"
    console.click(MAIN)
    phone.wait_for_selector("form[data-do=predict]")
    ends = phone.locator("input.end")
    for place, value in enumerate(("110", "90", "60", "120")):
        ends.nth(place).fill(value)
    phone.locator("fieldset.guess input[type=radio]").first.check()
    assert words(lang)("lesson_say.reason.turned") in waits(phone)  # from 110 to 90 is no interval
    phone.locator("form .main").focus()
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.classList.contains('end')"), "pressed all the same, it leads to what it waits for"
    console.click(MAIN)
    console.wait_for_selector("#console-why")
    assert words(lang).plural("lesson_say.unsealed", 1) == console.inner_text("#console-why"), "predictions do not end by one press"
    sound(console, (1280, 390))
    ends.nth(0).fill("70")
    sound(phone, (390, 320))
    phone.click("form .main")
    phone.wait_for_selector(".hash")
    console.wait_for_function("said => document.querySelector('[data-name=console-main]')?.textContent === said", arg=words(lang)("lesson_lab.console.open", n=1))
    console.click(MAIN)
    phone.wait_for_selector("form[data-do=decide]")
    assert phone.locator("form .good").count() == 1, "what was designed stands"
    assert phone.locator('[data-key="executive.company_cx"]').get_attribute("data-points") == "100"  # what was designed in practice
    assert phone.locator('[name="plan.curve"]:checked').get_attribute("value") == "gentle"
    phone.click("form .main")
    phone.wait_for_selector(".good")
    assert [fault for fault in faults if "422" not in fault] == [], "the only fault is the plan that was refused"
    for page in (console, phone, wall):
        page.context.close()
