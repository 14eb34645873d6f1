"""A scheme in plain sentences, English and Finnish: who is paid for what, and what one more point is worth."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxsim.base.errors import InputError, Problem
from cxsim.base.money import half_up
from cxsim.pay.curve import Curve
from cxsim.pay.diagnostics import effective_weight, line_of_sight
from cxsim.pay.numbers import HUNDRED, exact
from cxsim.pay.plan import Component, Deferral, Gate, Modifier
from cxsim.pay.scheme import Scheme
from cxsim.pay.word_list import LEVEL_NAMES, METRIC_NAMES, SCOPE_NAMES, SENTENCES


def explain(
    scheme: Scheme, lang: str, base_pay: Mapping[str, float], units: int, touchpoints: int
) -> list[str]:
    """What a scheme says to the people it pays, one sentence per entry.

    `base_pay` is EUR per year by level; a level without base pay is described in per cent only. `touchpoints` is
    per unit. `lang` is `en` or `fi`.

    Raises
    ------
    InputError
        For a language other than en and fi.
    """
    if lang not in SENTENCES:
        raise InputError(Problem(f"no words in '{lang}'", allowed=", ".join(SENTENCES)))
    say = SENTENCES[lang]
    lines = [say["title"].format(label=scheme.label(lang))]
    if not scheme.levels:
        return [*lines, say["nobody"]]
    for level in scheme.levels:
        pay = exact(base_pay[level]) if level in base_pay else None
        lines += _level(scheme, level, lang, pay, units, touchpoints)
    return lines + _ignored_levels(scheme, lang)


def _level(
    scheme: Scheme, level: str, lang: str, pay: Fraction | None, units: int, touchpoints: int
) -> list[str]:
    say, name = SENTENCES[lang], LEVEL_NAMES[lang][level].capitalize()
    share = scheme.plan.levels[level].target_bonus_pct
    bonus = None if pay is None else pay * share / HUNDRED
    money = "" if bonus is None else say["in_eur"].format(eur=money_text(bonus, lang))
    lines = [say["target"].format(level=name, pct=number(share, lang), money=money)]
    for part in scheme.components(level):
        lines.append(_component(part, level, lang, bonus, units, touchpoints))
        if bonus is not None and part.weight_pct > 0:
            lines += _worth(part, lang, bonus)
    lines += [_gate(gate, lang) for gate in scheme.gates(level)]
    lines += [_modifier(one, lang) for one in scheme.plan.levels[level].modifiers]
    lines += _paper_weight(scheme, level, lang, units)
    rule = scheme.deferral(level)
    return lines + ([_deferral(rule, lang)] if rule and rule.share_pct > 0 else [])


def _component(
    part: Component, level: str, lang: str, bonus: Fraction | None, units: int, touchpoints: int
) -> str:
    own = line_of_sight(level, part.scope, units, touchpoints)
    part_eur = "" if bonus is None else ", " + money_text(bonus * part.weight_pct / HUNDRED, lang)
    turned = SENTENCES[lang]["lower"] if "lower" in (part.better, part.curve.direction) else ""
    return SENTENCES[lang]["component"].format(
        weight=number(part.weight_pct, lang), eur=part_eur, what=measure_name(part.metric, part.scope, lang) + turned,
        own=number(Fraction(round(own * 1000), 10), lang),
    )


def _worth(part: Component, lang: str, bonus: Fraction) -> list[str]:
    """What one point is worth at target, and at the threshold where a jump waits."""
    say, each = SENTENCES[lang], bonus * part.weight_pct / (HUNDRED * HUNDRED)
    unit = say["pct_of_target"] if part.basis == "percent_of_target" else say["points"]
    at = part.curve.x_for(HUNDRED)
    if at is None:
        return []
    down, up = (money_text(each * change, lang) for change in part.curve.worth(at))
    lines = [say["worth"].format(at=number(at, lang), up=up, down=down, unit=unit)]
    jump = part.curve.kinks[0][1]
    if jump > 0:
        lines.append(say["threshold"].format(at=number(part.curve.threshold, lang), jump=money_text(each * jump, lang),
                                             top=_top(part.curve, lang)))
    return lines


def _top(curve: Curve, lang: str) -> str:
    key = "goes_on" if curve.beyond_last == "continue" else "top"
    return SENTENCES[lang][key].format(top=number(curve.top, lang), at=number(curve.kinks[-1][0], lang))


def _gate(gate: Gate, lang: str) -> str:
    say, kind = SENTENCES[lang], "gate_part" if gate.on == "component" else "gate"
    if gate.factor is not None:
        effect = say[f"{kind}_factor"].format(pct=number(gate.factor * HUNDRED, lang))
    else:
        effect = say[f"{kind}_cap"].format(pct=number(gate.cap_pct or Fraction(0), lang))
    required = say["gate_pct" if gate.basis == "percent_of_target" else "gate_value"]
    at = required.format(at=number(gate.required, lang))
    metric, _, scope = gate.component.partition("/")
    part = measure_name(metric, scope, lang) if gate.on == "component" else ""
    return say[kind].format(what=measure_name(gate.metric, gate.scope, lang), at=at, effect=effect, part=part)


def _modifier(one: Modifier, lang: str) -> str:
    payouts = [payout for _, payout in one.curve.kinks]
    low, high = (number(value, lang) for value in (min(payouts), max(payouts)))
    return SENTENCES[lang]["modifier"].format(what=measure_name(one.metric, one.scope, lang), low=low, high=high)


def _paper_weight(scheme: Scheme, level: str, lang: str, units: int) -> list[str]:
    """Paper weight of company measures against the weight it gives to other units' results."""
    if level == "executive" or units < 2:
        return []
    share = sum(part.weight for part in scheme.components(level) if part.scope == "company")
    if not 0 < share <= 1 + 1e-12:
        return []
    felt = effective_weight(min(share, 1.0), units)
    paper, real = (number(Fraction(round(value * 1000), 10), lang) for value in (share, felt))
    return [SENTENCES[lang]["paper"].format(paper=paper, felt=real, units=units)]


def _deferral(rule: Deferral, lang: str) -> str:
    say = SENTENCES[lang]
    of = say["of_award"] if rule.of == "award" else say["of_above"]
    later = say["on_performance"] if rule.on_performance else ""
    return say["deferral"].format(pct=number(rule.share_pct, lang), of=of, years=rule.years) + later + "."


def _ignored_levels(scheme: Scheme, lang: str) -> list[str]:
    missing = [name for level, name in LEVEL_NAMES[lang].items() if level not in scheme.levels]
    return [SENTENCES[lang]["no_bonus"].format(levels=", ".join(missing))] if missing else []


def measure_name(metric: str, scope: str, lang: str) -> str:
    """The plain name of a metric at a scope, such as 'revenue of the own unit'."""
    name = METRIC_NAMES[lang].get(metric, metric)
    pattern = SCOPE_NAMES[lang].get(scope, "{name}")
    return pattern.format(name=name)


def number(value: Fraction, lang: str, places: int = 2) -> str:
    """A number without needless zeros, decimal comma in Finnish."""
    text = f"{float(value):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return _localised(text, lang)


def money_text(eur: Fraction, lang: str) -> str:
    """Whole euros (below 100 with cents): 'EUR 1,234' in English, '1 234 €' in Finnish."""
    cents = half_up(abs(eur) * 100)
    shown = f"{half_up(abs(eur)):,}" if cents >= 10_000 else f"{cents / 100:,.2f}"
    text = _localised(f"-{shown}" if eur < 0 else shown, lang)
    return f"{text} €" if lang == "fi" else f"EUR {text}"


def _localised(text: str, lang: str) -> str:
    if lang != "fi":
        return text.replace("-", "\u2212")
    return text.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")
