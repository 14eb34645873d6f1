"""Findings of the linter as sentences in English and Finnish."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cxsim.desk.linter.registry import OPEN, SEVERITIES, Finding, Value
from cxsim.desk.plan_file import PlanFile
from cxsim.report import numbers
from cxsim.report.words import raised, words

PLACES = {"number": 2, "one": 1, "two": 2}


class Speaker:
    """Names of levels, measures and numbers of one plan in one language."""

    def __init__(self, file: PlanFile, lang: str):
        self.file, self.lang, self.w = file, lang, words(lang)
        self._levels = {str(row.get("level")): str(row.get(f"name_{lang}") or row.get("level")) for row in file.sheet("levels")}

    def level(self, key: str) -> str:
        """Name of a level as the file gives it, else its key; `all` is the whole company."""
        return self.w("static.everybody") if key == "all" else self._levels.get(key, key).replace("_", " ")

    def measure(self, key: str) -> str:
        """metric/scope in words."""
        metric, _, scope = key.partition("/")
        name = self.w.name("lint.metric", metric)
        return str(self.w.get(f"lint.scope.{scope}", "{metric}")).format(metric=name)

    def value(self, value: Value) -> str:
        """One value of a finding."""
        kind, what = value
        if kind in PLACES:
            return self.number(what, PLACES[kind])
        if kind == "eur":
            return numbers.money(what, 0, self.lang)
        named = {"level": self.level, "measure": self.measure}
        return named[kind](what) if kind in named else str(what)

    def number(self, value: float, places: int) -> str:
        """A number without needless zeros."""
        while places and abs(round(value, places) - round(value, places - 1)) < 1e-9:
            places -= 1
        return numbers.number(value, places, self.lang)

    def finding(self, found: Finding) -> str:
        """The sentence of a finding; with the reason when it is silenced."""
        filled = {name: self.value(value) for name, value in found.values.items()}
        say = "open" if found.severity == OPEN and self.w.get(f"lint.{found.rule}.open") else found.say
        text = raised(self.w(f"lint.{found.rule}.{say}", **filled))
        return f"{text} ({self.w('lint.silenced', reason=found.silenced)})" if found.silenced else text

    def counts(self, findings: list[Finding]) -> str:
        """How many of each severity."""
        told = Counter("silenced" if found.silenced else found.severity for found in findings)
        return self.w("lint.counts", silenced=told["silenced"], **{name: told[name] for name in SEVERITIES})

    def rows(self, findings: list[Finding]) -> list[dict[str, Any]]:
        """Findings as rows of a table."""
        return [
            {"rule": found.rule, "key": found.severity, "severity": self.w(f"lint.severity.{found.severity}"), "what": self.finding(found), "where": found.place,
             "source": self.w(f"lint.source.{found.rule}"), "silenced": bool(found.silenced)}
            for found in findings
        ]  # fmt: skip

    def lines(self, findings: list[Finding]) -> list[str]:
        """Findings for a terminal, one line each, and how many there are."""
        told = [f"{row['rule']}  {row['severity']:<10}  {row['where']}: {row['what']}" for row in self.rows(findings)]
        return [numbers.plain(line) for line in (*told, self.counts(findings) if findings else self.w("lint.none"))]
