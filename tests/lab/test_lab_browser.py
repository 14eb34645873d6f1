"""The lab in a real browser: a run that is changed on its way, keyboard, two browsers, nothing outside, accessibility, both sizes."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("nicegui")
pytest.importorskip("playwright.sync_api", reason="the browser tests need the Python package playwright")

from browsing import NEEDS_CHROMIUM, PATIENCE, Served, connected, serious_faults

pytestmark = NEEDS_CHROMIUM
PAGES = ("/en/", "/fi/", "/en/compare", "/fi/compare", "/en/about", "/fi/about")


def opened(context, lab):
    """A page that notes every address asked for and every fault."""
    page = context.new_page()
    page.outside, page.faults = [], []
    page.on("request", lambda request: page.outside.append(request.url) if not request.url.startswith((lab.base, "data:", "blob:", f"ws://127.0.0.1:{lab.port}")) else None)
    page.on("websocket", lambda ws: page.outside.append(ws.url) if f"127.0.0.1:{lab.port}" not in ws.url else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    return page


@pytest.fixture
def browser(chromium, lab):
    """A browser of its own, which notes every address asked for and every fault on its pages."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = opened(context, lab)
    yield page
    assert page.outside == [] and page.faults == []
    context.close()


@pytest.fixture(scope="module")
def finished(chromium, lab):
    """A browser that ran a comparison by keyboard, at its finished page; tests of it only look, and take along what is there."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = opened(context, lab)
    small(page, lab)
    page.focus("[data-name=run]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#finding", timeout=PATIENCE)
    page.focused = page.evaluate("document.activeElement.id")
    page.wait_for_function("document.querySelectorAll('.drawing').length === 7", timeout=PATIENCE)
    yield page
    assert page.outside == [] and page.faults == []
    context.close()


def small(page, lab, lang="en"):
    """The design page with few customers, so that a run is short."""
    page.goto(f"{lab.base}/{lang}/")
    page.fill("[data-name=customers]", "400")
    page.wait_for_function("document.querySelector('[data-name=run]')?.disabled === false")
    expect_text(page, ".stamp", "400")


def expect_text(page, selector, text, timeout=PATIENCE):
    page.wait_for_function("([s, t]) => document.querySelector(s)?.textContent.includes(t)", arg=[selector, text], timeout=timeout)


def test_a_run_by_keyboard_ends_in_a_finding_with_its_pictures_and_numbers(finished):
    assert finished.focused == "finding"
    titles = finished.eval_on_selector_all(".drawing .wide svg", "all => all.map(one => one.getAttribute('role') + ' ' + one.getAttribute('aria-label'))")
    assert len(titles) == 7 and all(title.startswith("img ") and len(title) > 40 for title in titles)
    finished.click("[data-name=table-course]")
    finished.wait_for_selector(".numbers table >> visible=true")
    assert finished.locator(".course .wide svg").is_hidden()
    shows = finished.inner_text(".shows")
    assert re.fullmatch(r"Shows: settings [0-9a-f]{4} · 10 of 10 replications", shows) and shows.split()[2] in finished.inner_text(".stamp")


def test_a_picture_never_belongs_to_other_settings_than_it_says(browser, lab):
    small(browser, lab)
    browser.click("[data-name=run]")
    browser.wait_for_selector("#finding", timeout=PATIENCE)
    first = browser.inner_text(".shows").split()[2]
    browser.goto(f"{lab.base}/en/")
    browser.click("[data-name=w-unit_head-revenue-unit-less]")
    browser.click("[data-name=spread-unit_head]")
    browser.fill("[data-name=seed]", "77")
    expect_text(browser, ".stamp", "77")
    browser.goto(f"{lab.base}/en/compare")
    assert f"Shows earlier settings ({first})" in browser.inner_text(".band")
    assert browser.inner_text(".shows").split()[2] == first and "77" not in browser.inner_text(".stamp")
    share = browser.get_attribute("a.button", "href")
    browser.click("[data-name=again]")
    other = browser.context.new_page()  # while it runs, another tab of the same browser changes the seed again
    other.goto(f"{lab.base}/en/")
    other.fill("[data-name=seed]", "78")
    expect_text(other, ".stamp", "78")
    browser.wait_for_function("first => !document.querySelector('.progress') && document.querySelector('#finding') && document.querySelector('.shows')?.textContent.includes(first) === false", arg=first, timeout=PATIENCE)
    assert "77" in browser.inner_text(".stamp") and browser.locator(".band").count() == 1, "the result of seed 77, marked since the controls say 78"
    other.goto(lab.base + share)
    expect_text(other, ".notice", "Nothing has been run")
    assert other.input_value("[data-name=seed]") == "1", "the link carries the result's settings, not the controls'"
    other.close()


def test_a_run_is_cancelled_within_a_second_and_another_browser_sees_nothing_of_it(browser, chromium, lab):
    browser.goto(f"{lab.base}/en/")
    browser.fill("[data-name=customers]", "20000")
    browser.click("[data-name=n-40]")
    expect_text(browser, ".stamp", "20,000")
    browser.click("[data-name=run]")
    browser.wait_for_selector("[data-name=cancel]", timeout=PATIENCE)
    stranger = chromium.new_context().new_page()
    stranger.goto(f"{lab.base}/fi/compare")
    assert stranger.locator(".progress").count() == 0 and "Ei vielä ajoa" in stranger.inner_text("main")
    started = time.monotonic()
    browser.click("[data-name=cancel]")
    expect_text(browser, ".status", "No verdict", 5000)
    assert time.monotonic() - started < 1.5  # a second, and what the test driver itself takes
    assert browser.locator("#finding").count() == 0
    stranger.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_accessibility_fault_or_scrolls_sideways(browser, lab, path):
    browser.goto(lab.base + path)
    browser.wait_for_selector("h1")
    connected(browser)
    for width, height in ((1280, 800), (390, 844), (320, 640)):
        browser.set_viewport_size({"width": width, "height": height})
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        assert serious_faults(browser) == []
    assert browser.get_attribute("html", "lang") == {"en": "en-US", "fi": "fi"}[path[1:3]]


def test_the_finished_page_has_no_serious_accessibility_fault(finished, lab):
    finished.goto(f"{lab.base}/fi/compare")
    finished.wait_for_function("document.querySelectorAll('.drawing').length === 7", timeout=PATIENCE)
    for width in (1280, 390):
        finished.set_viewport_size({"width": width, "height": 844})
        assert finished.evaluate("document.documentElement.scrollWidth") <= width
        assert serious_faults(finished) == []
    finished.set_viewport_size({"width": 1280, "height": 800})


def test_the_result_can_be_taken_along(finished, lab):
    finished.goto(f"{lab.base}/en/compare")
    finished.wait_for_selector("[data-name=download-report]", timeout=PATIENCE)
    connected(finished)
    for name, ending, start in (("report", ".html", b"<!DOCTYPE html>"), ("data", "_data.zip", b"PK"), ("config", "_config.zip", b"PK")):
        with finished.expect_download(timeout=PATIENCE) as waiting:
            finished.click(f"[data-name=download-{name}]")
        assert waiting.value.suggested_filename.endswith(ending)
        with open(waiting.value.path(), "rb") as file:
            assert file.read(len(start)) == start


def test_a_shared_lab_asks_for_its_token_and_ctrl_c_leaves_no_process(chromium):
    served = Served("lab", "--share", "127.0.0.1", "--token", "a-token-of-this-test", "workers=1")
    try:
        address = re.search(r"http://\S+", served.said[0])[0]
        for path in ("/en/", "/_nicegui_ws/socket.io/?EIO=4&transport=polling"):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(served.base + path)
        page = chromium.new_context().new_page()
        page.goto(address)
        page.wait_for_selector("[data-name=run]")
        assert "token" not in page.url
        page.fill("[data-name=seed]", "5")
        expect_text(page, ".stamp", "5")  # the socket works
        page.context.close()
        children = served.children()
        assert children
    finally:
        code, said = served.end()
    assert code == 0 and "The lab is closed." in said and "Traceback" not in said
    assert (served.said[0] + said).count("a-token-of-this-test") == 1, "the token is told once"
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < end, "a worker outlived the lab"
        time.sleep(0.05)
