"""Forms of decisions and predictions for a phone, one function per kind; native fields, or buttons and keys where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from cxsim.lab import lesson_scheme_form
from cxsim.lab.lesson_bare import stars
from cxsim.lessons.form import INTERVAL, NUMBER, YES_NO, Decision, Prediction
from cxsim.lessons.kinds import STEP, Order, Weights
from cxsim.lessons.predictions import NO, YES
from cxsim.report.numbers import number
from cxsim.report.words import Words

HUNDRED = 100
CONFIDENCES = (50, 60, 70, 80, 90, 100)
Form = Callable[..., str]  # name, terms, value, coins, words, and for bids and orders what was won


def decision(name: str, terms: Decision, value: Any, coins: float, w: Words, won: Mapping[str, int] | None = None, place: int = 0) -> str:
    """The form of a decision; `value` is what was decided before, `coins` what there is to spend, `won` what bids have won so far,
    `place` its number where several are asked."""
    ask = escape(f"{place}. {terms.ask.of(w.lang)}" if place else terms.ask.of(w.lang))
    if terms.kind == "bids":
        coins = float(terms.numbers.get("coins", HUNDRED)) - sum((won or {}).values())
    inner = FORMS[terms.kind](name, terms, value, coins, w, won) if terms.kind in WON else FORMS[terms.kind](name, terms, value, coins, w)
    least = int(terms.numbers.get("least", 1))
    return f'<fieldset class="asked" data-kind="{terms.kind}" data-name="{escape(name)}" data-coins="{coins:g}" data-least="{least}"><legend>{ask}</legend>{inner}<p class="left" aria-live="polite"></p></fieldset>'


def _split(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    names = list(terms.sliders)
    rows = []
    for key in names:
        slider = terms.sliders[key]
        label, points = escape(slider.label.of(w.lang)), value[key] if value else None
        if key != names[-1]:
            rows.append(_stepped(key, slider.label.of(w.lang), points, 0, slider.most, STEP, w))
            continue
        said = "–" if points is None else str(points)
        rows.append(
            f'<div class="row" data-key="{escape(key)}" data-most="{slider.most}" data-points="{"" if points is None else points}"><span class="what">{label}<small>{escape(w("lesson_lab.form.fills"))}</small></span>'
            f'<output class="points fills">{said}</output></div>'
        )
    return f'<div class="split">{"".join(rows)}</div>'


def _choice(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    rows = [_tick("radio", name, key, option.label.of(w.lang), option.line.of(w.lang) if option.line else "", key == value) for key, option in terms.options.items()]
    return "".join(rows)


def _cards(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    rows = []
    for key, card in terms.cards.items():
        line = card.line.of(w.lang) if card.line else ""
        rows.append(_tick("checkbox", name, key, card.label.of(w.lang), line, key in (value or []), card.price, w("lesson_lab.form.price", n=card.price)))
    return "".join(rows)


def _portfolio(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    hint = f'<p class="small">{escape(w("lesson_lab.form.open_hint"))}</p>'
    return hint + "".join(_tick("checkbox", name, key, card.label.of(w.lang), card.line.of(w.lang) if card.line else "", key in (value or [])) for key, card in terms.cards.items())


def _weights(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    """Steps of per cent by level; the top level follows from the others."""
    kind = Weights(terms)
    step, low, high = (int(terms.numbers.get(key, default)) for key, default in (("step", 5), ("least", 0), ("most", 60)))
    rows = [_stepped(key, (terms.sliders[key].label.of(w.lang) if key in terms.sliders else w.name("level", key)), value[key] if value else None, low, high, step, w, f'data-share="{kind.shares[key]:g}"') for key in kind.levels]
    top = w.name("level", kind.TOP)
    rows.append(f'<div class="row" data-most="{high}" data-least="{low}" data-share="{kind.shares[kind.TOP]:g}" data-total="{terms.numbers["total"]:g}" data-points=""><span class="what">{escape(top)}<small>{escape(w("lesson_lab.form.follows"))}</small></span><output class="points fills">–</output></div>')
    return f'<div class="split">{"".join(rows)}</div>'


def _stepped(key: str, label: str, points: int | None, low: int, high: int, step: int, w: Words, more: str = "") -> str:
    """A row with minus and plus around a figure that keys move too."""
    said = "–" if points is None else str(points)
    shown = f'aria-valuenow="{points}"' if points is not None else ""
    return (
        f'<div class="row" data-key="{escape(key)}" data-least="{low}" data-most="{high}" data-points="{"" if points is None else points}" {more}><span class="what">{escape(label)}</span>'
        f'<button type="button" class="step" data-by="-{step}" aria-label="{escape(w("lesson_lab.form.less", what=label, n=step))}">−</button>'
        f'<span class="points" role="spinbutton" tabindex="0" aria-valuemin="{low}" aria-valuemax="{high}" {shown} aria-valuetext="{said}" aria-label="{escape(w("lesson_lab.form.points", what=label))}" data-step="{step}">{said}</span>'
        f'<button type="button" class="step" data-by="{step}" aria-label="{escape(w("lesson_lab.form.more", what=label, n=step))}">+</button></div>'
    )


def _bids(name: str, terms: Decision, value: Any, coins: float, w: Words, won: Mapping[str, int] | None = None) -> str:
    """Whole coins for any of the cards; what was won before is said, and takes no bid; who can bid no more is told so."""
    whole = len(won or {}) >= int(terms.numbers.get("each", 3))
    if whole or coins < 1:
        own = "".join(f"<li>{escape(terms.cards[key].label.of(w.lang))}</li>" for key in won or {})
        return f'<ul>{own}</ul><p class="small">{escape(w("lesson_alike.bids.full" if whole else "lesson_alike.bids.spent"))}</p>'
    rows = []
    for key, card in terms.cards.items():
        label, line = escape(card.label.of(w.lang)), f"<small>{escape(card.line.of(w.lang))}</small>" if card.line else ""
        if won and key in won:
            rows.append(f'<div class="row"><span class="what">{label}{line}</span><span class="price">{escape(w("lesson_lab.form.won", n=won[key]))}</span></div>')
            continue
        said = (value or {}).get(key, "")
        rows.append(f'<label class="row"><span class="what">{label}{line}</span><input type="number" class="bid" inputmode="numeric" min="0" max="{coins:g}" step="1" name="{escape(key)}" value="{said}"></label>')
    return "".join(rows)


def _order(name: str, terms: Decision, value: Any, coins: float, w: Words, won: Mapping[str, int] | None = None) -> str:
    """One card a year: a field to choose from for each place."""
    names, rows = list(won or terms.cards), []
    for place in range(Order(terms).each):
        chosen = value[place] if value else ""
        options = "".join(f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(terms.cards[key].label.of(w.lang))}</option>' for key in names)
        rows.append(f'<label class="item"><span>{escape(w("lesson_lab.form.place", n=place + 1))}</span><select class="place"><option value=""></option>{options}</select></label>')
    return "".join(rows)


def _scheme(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    return lesson_scheme_form.form(name, terms, value, w, _stepped, _tick)


FORMS: dict[str, Form] = {"scheme": _scheme, "split": _split, "choice": _choice, "cards": _cards, "portfolio": _portfolio, "weights": _weights, "bids": _bids, "order": _order, "stars": stars}
REPEATABLE = ("split", "choice", "cards", "portfolio")  # kinds that the button for the same as last fills in
WON = ("bids", "order")


def _tick(kind: str, name: str, key: str, label: str, line: str, on: bool, price: int | None = None, said: str = "") -> str:
    more = f"<small>{escape(line)}</small>" if line else ""
    tail = f'<span class="price">{escape(said)}</span>' if said else ""
    return (
        f'<label class="tick"><input type="{kind}" name="{escape(name)}" value="{escape(key)}"{" checked" if on else ""}{f" data-price={price}" if price is not None else ""}>'
        f'<span class="what">{escape(label)}{more}</span>{tail}</label>'
    )


def send(label: str, done: bool = False) -> str:
    """The button of a form, with what it still waits for beside it; quiet when something is `done` already. It can be reached while it waits, so that everybody can be told why."""
    return f'<p class="why" id="why"></p><button type="submit" class="main{" done" if done else ""}" aria-disabled="true" aria-describedby="why">{escape(label)}</button><p class="fault" role="alert"></p>'


def prediction(name: str, asked: Prediction, w: Words, start: str = "", place: int = 1) -> str:
    """The form of one prediction: an answer, and how sure; `start` is today's value in words, `place` its number."""
    ask = escape(asked.ask.of(w.lang))
    today = f'<p class="today">{escape(start)}</p>' if start else ""
    if asked.kind == INTERVAL:
        return _interval(name, asked, w, today, place)
    if asked.kind == NUMBER:
        limits = w("lesson_lab.predict.range", low=number(asked.low, 0, w.lang), high=number(asked.high, 0, w.lang))
        inner = (
            f'<label class="number"><span class="small">{escape(limits)}</span>'
            f'{_figure(asked, "figure", name, f"{ask}. {escape(limits)}")}</label>'
        )
    else:
        options = {YES: w("lesson_lab.predict.right"), NO: w("lesson_lab.predict.wrong")} if asked.kind == YES_NO else {key: label.of(w.lang) for key, label in asked.options.items()}
        inner = "".join(_tick("radio", name, key, label, "", False) for key, label in options.items())
    sure = "".join(f'<option value="{share}">{share}</option>' for share in CONFIDENCES)
    label = escape(w("lesson_lab.predict.sure"))
    return (
        f'<fieldset class="guess" data-name="{escape(name)}" data-kind="{asked.kind}"><legend>{place}. {ask}</legend>{today}{inner}'
        f'<label class="sure"><span>{label}</span><select aria-label="{label}: {ask}">{sure}</select></label></fieldset>'
    )


def _figure(asked: Prediction, kind: str, name: str, label: str) -> str:
    """A field for a figure with a decimal point or comma: a field of the browser's own kind takes only the sign its owner chose; `label` is escaped."""
    keys = "decimal" if asked.low >= 0 else "text"  # some keyboards for decimals have no minus
    return f'<input type="text" class="{kind}" inputmode="{keys}" autocomplete="off" data-low="{asked.low:g}" data-high="{asked.high:g}" name="{escape(name)}" aria-label="{label}">'


def _interval(name: str, asked: Prediction, w: Words, today: str, place: int) -> str:
    """Two figures, and how sure they shall be together."""
    limits, ask = w("lesson_lab.predict.range", low=number(asked.low, 0, w.lang), high=number(asked.high, 0, w.lang)), asked.ask.of(w.lang)
    ends = "".join(
        f'<label><span class="small">{escape(w(f"lesson_plan.interval.{end}"))}</span>{_figure(asked, "end", f"{name}.{end}", escape(ask) + " " + escape(w(f"lesson_plan.interval.{end}")))}</label>'
        for end in ("low", "high")
    )
    return (
        f'<fieldset class="guess" data-name="{escape(name)}" data-kind="{asked.kind}" data-sure="{asked.sure}"><legend>{place}. {escape(ask)}</legend>{today}<p class="small">{escape(limits)}. {escape(w("lesson_plan.interval.sure", sure=asked.sure))}</p>'
        f'<div class="ends">{ends}</div></fieldset>'
    )


def script_words(w: Words) -> dict[str, str]:
    """Texts the page's script fills in by itself."""
    plans = {key: w(f"lesson_plan.script.{key}") for key in ("plan_pick", "plan_level", "plan_over", "plan_many", "plan_good")}
    plans |= {f"why_{key}": w(f"lesson_say.reason.{key}") for key in ("asked", "more", "unset", "choose", "pick", "number", "ends", "turned", "place", "coins", "ticket")}
    return plans | {key: w(f"lesson_lab.script.{key}") for key in ("left", "over", "full", "coins", "coins_over", "least", "top_low", "top_high", "places", "up", "time", "lost", "failed", "paused")}
