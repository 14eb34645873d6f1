"""Design in a real browser: a company built and taken along, conditions of a scheme, keys, and a link that tells what differs."""

from __future__ import annotations

import zipfile
from dataclasses import asdict

import pytest
import yaml
from browsing import NEEDS_CHROMIUM, PATIENCE, connected, serious_faults
from test_lab_browser import browser, expect_text, small  # noqa: F401  fixtures are used by name

from cxsim.lab import link
from cxsim.lab.draft import Draft
from cxsim.lab.then import Then, now

pytestmark = NEEDS_CHROMIUM
WIDTHS = (1280, 390, 320)


def unfold(page):
    """Open the company and its first unit."""
    if page.get_attribute("[data-name=firm]", "open") != "":
        page.click("[data-name=firm] > summary")
    page.wait_for_selector("[data-name=firm-name]")


def serious(page):
    """Serious accessibility faults, at every width; none of which may scroll sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found += [(width, *fault) for fault in serious_faults(page)]
    page.set_viewport_size({"width": 1280, "height": 844})
    return found


def commit(page, name, value):
    """Write into a text field and leave it."""
    page.fill(f"[data-name={name}]", value)
    page.press(f"[data-name={name}]", "Tab")


def test_a_company_is_built_run_marked_as_earlier_and_taken_along(browser, lab, tmp_path):  # noqa: F811
    small(browser, lab)
    unfold(browser)
    commit(browser, "firm-name", "Our firm")
    expect_text(browser, ".stamp", "Our firm")
    browser.click("[data-name=unit-add]")
    browser.wait_for_selector("[data-name=unit-unit_1-name]")
    browser.wait_for_function("document.activeElement.dataset.name === 'unit-unit_1-name'")
    commit(browser, "unit-unit_1-name", "Cloud")
    browser.wait_for_function("document.querySelector('[data-name=unit-unit_1] summary')?.textContent === 'Cloud'")
    browser.uncheck("[data-name=unit-unit_1-phone]")
    browser.fill("[data-name=unit-unit_1-quality]", "150")
    expect_text(browser, ".why", "Quality at the start, Cloud is 150. Allowed: 0 to 100")
    assert browser.is_disabled("[data-name=run]")
    browser.fill("[data-name=unit-unit_1-quality]", "50")
    browser.fill("[data-name=dial-journeys-cross_unit_share]", "60")
    browser.fill("[data-name=bonus-unit_head]", "40")
    expect_text(browser, "[data-name=letter-A]", "(A)")
    assert "shipped: 30" in browser.inner_text("[data-name=firm]") and "shipped: 35" in browser.inner_text("[data-name=firm]")
    browser.wait_for_function("document.querySelector('[data-name=run]')?.disabled === false")
    assert serious(browser) == []
    with browser.expect_download() as waiting:
        browser.click("[data-name=firm-save]")
    assert waiting.value.suggested_filename == "telecom_own.yaml"
    waiting.value.save_as(tmp_path / "ours.yaml")
    browser.click("[data-name=run]")
    browser.wait_for_selector("#finding", timeout=PATIENCE)
    first = browser.inner_text(".shows").split()[2]
    assert "Our firm" in browser.inner_text(".stamp")
    browser.click("text=Settings of this result")
    assert "Journeys that cross units: 60 (shipped: 30)" in browser.inner_text("main") and "Cloud: added, like Billing and customer care" in browser.inner_text("main")
    share = browser.get_attribute("a.button", "href")
    browser.goto(f"{lab.base}/en/")
    unfold(browser)
    browser.click("[data-name=firm-restore]")
    expect_text(browser, ".stamp", "Telecom operator")
    browser.goto(f"{lab.base}/en/compare")
    assert f"Shows earlier settings ({first})" in browser.inner_text(".band")
    browser.goto(f"{lab.base}/fi/")  # the file, in the other language
    unfold(browser)
    browser.set_input_files("[data-name=firm-load]", tmp_path / "ours.yaml")
    expect_text(browser, ".firm-said", "Avattu: ours.yaml", 20_000)
    assert browser.input_value("[data-name=dial-journeys-cross_unit_share]") == "60" and browser.input_value("[data-name=firm-name]") == "Our firm"
    (tmp_path / "bad.yaml").write_text((tmp_path / "ours.yaml").read_text("utf-8").replace("quality: 0.5", "quality: 5"), "utf-8")
    browser.set_input_files("[data-name=firm-load]", tmp_path / "bad.yaml")
    expect_text(browser, ".firm-said", "Tiedostoa ei hyväksytä", 20_000)
    assert "bad.yaml" in browser.inner_text(".firm-said") and browser.input_value("[data-name=firm-name]") == "Our firm"
    browser.goto(lab.base + share)  # and the link carries it whole
    expect_text(browser, ".notice", "Nothing has been run")
    assert browser.input_value("[data-name=unit-unit_1-name]") == "Cloud" and browser.input_value("[data-name=bonus-unit_head]") == "40"
    expect_text(browser, ".stamp", f"settings {first}", 5000)  # the same digest as the run


def test_conditions_and_multipliers_are_changed_added_removed_and_run(browser, lab):  # noqa: F811
    small(browser, lab)
    browser.click("[data-name=letter-B]")
    browser.wait_for_selector("[data-name=letter-B][aria-pressed=true]")
    browser.select_option("[data-name=base]", "cx_gate")
    browser.wait_for_selector("[data-name=company_cx-required]")
    assert browser.input_value("[data-name=company_cx-amount]") == "50"
    browser.fill("[data-name=company_cx-required]", "98")
    browser.select_option("[data-name=company_cx-effect]", "cap_pct")
    browser.wait_for_function("document.activeElement.dataset.name === 'company_cx-effect'")
    browser.fill("[data-name=company_cx-amount]", "80")
    expect_text(browser, ".term .said", "If measured CX of the whole company is below 98% of target, the bonus pays at most 80% of target.")
    browser.click("[data-name=gate-add]")
    browser.wait_for_selector("[data-name=gate_1-on]")
    browser.select_option("[data-name=gate_1-on]", "revenue/unit")
    browser.fill("[data-name=gate_1-amount]", "250")
    expect_text(browser, ".why", "B, Condition 2, Share left, % is 250. Allowed: 0 to 100")
    browser.fill("[data-name=gate_1-amount]", "25")
    browser.click("[data-name=modifier-add]")
    browser.wait_for_selector("[data-name=modifier_1-high]")
    browser.fill("[data-name=modifier_1-high]", "130")
    browser.uncheck("[data-name=modifier_1-executive]")
    browser.wait_for_function("document.querySelector('[data-name=run]')?.disabled === false")
    assert serious(browser) == []
    browser.click("text=Explained: who is paid for what")
    said = browser.inner_text(".explain")
    assert "must reach 98 % of target; if not, the payout is at most 80 % of target" in said
    assert "Condition on revenue of the own unit" in said and "only 25 % of that part is left" in said and "multiplies the bonus by 80 % to 130 %" in said
    browser.click("[data-name=run]")
    browser.wait_for_selector("#finding", timeout=PATIENCE)
    with browser.expect_download(timeout=PATIENCE) as waiting:
        browser.click("[data-name=download-config]")
    with zipfile.ZipFile(waiting.value.path()) as packed:
        scheme = yaml.safe_load(packed.read("mine/scheme/cx_gate_b.yaml"))
    assert scheme["gates"]["company_cx"] == {"metric": "cx", "scope": "company", "required": 98, "cap_pct": 80}
    assert scheme["gates"]["gate_1"] == {"metric": "cx", "scope": "company", "required": 100, "factor": 0.25, "on": "component", "component": "revenue/unit"}
    assert scheme["modifiers"]["modifier_1"]["levels"] == ["team_lead", "middle_manager", "unit_head"] and scheme["curves"]["multiplier_modifier_1"]["kinks"] == [[96, 80], [100, 100], [104, 130]]
    browser.goto(f"{lab.base}/en/")
    browser.click("[data-name=letter-B]")
    browser.wait_for_selector("[data-name=letter-B][aria-pressed=true]")
    browser.click("[data-name=company_cx-remove]")
    browser.wait_for_selector("[data-name=company_cx-required]", state="detached")
    expect_text(browser, ".stamp", "not run")


def press(page, key):
    """A key where nobody types: the page itself has the focus."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)


def open_help(page):
    return page.evaluate("document.getElementById('keys').open")


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_r_runs_escape_cancels_and_a_question_mark_tells_the_keys(browser, lab, lang):  # noqa: F811
    browser.goto(f"{lab.base}/{lang}/")
    browser.fill("[data-name=customers]", "20000")
    browser.click("[data-name=n-40]")
    browser.wait_for_function("document.querySelector('.stamp')?.textContent.includes('000')")
    browser.focus("[data-name=seed]")
    for key in ("r", "?"):
        browser.keyboard.press(key)
    browser.wait_for_timeout(400)
    assert browser.url.endswith(f"/{lang}/") and not open_help(browser), "letters typed into a field are no commands"
    press(browser, "?")
    assert open_help(browser) and browser.evaluate("document.getElementById('keys').contains(document.activeElement)")
    assert serious(browser) == []
    browser.keyboard.press("r")
    browser.keyboard.press("Escape")
    browser.wait_for_timeout(300)
    assert not open_help(browser) and browser.url.endswith(f"/{lang}/"), "an open dialog keeps the keys to itself"
    browser.fill("[data-name=seed]", "3")
    expect_text(browser, ".stamp", "3")
    browser.wait_for_function("document.querySelector('[data-name=run]')?.disabled === false")
    press(browser, "r")
    browser.wait_for_url("**/compare")
    browser.wait_for_selector("[data-name=cancel]", timeout=PATIENCE)
    press(browser, "Escape")
    expect_text(browser, ".status", {"en": "No verdict", "fi": "Ei päätelmää"}[lang], 5000)


def test_keys_are_switched_off_for_the_whole_session(browser, lab):  # noqa: F811
    browser.goto(f"{lab.base}/en/")
    browser.fill("[data-name=customers]", "20000")
    expect_text(browser, ".stamp", "20,000")
    browser.click("[data-name=keys-open]")
    assert open_help(browser)
    browser.uncheck("[data-name=keys-on]")
    browser.wait_for_function("!window.labKeys.on && document.querySelector('.keys-said')?.textContent === 'Keys are switched off.'")
    browser.click("[data-name=keys-close]")
    for path in ("/en/", "/en/about", "/en/"):
        browser.goto(lab.base + path)
        browser.wait_for_selector("[data-name=keys-open]")
        connected(browser)
        press(browser, "r")
        press(browser, "?")
        browser.wait_for_timeout(300)
        assert browser.url == lab.base + path and not open_help(browser)
    browser.click("[data-name=keys-open]")
    browser.check("[data-name=keys-on]")
    browser.wait_for_function("window.labKeys.on")
    browser.click("[data-name=keys-close]")
    press(browser, "r")
    browser.wait_for_url("**/compare")
    browser.wait_for_selector("[data-name=cancel]", timeout=PATIENCE)
    press(browser, "Escape")
    expect_text(browser, ".status", "No verdict", 5000)


def test_a_link_of_another_version_tells_what_differs_before_anything_is_run(browser, lab):  # noqa: F811
    draft = Draft(customers=700)
    then = now(draft)
    before = Then({**then.facts, "journeys.cross_unit_share": 0.2, "scheme.A.unit_head.revenue/unit": 80.0, "company.units.mobile.gone": 3}, {**then.marks, "survey": "0" * 8})
    text = link.packed({**link.unpacked(link.written(draft)), "made_by": "0.0.9", "then": asdict(before)})
    browser.goto(f"{lab.base}/en/?s={text}")
    expect_text(browser, ".notice", "cxsim 0.0.9")
    rows = browser.eval_on_selector_all(".notice tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    assert rows == [
        ["Journeys that cross units (journeys.cross_unit_share)", "0.2", "0.3"],
        ["A: Revenue of the own unit, unit heads (scheme.A.unit_head.revenue/unit)", "80", "100"],
        ["company.units.mobile.gone", "3", "not there"],
        ["other settings of survey", "as it was", "changed"],
    ]
    assert serious(browser) == []
    browser.goto(f"{lab.base}/en/compare")
    assert "No run yet." in browser.inner_text("main"), "opening a link runs nothing"
    browser.goto(f"{lab.base}/fi/?s={text}")
    expect_text(browser, ".notice", "Mikä on muuttunut linkin tekemisen jälkeen")
    browser.goto(f"{lab.base}/fi/?s={link.packed({**link.unpacked(text), 'format': 9})}")
    expect_text(browser, ".notice", "Linkkiä ei voi käyttää")
    assert "format" in browser.inner_text(".notice") and browser.locator(".notice [lang=en]").count() == 0, "told in Finnish"


def test_the_form_that_starts_a_lesson_refuses_in_finnish(browser, lab):  # noqa: F811
    browser.goto(f"{lab.base}/fi/lessons")
    browser.fill("[data-name=people]", "500")
    browser.click("[data-name=begin]")
    expect_text(browser, "#start .problem", "people: ei ole osallistujien määrä")
    assert "sallittu: 3–60" in browser.inner_text("#start")
    browser.fill("[data-name=people]", "12")
    browser.click("#start summary")
    commit(browser, "world", "customers.count=lots")
    browser.click("[data-name=begin]")
    expect_text(browser, "#start", "customers.count: pitää olla luku")
