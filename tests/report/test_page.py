"""The page is one offline file that names its language, describes its pictures, and keeps the place of empty results."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import fake
import pandas as pd
import pytest

from cxsim.report import assumptions, terminal
from cxsim.report.html import write_report, write_run_report
from cxsim.report.view import View

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Checker(HTMLParser):
    """Collects ids, languages, pictures, addresses, and unclosed tags."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.addresses: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "html":
            self.lang = known.get("lang") or ""
        if "id" in known:
            self.ids.append(str(known["id"]))
        if known.get("role") == "img":
            self.labels.append(known.get("aria-label") or "")
        self.addresses += [str(v) for k, v in attrs if k in ("src", "href", "xlink:href", "srcset")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.stack and self.stack[-1] == tag, (tag, self.stack[-3:])
        self.stack.pop()


@pytest.fixture(params=["en", "fi"])
def page(request: pytest.FixtureRequest, page_in: Any) -> tuple[str, str]:
    return request.param, page_in(request.param)


def test_the_page_is_whole_and_offline(page: tuple[str, str]) -> None:
    lang, text = page
    checker = Checker()
    checker.feed(text)
    assert lang == "en" or not re.search(r">(more|fewer|none|inflated share)<", text)
    assert checker.stack == []
    assert checker.lang == lang
    assert len(checker.ids) == len(set(checker.ids))
    assert "http://" not in text and "https://" not in text
    assert all(address.startswith(("#", "data:text/csv")) for address in checker.addresses)
    assert not re.search(r"@import|url\((?!#)|<script|<link", text)
    assert len(text.encode()) < 3_000_000


def test_pictures_have_words_for_those_who_cannot_see_them(page: tuple[str, str]) -> None:
    checker = Checker()
    checker.feed(page[1])
    assert len(checker.labels) == 18
    assert all(len(label) > 40 for label in checker.labels)


def test_all_sections_are_there_and_foreign_text_is_escaped(page: tuple[str, str]) -> None:
    _, text = page
    for number in range(14):
        assert f'id="s{number}"' in text
    assert "a &lt;b&gt;note&lt;/b&gt;" in text
    assert "7c1e4a9d03b1ffee" in text


def test_empty_results_keep_their_place(tmp_path: Any) -> None:
    text = write_report(fake.make(empty=True), tmp_path / "report.html").read_text(encoding="utf-8")
    assert "No break can be told from chance" in text
    assert "study.handoff_costs" in text
    assert all(f'id="s{number}"' in text for number in range(14))


def test_a_run_has_a_page(tmp_path: Any) -> None:
    quarterly = pd.DataFrame({"quarter": [1, 2], "true_cx": [58.0, 59.0], "measured_cx": [62.0, 63.0]})
    run = SimpleNamespace(
        quarterly=quarterly,
        managers=pd.DataFrame(),
        settings={"scheme": {"name": "fixed_pay"}, "horizon": {"years": 1}},
        digest="abc",
        summary={"true_cx": 59.0},
    )
    text = write_run_report(run, tmp_path / "run.html", "fi").read_text(encoding="utf-8")
    assert 'lang="fi"' in text and "Kiinteä palkka" in text and "http" not in text


def test_the_register_lists_graded_settings_with_their_values() -> None:
    items = {item.key: item for item in assumptions.register(fake.make().settings)}
    assert items["journeys.cross_unit_share"].value == 0.34
    assert items["journeys.cross_unit_share"].grade == "D"
    assert assumptions.allowed(items["journeys.cross_unit_share"], "fi") == "0 – 1"
    assert [item.key for item in assumptions.argued(fake.make().settings)][:2] == [
        "journeys.cross_unit_share",
        "journeys.handoff_cost",
    ]


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("width", [80, 100, 200])
def test_the_terminal_table_keeps_within_its_width(lang: str, width: int) -> None:
    for comparison in (fake.make(), fake.make(fake.TWELVE), fake.make(sign=-1.0, m=None), fake.make(n=1)):
        lines = terminal.report(comparison, lang, width).splitlines()
        assert max(len(line) for line in lines) <= min(width, 100)
        allowed = "" if lang == "en" else "äöÄÖ"
        assert all(ch.isascii() or ch in allowed for line in lines for ch in line)


def test_the_terminal_table_says_what_the_interval_allows() -> None:
    lines = terminal.report(fake.make()).splitlines()
    row = next(line for line in lines if line.startswith("fixed_pay"))
    assert "~" in row and row.endswith("can't tell")
    assert next(line for line in lines if line.startswith("seniority_gradient")).endswith("more")
    narrow = terminal.report(fake.make(), width=80)
    assert "all at end" in lines[2] and "profit" in lines[2]
    assert "profit" in narrow.splitlines()[3] and "all at end" not in narrow.splitlines()[3]


def test_colour_is_only_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.wants_color(Screen())  # type: ignore[arg-type]
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_color(Screen())  # type: ignore[arg-type]
    assert "\033" not in terminal.report(fake.make()) and "\033" in terminal.report(fake.make(), color=True)


def test_focus_is_the_clear_gain_else_the_clear_loss() -> None:
    assert View(fake.make()).focus == "seniority_gradient"
    assert View(fake.make(["unit_growth", "unit_growth_cost", "fixed_pay"])).focus == "unit_growth_cost"
