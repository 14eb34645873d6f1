"""The page of a search: the front on held-out seeds, what its plans say, and what the search had promised too much."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from cxsim.base.search_schema import MAX, WORST, Aim
from cxsim.pay.scheme import Scheme
from cxsim.pay.word_list import METRIC_NAMES, SCOPE_NAMES
from cxsim.report import numbers
from cxsim.report.figures import searches
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.words import LANGUAGES, raised, words
from cxsim.study.configuration import load_scheme
from cxsim.study.dictionary import meaning_of
from cxsim.study.search import saving
from cxsim.study.search.judged import Judged
from cxsim.study.search.layout import HELD_OUT, SEARCH
from cxsim.study.search.lived import gains

PANELS = 2  # pairs of objectives on the picture


class Told:
    """Words of a search in one language; `config_dir` is where the user's own schemes lie."""

    def __init__(self, judged: Judged, lang: str, config_dir: str | None = None):
        self.judged, self.lang, self.w, self.config_dir = judged, lang, words(lang), config_dir
        self.lived, self.search = judged.lived, judged.lived.search
        self.asked, self.study = self.search.asked, self.search.settings.study

    # ------------------------------------------------------------ names

    def plan(self, name: str, lang: str = "") -> str:
        """What a plan is called."""
        return words(lang or self.lang)("search.plan", n=self.short(name))

    def short(self, name: str) -> str:
        """The number of a plan."""
        return str(int(name.rsplit("_", 1)[1]))

    def scheme(self, name: str) -> str:
        """Label of a known scheme."""
        label = load_scheme(name, self.config_dir).get("label", {})
        return str((label.get(self.lang) if isinstance(label, dict) else label) or name.replace("_", " "))

    def base(self) -> str:
        """Label of the baseline."""
        return self.scheme(self.study.baseline)

    def lever(self, name: str) -> str:
        """Label of a lever, else its place in the scheme."""
        item = self.asked.levers[name]
        return str(getattr(item, f"label_{self.lang}") or item.key)

    def metric(self, aim: Aim) -> str:
        """What an objective is called."""
        if own := getattr(aim, f"label_{self.lang}"):
            return str(own)
        name = str(self.w.get(f"search.metric.{aim.outcome}") or raised(self.w.name("metric", aim.outcome)))
        return self.w("search.worst", metric=name) if aim.worlds == WORST else name

    def unit(self, aim: Aim) -> str:
        """Unit of a difference."""
        text = self.w.get(f"search.unit.{aim.outcome}") or self.w.get(f"unit.{aim.outcome}")
        return str(text).format(currency=self.search.settings.company.currency) if text else meaning_of("runs", aim.outcome)[0]

    # ------------------------------------------------------------ sentences

    def headline(self) -> str:
        """How many plans came through, whichever way it went."""
        seeds, tried = len(self.search.seeds[HELD_OUT]), len(self.lived.candidates)
        if self.judged.estimates["lo"].isna().all():
            return self.w("search.example", n=seeds)
        if not self.judged.front:
            return self.w("search.none", tried=tried, base=self.base())
        told = sum(self.judged.told_from_baseline(name) for name in self.judged.front)
        return self.w("search.headline", asked=self.lived.asked, tried=tried, front=len(self.judged.front), told=told, base=self.base())

    def furthest(self) -> list[str]:
        """Per objective the front plan that goes furthest, and what the search had promised of it."""
        found = []
        for key, aim in self.asked.objectives.items():
            own = self.judged.estimates[(self.judged.estimates["objective"] == key) & self.judged.estimates["plan"].isin(self.judged.front)]
            if own.empty:
                continue
            row = own.loc[own["held_out"].idxmax() if aim.goal == MAX else own["held_out"].idxmin()]
            said = numbers.number(row["search"], self.places(row), self.lang, signed=True)
            found.append(self.w("search.most", metric=self.metric(aim), plan=self.plan(row["plan"]), size=self.size(row), unit=self.unit(aim), base=self.base(), said=said))
        return found

    def places(self, row: Any) -> int:
        """Decimals of an objective's differences: one number for a column, more where a bound would read as zero and is not."""
        own = self.judged.estimates[self.judged.estimates["objective"] == row["objective"]]
        usual = numbers.decimals_for(float(((own["hi"] - own["lo"]) / 2).median()))
        return numbers.decimals_of(row["held_out"], row["lo"], row["hi"], usual)

    def size(self, row: Any) -> str:
        """A held-out difference with its interval."""
        if not math.isfinite(row["held_out"]):
            return "–"
        places = self.places(row)
        mean = numbers.number(row["held_out"], places, self.lang, signed=True)
        return mean if math.isnan(row["lo"]) else f"{mean} ({numbers.interval(row['lo'], row['hi'], places, self.lang, signed=True)})"

    def curse_said(self) -> str:
        """In how many objectives the favourite had promised too much."""
        liked = self.judged.curse[self.judged.curse["what"] == "liked"]
        return self.w("search.curse_said", all=len(liked), short=int((liked["optimism"] > 0).sum()), clear=int((liked["lo"] > 0).sum()))

    # ------------------------------------------------------------ tables

    def objectives(self) -> list[str]:
        """Heads of the columns of differences."""
        return [f"{self.metric(aim)}, {self.unit(aim)} ({self.w('search.wanted.' + aim.goal)})" for aim in self.asked.objectives.values()]

    def sizes(self, name: str) -> list[str]:
        """Held-out differences of a plan or scheme, one per objective."""
        own = self.judged.estimates[self.judged.estimates["plan"] == name]
        return [self.size(row) for _, row in own.iterrows()]

    def front(self) -> list[dict[str, Any]]:
        """Rows of the front."""
        return [
            {"plan": self.plan(name), "sizes": self.sizes(name), "limits": self.w(f"search.limit.{self.judged.limit_state(name)}"),
             "told": self.w("search.told.yes_" if self.judged.told_from_baseline(name) else "search.told.no_"),
             "alike": ", ".join(self.short(other) for other in self.judged.alike(name)) or "–"}
            for name in self.judged.front
        ]  # fmt: skip

    def beside(self) -> list[dict[str, Any]]:
        """Rows of the known schemes."""
        beaten = {name: ", ".join(self.short(plan) for plan in self.judged.beaten_by(name)) for name in self.search.beside}
        return [{"scheme": self.scheme(name), "sizes": self.sizes(name), "beaten": beaten[name] or self.w("search.nobody")} for name in self.search.beside]

    def values(self) -> list[dict[str, Any]]:
        """Rows of levers, a column per front plan."""
        return [{"lever": self.lever(name), "values": [self.value(self.lived.candidate(plan).values[name]) for plan in self.judged.front]} for name in self.asked.levers]

    def value(self, value: Any) -> str:
        """A lever's value: a number, or the name of a choice."""
        if isinstance(value, str):
            return value.replace("_", " ")
        return numbers.number(value, 0 if value == int(value) else 1, self.lang)

    def whole(self) -> list[tuple[str, list[str]]]:
        """Every front plan in plain words, a line per level."""
        return [(self.plan(name), self._levels(Scheme.from_mapping(self.lived.candidate(name).text))) for name in self.judged.front]

    def _levels(self, scheme: Scheme) -> list[str]:
        said = []
        for level in scheme.levels:
            parts = [
                self.w("search.part", weight=self.value(float(part.weight_pct)), what=SCOPE_NAMES[self.lang][part.scope].format(name=METRIC_NAMES[self.lang][part.metric]))
                for part in scheme.components(level)
            ]
            bonus = self.value(round(100 * scheme.target_bonus(level), 1))
            said.append(self.w("search.level_line", level=self.w.name("level", level), bonus=bonus, parts=", ".join(parts)))
        return said

    def curse(self) -> list[dict[str, str]]:
        """Rows of what was promised too much."""
        rows = []
        for _, row in self.judged.curse.iterrows():
            aim = self.asked.objectives[row["objective"]]
            places = numbers.decimals_of(row["optimism"], row["lo"], row["hi"])
            short = numbers.number(row["optimism"], places, self.lang, signed=True)
            if not math.isnan(row["lo"]):
                short += f" ({numbers.interval(row['lo'], row['hi'], places, self.lang, signed=True)})"
            what = self.w("search.liked", plan=self.plan(row["plan"])) if row["what"] == "liked" else self.w("search.all", n=row["plans"])
            rows.append({"objective": f"{self.metric(aim)}, {self.unit(aim)}", "what": what, "shortfall": short,
                         "search": numbers.number(row["search"], places, self.lang, signed=True), "held_out": numbers.number(row["held_out"], places, self.lang, signed=True)})  # fmt: skip
        return rows

    def sure(self) -> list[str]:
        """How sure, and what the page does not show."""
        seeds = {"search": SEARCH, "fresh": "fresh", "held": HELD_OUT}
        counts = {key: len(self.search.seeds[stage]) for key, stage in seeds.items()}
        pairs, refused = self.judged.pairs, sum(bool(plan.refused) for plan in self.lived.candidates)
        every = len(self.judged.front) * (len(self.judged.front) - 1) // 2
        same = sum(len(self.judged.alike(name)) for name in self.judged.front) // 2
        said = [self.w("search.sure.seeds", promoted=len(self.lived.promoted), finalists=len(self.lived.finalists), **counts), self.w("search.sure.together")]
        if len(self.search.worlds) > 1:
            said.append(self.w("search.sure.worst", worlds=", ".join(name.replace("_", " ") for name in self.search.worlds)))
        said += [self.w("search.sure.alike", pairs=same, all=every)] if len(pairs) else []
        said += [self.w("search.sure.limits")] if self.asked.limits else []
        said += [self.w(f"search.sure.basis.{self.study.basis}"), self.w("search.sure.space")]
        said += [self.w("search.sure.refused", n=refused)] if refused else []
        return said + ([self.w("experiment.failed", n=len(self.lived.results.failures))] if self.lived.results.failures else [])

    # ------------------------------------------------------------ picture

    def figure(self) -> Any:
        """The first objective against the next ones."""
        alive = [plan for plan in self.lived.candidates if not plan.refused and self.lived.results.keeps(plan.name, self.search.seeds[SEARCH])]
        signs = np.array([1.0 if aim.goal == MAX else -1.0 for aim in self.asked.objectives.values()])
        tried = gains(self.lived.results, alive, SEARCH) * signs
        aims = list(self.asked.objectives.values())
        dots = [self._dot(name) for name in (*self.search.beside, *self.judged.front)]
        pairs = [(0, other) for other in range(1, min(len(aims), PANELS + 1))] or [(0, 0)]
        axes = [f"{self.metric(aim)}, {self.unit(aim)}" for aim in aims]
        across, up = ([self.w(f"search.{key}.{aim.goal}") for aim in aims] for key in ("better", "better_up"))
        said = searches.Words(axes, across, up, self.w("search.tried"), self.w("search.plans"), (self.study.baseline, self.base()))
        return searches.pareto(tried, [dot for dot in dots if np.isfinite(dot.means[:, 0]).all()], pairs, said, self.lang)

    def _dot(self, name: str) -> searches.Dot:
        own = self.judged.estimates[self.judged.estimates["plan"] == name]
        plan = name not in self.search.beside
        label = self.short(name) if plan else self.scheme(name)
        return searches.Dot(name, label, own[["held_out", "lo", "hi"]].to_numpy(float), plan, self.judged.told_from_baseline(name))


def write(told: Told, folder: Path, facts: dict[str, Any], commands: list[str]) -> None:
    """Page, figure, tables, and the front as scheme files, into `folder`."""
    labels = {name: {lang: told.plan(name, lang) for lang in LANGUAGES} for name in saving.kept(told.judged)}
    saving.write(told.judged, folder, labels)
    headline, caption = told.headline(), told.w("search.caption", base=told.base(), n=len(told.search.seeds[HELD_OUT]))
    inside, alone = (Chart("search", figure, headline, caption, "") for figure in (told.figure(), titled(told.figure(), headline)))
    (folder / "figure.png").write_bytes(png(alone))
    (folder / "figure.svg").write_text(svg(alone), "utf-8")
    page = environment().get_template("search.html.j2").render(
        told=told, w=told.w, lang=told.lang, facts=facts, digest=told.lived.digest, caption=caption, commands=commands,
        picture=Markup(inline(inside, "s", escape(headline, quote=True))),  # noqa: S704  our own drawing; its only text is escaped
    )  # fmt: skip
    (folder / "report.html").write_text(page, "utf-8")
