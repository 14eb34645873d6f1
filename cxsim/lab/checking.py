"""Why a draft cannot be run, in the reader's words; empty when it can. What the configuration layer refuses is told by it."""

from __future__ import annotations

from cxsim.base.errors import InputError
from cxsim.lab.asking import MOST_WORK, fitting_customers, settings_of, work_of
from cxsim.lab.company_checking import company_reasons
from cxsim.lab.draft import LETTERS, Draft, SchemeDraft
from cxsim.lab.term_checking import term_reasons
from cxsim.lab.wording import level_said, measure_said, plain
from cxsim.report.numbers import number
from cxsim.report.words import Words

RANGES = {"customers": (100, 1_000_000), "seed": (0, 2**31 - 1), "n": (5, 200)}

EMPTY = -1  # what a field counts as that was emptied; no range allows it


def reasons(draft: Draft, w: Words) -> list[str]:
    """Every reason, each with its field, what is allowed and what to do."""
    found = _numbers(draft, w) + company_reasons(draft, w)
    for letter, scheme in zip(LETTERS, draft.schemes, strict=False):
        found += _weights(letter, scheme, w) + _curves(letter, scheme, w) + term_reasons(letter, scheme, w)
    if same := draft.repeated():
        found.append(w("lab.why_not.same", a=same[0], b=same[1]))
    if found:
        return found
    if work_of(draft) > MOST_WORK:
        return [w("lab.why_not.size", n=number(fitting_customers(draft), 0, w.lang))]
    return _refused(draft, w)


def _numbers(draft: Draft, w: Words) -> list[str]:
    found = []
    for key, (low, high) in RANGES.items():
        value = getattr(draft, key)
        name = w(f"lab.design.{'repetitions' if key == 'n' else key}")
        if not low <= value <= high:
            kind = "blank" if value == EMPTY else "range"
            said = {"low": number(low, 0, w.lang), "high": number(high, 0, w.lang), "x": number(value, 0, w.lang)}
            found.append(w(f"lab.why_not.{kind}", field=name, **said))
    return found


def _weights(letter: str, scheme: SchemeDraft, w: Words) -> list[str]:
    found = []
    for level, parts in scheme.weights.items():
        outside = [(name, pct) for name, pct in parts.items() if not 0 <= pct <= 100]
        for name, pct in outside:
            found.append(w("lab.why_not.weight", letter=letter, measure=measure_said(name, w), level=level_said(level, w), x=plain(pct, w)))
        total = scheme.sums()[level]
        if not outside and total not in (0, 100):
            found.append(w("lab.why_not.sum", letter=letter, level=level_said(level, w), sum=plain(total, w)))
    return found


def _curves(letter: str, scheme: SchemeDraft, w: Words) -> list[str]:
    found = []
    for name, (x0, p0, x1, p1) in scheme.curves.items():
        if not (x0 < 100 < x1 and 0 <= p0 <= 100 <= p1):
            found.append(w("lab.why_not.curve", letter=letter, curve=w.name("lab.design.curve_name", name)))
    return found


def _refused(draft: Draft, w: Words) -> list[str]:
    """The ordinary checks of settings and schemes, in the language of the page."""
    from cxsim.pay import Scheme
    from cxsim.report.problems import error_lines

    try:
        settings_of(draft)
        plans = [Scheme.from_mapping(mapping) for mapping in draft.mappings().values()]
    except InputError as error:
        return [w("lab.why_not.refused"), *(line.text for line in error_lines(error, w.lang))]
    return [] if any(plan.levels for plan in plans) else [w("lab.why_not.nobody")]
