"""The one page of an experiment: the answer computed from its numbers, a figure, every effect, what it does not show."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from markupsafe import Markup

from cxsim.report import numbers
from cxsim.report.figures import experiments as figures
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.outcomes import ATTENTION, label
from cxsim.report.words import raised, words
from cxsim.study.dictionary import meaning_of
from cxsim.study.experiment import found
from cxsim.study.experiment.form import AS_WRITTEN, SCHEMES, told_in
from cxsim.study.experiment.found import Answer
from cxsim.study.experiment.lived import Lived
from cxsim.study.experiment.plans import label_of
from cxsim.study.outcome import FAILURE_COLUMNS
from cxsim.study.saving import write_csv

QUARTERLY = {"customers_kept_pct": "kept_share"}  # column of the quarterly table that goes with an outcome
FEW = 12  # replications below which a page asks for caution
SHARES = ("fcr", "rough_share", "one_contact", "fragmentation")  # outcomes between 0 and 1: two decimals say nothing


class Told:
    """Words of an experiment in one language."""

    def __init__(self, lived: Lived, lang: str):
        self.lived, self.lang, self.w = lived, lang, words(lang)
        self.experiment = lived.experiment
        self.table = found.effects(lived)
        self.answer = found.answer(lived, self.table)

    def own(self, field: str) -> str:
        """A text of the experiment in this language."""
        return told_in(self.experiment, field, self.lang)

    def variant(self, name: str) -> str:
        """Label of a variant."""
        return told_in(self.experiment.variants[name], "label", self.lang)

    def scheme(self, name: str) -> str:
        """Label of a scheme."""
        return label_of(self.experiment, name, self.lang, self.lived.config_dir)

    def row(self, variant: str, scheme: str) -> str:
        """Label of a row: the variant, and the scheme where there are several; or the other way round."""
        if self.experiment.compare == SCHEMES:
            several = len(self.experiment.variants) > 1
            return f"{self.scheme(scheme)}, {self.variant(variant)}" if several else self.scheme(scheme)
        several = self.table["scheme"].nunique() > 1
        return f"{self.variant(variant)}, {self.scheme(scheme)}" if several else self.variant(variant)

    def outcome(self, name: str) -> str:
        """Label of an outcome."""
        return raised(str(self.w.get(f"metric.{name}") or label(name, self.lang)))

    def unit(self, name: str) -> str:
        """Unit of a difference of an outcome."""
        text = self.w.get(f"unit.{name}")
        currency = next(iter(self.lived.settings.values())).company.currency
        if name in SHARES:
            return self.w("experiment.share")
        if name.startswith(ATTENTION):
            return self.w("experiment.attention")
        return str(text).format(currency=currency) if text else meaning_of("runs", name)[0]

    def size(self, row: Any) -> str:
        """A difference with its interval."""
        places = 3 if row["outcome"] in SHARES or row["outcome"].startswith(ATTENTION) else numbers.decimals_of(row["mean"], row["lo"], row["hi"], 1)
        mean = numbers.number(row["mean"], places, self.lang, signed=True)
        if math.isnan(row["lo"]):
            return mean
        return f"{mean} ({numbers.interval(row['lo'], row['hi'], places, self.lang, signed=True)})"

    # ------------------------------------------------------------ sentences

    def headline(self) -> str:
        """The answer in one or two sentences, whichever way it came out."""
        if not self.answer.enough:
            return raised(self.w("experiment.example", metric=self._metric(self.answer), n=self.answer.replications))
        return self._said(self.answer)

    def further(self) -> list[str]:
        """The same of every other outcome; nothing where there are too few seeds."""
        if not self.answer.enough:
            return []
        return [self._said(found.answer(self.lived, self.table, name)) for name in self.experiment.outcomes[1:]]

    def caution(self) -> str:
        """A reservation where there are few seeds."""
        few = self.answer.enough and self.answer.replications < FEW
        return self.w("experiment.first_look", n=self.answer.replications) if few else ""

    def _metric(self, item: Answer) -> str:
        """The outcome in mid-sentence."""
        return str(self.w.get(f"metric_said.{item.outcome}") or self.outcome(item.outcome))

    def _said(self, item: Answer) -> str:
        """How many rows go which way, and the largest."""
        if item.tried == 1:
            return raised(self._single(item))
        counts = {"tried": item.tried, "up": item.up, "down": item.down, "open": item.open}
        counted = raised(self.w(f"experiment.{self._counted(item)}_{self._kind()}", **counts, metric=self._metric(item), **self._names()))
        if item.largest is None:
            return counted
        label = self.row(item.largest["variant"], item.largest["scheme"])
        largest = self.w("experiment.largest", label=label, size=self.size(item.largest), unit=self.unit(item.outcome).rstrip("."))
        return f"{counted} {largest}"

    def _names(self) -> dict[str, str]:
        """What differences are taken from, and the schemes whose lead is spoken of."""
        first, *rest = (self.scheme(name) for name in self.experiment.schemes)
        return {"base": self.base(), "first": first, "scheme": ", ".join(rest)}

    def _counted(self, item: Answer) -> str:
        """Which sentence tells the counts: all one way, or mixed."""
        for name, count in (("all_up", item.up), ("all_down", item.down), ("all_open", item.open)):
            if count == item.tried:
                return name
        return "counted"

    def _single(self, item: Answer) -> str:
        row = self.table[self.table["outcome"] == item.outcome].iloc[0]
        label, kind = self.row(row["variant"], row["scheme"]), self._kind()
        state = "open" if item.largest is None else ("up" if row["mean"] > 0 else "down")
        return self.w(f"experiment.single_{kind}_{state}", label=label, metric=self._metric(item), size=self.size(row), unit=self.unit(item.outcome), **self._names())

    def base(self) -> str:
        """What differences are taken from."""
        if self.experiment.compare == SCHEMES:
            return self.scheme(self.experiment.schemes[0])
        return self.variant(self.experiment.reference)

    def _kind(self) -> str:
        return self.experiment.compare

    def claims(self) -> str:
        """How many go the way the texts say; empty where they say nothing."""
        item = self.answer
        claimed = int((self.table["claim"].isin(["more", "less"])).sum())
        if not claimed or not item.enough:
            return ""
        return self.w("experiment.claims", claimed=claimed, yes=item.as_claimed, contrary=item.contrary, open=claimed - item.as_claimed - item.contrary)

    def sure(self) -> list[str]:
        """How sure: seeds, intervals, failed runs."""
        said = [self.w("experiment.paired", n=self.answer.replications), self.w("experiment.together")]
        if len(self.experiment.schemes) > 1:
            key = self._kind() if self.experiment.basis == AS_WRITTEN else self.experiment.basis
            said.append(self.w(f"experiment.basis.{key}", base=self.scheme(self.experiment.schemes[0])))
        if self.lived.failures:
            said.append(self.w("experiment.failed", n=len(self.lived.failures)))
        return said

    # ------------------------------------------------------------ tables and figures

    def effects(self) -> list[dict[str, str]]:
        """Rows of the table of effects."""
        return [
            {
                "row": self.row(row["variant"], row["scheme"]), "outcome": self.outcome(row["outcome"]), "size": self.size(row),
                "unit": self.unit(row["outcome"]), "state": self.w.name("state", row["state"]),
            }
            for _, row in self.table.iterrows()
        ]  # fmt: skip

    def figure(self) -> Any:
        """The figure the experiment asks for."""
        first, table = self.experiment.outcomes[0], self.table
        if time := self.experiment.figure == "time":
            table = found.course(self.lived, QUARTERLY.get(first, first))
        labels = {name: self.variant(name) for name in table["variant"].unique()}
        schemes = {name: self.scheme(name) for name in table["scheme"].unique()}
        if self.experiment.compare == SCHEMES:  # rows, or lines, are schemes
            table = table.rename(columns={"variant": "scheme", "scheme": "variant"})
            labels, schemes = schemes, labels
        if time:
            return figures.course(table, labels, schemes, f"{self.outcome(first)}, {self.unit(first)}", self.lang)
        shown = self.experiment.outcomes[:3]
        units, names = {name: self.unit(name) for name in shown}, {name: self.outcome(name) for name in shown}
        return figures.effects(table, labels, schemes, units, names, self.lang)

    def varied(self) -> list[tuple[str, str]]:
        """What each variant changes, in the words of the command line."""
        every = [(self.variant(name), " ".join(item.overrides)) for name, item in self.experiment.variants.items()]
        made = [(self.scheme(name), f"{item.of}: {flow(item.changes)}") for name, item in self.experiment.own_schemes.items()]
        return [(label, text or self.w("experiment.nothing")) for label, text in every + made]


def flow(changes: dict[str, Any]) -> str:
    """Nested entries on one line, as a file may hold them."""
    return yaml.safe_dump(changes, default_flow_style=True, width=10_000, sort_keys=False).strip()


def _chart(told: Told, figure: Any) -> Chart:
    return Chart("experiment", figure, told.headline(), told.own("question"), "")


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figure and tables into `folder`."""
    lived, lang = told.lived, told.lang
    inside, alone = _chart(told, told.figure()), _chart(told, figures.titled(told.figure(), told.headline()))
    (folder / "figure.png").write_bytes(png(alone))
    (folder / "figure.svg").write_text(svg(alone), "utf-8")
    for name, table in {"effects": told.table, "runs": lived.runs, "failures": pd.DataFrame(lived.failures, columns=FAILURE_COLUMNS)}.items():
        write_csv(table, folder / f"{name}.csv")
    page = environment().get_template("experiment.html.j2").render(
        told=told, w=told.w, lang=lang, facts=facts, digest=lived.digest,
        picture=Markup(inline(inside, "e", escape(told.headline(), quote=True))),  # noqa: S704  our own drawing; its only text is escaped
    )  # fmt: skip
    (folder / "report.html").write_text(page, "utf-8")
