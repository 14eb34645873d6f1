"""A class led by somebody who only has the console: from one command, with phones that drop, slips that are typed and steps taken back."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("nicegui")
pytest.importorskip("playwright.sync_api", reason="the browser tests need the Python package playwright")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility check needs axe-playwright-python")

from browsing import FEW_LUCKS, NEEDS_CHROMIUM, Served, connected
from test_lesson_browser import MAIN, page_of, sound

from cxsim.report.words import words

pytestmark = NEEDS_CHROMIUM
OPENED = "document.querySelector('[data-name=console-main]')?.disabled === false"


@pytest.fixture(scope="module")
def led(tmp_path_factory):
    """`cxsim lesson NAME --browser`, shared: what it printed, and a seat for phones on this machine."""
    words = ("people=4", "seed=4", "workers=1", "customers.count=400", "horizon.warmup_years=1")
    served = Served("lesson", "silo_trap", "--browser", "--share", "127.0.0.1", "--lang", "fi", *words, program=FEW_LUCKS, lines=3, folder=tmp_path_factory.mktemp("class"))
    yield served.base, served.said
    code, said = served.end()
    assert code == 0 and "Traceback" not in said


def focused(page, name):
    """Wait until the focus is there: what is drawn anew gets it back a moment later."""
    page.wait_for_function("name => document.activeElement?.dataset.name === name", arg=name)


def test_one_command_opens_a_console_a_class_can_be_led_from(chromium, led):
    base, printed = led
    w, faults = words("fi"), []
    console_url = re.search(r"http\S+", printed[0])[0]
    token = re.search(r"token=(\S+)", console_url)[1]
    assert token not in printed[1], "phones are not told the token"
    console, wall = page_of(chromium, 1280, faults), page_of(chromium, 1280, faults)
    phones = [page_of(chromium, 390, faults) for _ in range(2)]
    console.goto(console_url)
    console.wait_for_selector(MAIN)
    connected(console)
    assert console.inner_text("h1") == "Siiloloukku" and token not in console.url
    assert console.inner_text(MAIN) == w("lesson_lab.console.practise"), "what the timetable has next comes first"
    wall.context.add_cookies([])
    wall.goto(base + console.get_attribute("[data-name=console-wall]", "href"))
    for page in (console, wall):
        page.wait_for_selector("svg.qr")
        box = page.locator("svg.qr").bounding_box()
        assert min(box["width"], box["height"]) >= (350 if page is wall else 160)
        assert token not in page.content()
    sound(wall, (1280, 390))
    code = console.inner_text(".door .code")

    for phone in phones:  # as a camera opens it
        phone.goto(f"{base}/join?code={code}&lang=fi")
        phone.click("button.main")
        phone.wait_for_selector("#screen h1")
        assert phone.context.cookies() == [] and token not in phone.content()

    # single seats
    console.wait_for_function("document.querySelectorAll('.seat-in').length === 2")  # the list is drawn anew when somebody comes
    seat = "a.mobile.1"
    console.click(f'[data-name="seat-{seat}"]')
    console.wait_for_selector("[data-name=seat-name]")
    sound(console, (1280, 390))
    console.select_option("[data-name=seat-name]", "table_2")
    console.click("[data-name=seat-rename]")
    phones[0].wait_for_function("document.querySelector('.who')?.textContent.includes('pöytä 2')")
    focused(console, "seat-rename")
    console.select_option("[data-name=seat-lang]", "en")
    phones[0].wait_for_selector("html[lang=en] #screen h1")
    phones[0].click("footer a[lang=fi]")  # the phone's own choice is kept, and the console shows it
    phones[0].wait_for_selector("html[lang=fi] #screen h1")
    console.wait_for_function("document.querySelector('[data-name=seat-lang]')?.value === 'fi'")
    console.click("[data-name=seat-empty]")
    phones[0].wait_for_selector("[name=code]")
    focused(console, f"seat-{seat}")
    assert console.locator(".one-seat").count() == 0, "what was offered for whoever sat there is gone"
    console.click("[data-name=console-undo]")
    phones[0].go_back()
    phones[0].wait_for_selector("#screen h1")

    # a round by hands and by slips
    console.click("[data-name=console-open]")
    for phone in phones:
        phone.wait_for_selector("form[data-do=decide]")
    console.click("[data-name=console-pause]")
    for page in (wall, phones[0]):
        page.wait_for_selector("#pause:visible")
        assert page.inner_text("#pause strong") == "Tauko"
    sound(phones[0], (390,))
    console.click("[data-name=console-go_on]")
    phones[0].wait_for_selector("#pause", state="hidden")
    phones[0].locator("[data-by='10']").first.click()
    phones[0].context.set_offline(True)
    phones[0].wait_for_selector("#lost:visible")
    phones[0].context.set_offline(False)
    phones[0].wait_for_selector("#lost", state="hidden")
    assert phones[0].locator(".points").first.inner_text() == "10", "what was half decided is still there"
    tab = phones[0].context.new_page()
    tab.goto(phones[0].url)
    tab.wait_for_selector("form[data-do=decide]")
    assert tab.inner_text(".who") == phones[0].inner_text(".who"), "a second tab is the same seat"
    late = page_of(chromium, 390, faults)
    late.goto(f"{base}/join?code={code}&lang=fi")
    late.click("button.main")
    late.wait_for_selector("#screen h1")
    assert w("lesson_lab.wait.late") in late.inner_text("#screen")

    console.locator("[data-name=typed] summary").click()
    console.wait_for_selector(".slip")
    console.locator(".slip").first.focus()
    rows = ("3214", "1", "9 9 9", "2", "10 0 0", "3", "0 0 5", "1")
    for typed in rows:
        console.keyboard.type(typed)
        console.keyboard.press("Enter")
    console.wait_for_function("[...document.querySelectorAll('.slip-said.good')].length === 6")
    assert [field.input_value() for field in console.locator(".slip").all()] == list(rows), "what is being typed is never overwritten"
    focused(console, "console-main")  # by keys alone, from the first slip to closing
    assert console.locator(".slip-said.problem").count() == 1
    sound(console, (1280, 390))
    console.locator(".slip").nth(2).fill("2 2 3")
    console.locator(".slip").nth(2).press("Enter")
    console.wait_for_function("document.querySelectorAll('.seat-decided').length === 4")
    phones[0].wait_for_function("document.querySelector('.points')?.textContent === '30'")
    phones[0].reload()
    phones[0].wait_for_selector(".good")
    console.locator(MAIN).press("Enter")
    phones[0].wait_for_selector("#screen table")
    console.wait_for_function(OPENED)
    console.locator(".console-seen summary").click()
    assert console.locator(".console-seen tbody tr").count() == 4
    sound(console, (1280, 390))

    # straight to the reveal, back, and there again
    console.locator(".console-more summary").click()
    console.click("[data-name=console-finish]")
    console.wait_for_function("document.querySelector('[data-name=console-undo]')?.textContent.includes('paljastukseen')")
    console.click("[data-name=console-undo]")
    console.wait_for_function(f"document.querySelector('[data-name=console-main]')?.textContent === '{w('lesson_lab.console.open', n=2)}'")
    console.goto(console.url.replace("/fi/", "/en/"))
    console.wait_for_selector(MAIN)
    connected(console)
    sound(console, (1280, 390))
    console.locator(".console-more summary").click()
    console.click("[data-name=console-finish]")
    console.wait_for_function("document.querySelector('[data-name=console-main]')?.textContent === 'Reveal page 1'")
    console.click(MAIN)
    console.wait_for_function("document.querySelector('[data-name=console-main]')?.textContent === 'Reveal page 2'")
    console.click(MAIN)
    wall.wait_for_selector(".revealed")
    console.click("[data-name=console-back]")
    wall.wait_for_function("document.querySelector('#screen .small')?.textContent.includes('1')")
    assert [fault for fault in faults if not re.search("404|ERR_INTERNET_DISCONNECTED|Failed to fetch", fault)] == []
    for page in (console, wall, *phones, late):
        page.context.close()
