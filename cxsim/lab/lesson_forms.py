"""Forms of decisions and predictions for a phone, one function per kind; native fields, or buttons and keys where there is none."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from cxsim.lessons.form import NUMBER, YES_NO, Decision, Prediction
from cxsim.lessons.predictions import NO, YES
from cxsim.report.numbers import number
from cxsim.report.words import Words

HUNDRED = 100
CONFIDENCES = (50, 60, 70, 80, 90, 100)
Form = Callable[[str, Decision, Any, float, Words], str]


def decision(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    """The form of a decision; `value` is what was decided before, `coins` what there is to spend."""
    ask = escape(terms.ask.of(w.lang))
    inner = FORMS[terms.kind](name, terms, value, coins, w)
    least = int(terms.numbers.get("least", 1))
    return f'<fieldset class="asked" data-kind="{terms.kind}" data-name="{escape(name)}" data-coins="{coins:g}" data-least="{least}"><legend>{ask}</legend>{inner}<p class="left" aria-live="polite"></p></fieldset>'


def _split(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    names = list(terms.sliders)
    rows = []
    for key in names:
        slider = terms.sliders[key]
        label, points = escape(slider.label.of(w.lang)), value[key] if value else None
        said = "–" if points is None else str(points)
        shown = f'aria-valuenow="{points}"' if points is not None else ""
        if key == names[-1]:
            rows.append(
                f'<div class="row" data-key="{escape(key)}" data-most="{slider.most}" data-points="{"" if points is None else points}"><span class="what">{label}<small>{escape(w("lesson_lab.form.fills"))}</small></span>'
                f'<output class="points fills">{said}</output></div>'
            )
            continue
        rows.append(
            f'<div class="row" data-key="{escape(key)}" data-most="{slider.most}" data-points="{"" if points is None else points}"><span class="what">{label}</span>'
            f'<button type="button" class="step" data-by="-10" aria-label="{escape(w("lesson_lab.form.less", what=slider.label.of(w.lang)))}">−</button>'
            f'<span class="points" role="spinbutton" tabindex="0" aria-valuemin="0" aria-valuemax="{slider.most}" {shown} aria-valuetext="{said}" aria-label="{escape(w("lesson_lab.form.points", what=slider.label.of(w.lang)))}">{said}</span>'
            f'<button type="button" class="step" data-by="10" aria-label="{escape(w("lesson_lab.form.more", what=slider.label.of(w.lang)))}">+</button></div>'
        )
    return f'<div class="split">{"".join(rows)}</div>'


def _choice(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    rows = [_tick("radio", name, key, option.label.of(w.lang), "", key == value) for key, option in terms.options.items()]
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


FORMS: dict[str, Form] = {"split": _split, "choice": _choice, "cards": _cards, "portfolio": _portfolio}


def _tick(kind: str, name: str, key: str, label: str, line: str, on: bool, price: int | None = None, said: str = "") -> str:
    more = f"<small>{escape(line)}</small>" if line else ""
    tail = f'<span class="price">{escape(said)}</span>' if said else ""
    return (
        f'<label class="tick"><input type="{kind}" name="{escape(name)}" value="{escape(key)}"{" checked" if on else ""}{f" data-price={price}" if price is not None else ""}>'
        f'<span class="what">{escape(label)}{more}</span>{tail}</label>'
    )


def prediction(name: str, asked: Prediction, w: Words) -> str:
    """The form of one prediction: an answer, and how sure."""
    ask = escape(asked.ask.of(w.lang))
    if asked.kind == NUMBER:
        limits = w("lesson_lab.predict.range", low=number(asked.low, 0, w.lang), high=number(asked.high, 0, w.lang))
        inner = (
            f'<label class="number"><span class="small">{escape(limits)}</span>'
            f'<input type="number" inputmode="numeric" min="{asked.low:g}" max="{asked.high:g}" step="any" name="{escape(name)}" aria-label="{ask}. {escape(limits)}"></label>'
        )
    else:
        options = {YES: w("lesson_lab.predict.right"), NO: w("lesson_lab.predict.wrong")} if asked.kind == YES_NO else {key: label.of(w.lang) for key, label in asked.options.items()}
        inner = "".join(_tick("radio", name, key, label, "", False) for key, label in options.items())
    sure = "".join(f'<option value="{share}">{share}</option>' for share in CONFIDENCES)
    label = escape(w("lesson_lab.predict.sure"))
    return (
        f'<fieldset class="guess" data-name="{escape(name)}" data-kind="{asked.kind}"><legend>{ask}</legend>{inner}'
        f'<label class="sure"><span>{label}</span><select aria-label="{label}: {ask}">{sure}</select></label></fieldset>'
    )


def script_words(w: Words) -> dict[str, str]:
    """Texts the page's script fills in by itself."""
    return {key: w(f"lesson_lab.script.{key}") for key in ("left", "over", "full", "coins", "coins_over", "least", "up", "time", "lost", "failed", "paused")}
