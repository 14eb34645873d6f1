"""Page 3, what no seat saw: where information was lost between units, one customer's journey and contacts by channel, company by company."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.lessons.measures import answers_by_round, channel_contacts, units_by_round
from cxsim.lessons.reveal_room import shown_unseen
from cxsim.report import lesson_alike, numbers
from cxsim.report.figures import lessons as draw
from cxsim.report.words import raised

MOST = 4  # companies that did different things and are all shown; of more, those two in which most and least was lost


def shown(told: Any) -> list[int]:
    """Companies whose map and customer are shown."""
    if len(told.leads) <= MOST:
        return list(told.leads)
    lost = {company: float(told.debrief.path(company)["rough_pct"].iloc[-1]) for company in told.leads}
    return sorted({max(lost, key=lambda company: lost[company]), min(lost, key=lambda company: lost[company])})


def handoffs(told: Any, company: int = 0) -> tuple[str, Any] | None:
    """Title and figure of a company's handoff map; None when nothing was handed over."""
    flows, units = told.debrief.flows(company), told.game.world.units
    count = flows.pivot(index="from_unit", columns="to_unit", values="handoffs").reindex(index=units, columns=units).to_numpy(float)
    lost = flows.pivot(index="from_unit", columns="to_unit", values="rough").reindex(index=units, columns=units).to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(count > 0, 100.0 * lost / count, np.nan)
    if not np.isfinite(share).any():
        return None
    row, column = np.unravel_index(int(np.nanargmax(share)), share.shape)
    names = [told.unit(name) for name in units]
    title = told.w("lesson.handoffs.title", from_=names[row], to=names[column], x=told.number(share[row, column], 0))
    return of_company(told, company, title), draw.handoffs(share, count, names, (told.w("lesson.handoffs.from_"), told.w("lesson.handoffs.to")), told.lang)


def of_company(told: Any, company: int, line: str) -> str:
    """A heading with the company it is of; alone where there is one company."""
    return f"{lesson_alike.name(told, company)}: {line[:1].lower()}{line[1:]}" if told.game.companies > 1 else line


def journey_title(told: Any, company: int) -> str:
    """Whose customer it is."""
    return of_company(told, company, told.w("lesson.journey.head"))


def journey(told: Any, company: int = 0) -> list[list[str]]:
    """Steps of one customer's journey."""
    channels = told.game.world.settings.channels
    rows = []
    for step in told.debrief.journey(company).itertuples():
        channel = getattr(channels[step.channel], f"label_{told.lang}") if step.channel else ""
        place = ", ".join(text for text in (told.unit(step.unit) if step.unit else "", channel) if text)
        felt = told.number(step.experience, 1, signed=True) if step.experience == step.experience else ""
        lost = told.number(step.lost_info, 0) if step.lost_info == step.lost_info and step.lost_info > 0 else ""
        rows.append([str(step.week), raised(told.w.name("lesson.event", step.activity.replace(" ", "_"))), place, felt, lost])
    return rows


def channels(told: Any, company: int = 0) -> list[list[str]]:
    """Contacts by channel, first and last round; empty unless the lesson is about channels."""
    if not told.lesson.reveal.channels:
        return []
    table, names = channel_contacts(told.debrief.classes[company]), told.game.world.settings.channels
    rows = []
    for name in table:
        first, last = int(table[name].iloc[0]), int(table[name].iloc[-1])
        change = numbers.percent(100.0 * (last / first - 1.0), 0, told.lang, signed=True) if first else "–"
        rows.append([getattr(names[name], f"label_{told.lang}"), told.number(first, 0), told.number(last, 0), change])
    return rows


def scores(told: Any, company: int = 0) -> list[list[str]]:
    """Round, plan, measured and true satisfaction with contacts, their difference, answers; empty unless the lesson is about that difference.

    Means of the units, as in the outcome itself (`lessons.outcomes`, touchpoint_gap).
    """
    if shown_unseen(told.lesson) != "scores":
        return []
    life, game = told.debrief.classes[company], told.game
    units, answers = units_by_round(life), answers_by_round(life)
    rows = []
    for number, own in units.groupby("round"):
        plan = game.lesson.plans[game.plans[number - 1]].label.of(told.lang) + (told.w("lesson.scores.ruled") if game.lesson.ruled(game.world.clock, number)[0] else "")
        gap = float((own["measured_score"] - own["true_score"]).mean())
        said = [told.number(float(own[column].mean()), 1) for column in ("measured_score", "true_score")]
        rows.append([str(number), plan, *said, told.number(gap, 1, signed=True), told.number(float(answers[number]), 0)])
    return rows


def parts(told: Any) -> list[dict[str, Any]]:
    """A part per company shown: name and number, headings and rows of customer and channels; maps are among the pictures as `unseen0` and so on.

    Where a customer met in every step the same as in a company told before, `like` says in which, and there are no rows.
    """
    found = [_part(told, company) for company in shown(told)]
    for place, one in enumerate(found):
        before = next((other for other in found[:place] if other["journey"] and other["journey"] == one["journey"]), None)
        if before is not None:
            one |= {"journey": [], "like": told.w("lesson_alike.like", company=one["name"], other=before["name"])}
    return found


def _part(told: Any, company: int) -> dict[str, Any]:
    return {
        "company": company, "name": lesson_alike.name(told, company), "journey_title": journey_title(told, company), "journey": journey(told, company), "like": "",
        "channels_title": of_company(told, company, told.w("lesson.section.channels")), "channels": channels(told, company),
        "scores_title": of_company(told, company, told.w("lesson.scores.head")), "scores": scores(told, company),
    }  # fmt: skip
