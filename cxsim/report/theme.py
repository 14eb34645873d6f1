"""Colours, markers, dashes and sizes: one look for every figure, table and page.

Colours were checked for contrast on white and for three kinds of colour blindness; a scheme keeps its colour
and marker everywhere, and a marker, dash, sign or word always repeats what the colour says.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT = "#1A1A1A"
SECONDARY = "#595959"
GRID = "#D9D6CF"
BAND = "#F1EFEA"
GAIN = "#1B5E8C"
LOSS = "#B8501A"
BROKEN = "#A3262A"
CAUTION = "#8A5A00"
CONTEXT = "#B9B6AE"
SHARES_BROKEN = ((0.25, "#0B3C6F"), (0.5, "#2F73AB"), (0.75, "#C85D0E"), (1.0, "#7F2704"))  # up to this share, this colour; the ends look alike in grey: print the number too
STAR = "#FFD54A"

DASHES: dict[str, object] = {
    "solid": "solid",
    "dashed": (0, (4, 2)),
    "dotted": (0, (1.2, 1.6)),
    "dash-dot": (0, (5, 1.6, 1.2, 1.6)),
}


@dataclass(frozen=True)
class Ink:
    """How one scheme is drawn: line or fill, darker ink for text, marker and dash."""

    line: str
    ink: str
    marker: str
    dash: str

    @property
    def style(self) -> object:
        """The dash as matplotlib wants it."""
        return DASHES[self.dash]


SCHEMES: dict[str, Ink] = {
    "unit_growth": Ink("#C85D0E", "#A94C06", "o", "solid"),
    "seniority_gradient": Ink("#1F3B78", "#1F3B78", "D", "solid"),
    "company_cx": Ink("#2E81E4", "#1E68C2", "^", "solid"),
    "balanced_scorecard": Ink("#A75592", "#9C4E86", "s", "solid"),
    "journey_ownership": Ink("#4F9468", "#2F7A4D", "P", "solid"),
    "fixed_pay": Ink("#5A5A5A", "#5A5A5A", "X", "solid"),
    "unit_growth_cost": Ink("#9A0A02", "#9A0A02", "s", "dash-dot"),
    "unit_satisfaction": Ink("#5C2B1F", "#5C2B1F", "p", "dotted"),
    "inverse_gradient": Ink("#0F576B", "#0F576B", "v", "dashed"),
    "company_profit": Ink("#426139", "#426139", "h", "dash-dot"),
    "cx_gate": Ink("#AB7F96", "#86597A", "*", "dotted"),
    "deferred_three_year": Ink("#7B3DBC", "#7B3DBC", "d", "dashed"),
}

ACTIVITY_GROUPS: dict[str, str] = {
    "own_numbers": "#C9772B",
    "own_touchpoint": "#8DB8DE",
    "other_units": "#1F6F8B",
    "people": "#DAD6CC",
    "polishing": "#2B2B2B",
}
DARK_GROUPS = ("other_units", "polishing")
GROUP_OF: dict[str, str] = {
    "win": "own_numbers",
    "cut": "own_numbers",
    "fix": "own_touchpoint",
    "build": "own_touchpoint",
    "empathise": "own_touchpoint",
    "connect": "other_units",
    "recover": "other_units",
    "integration": "other_units",
    "develop": "people",
    "polish": "polishing",
}


def inks(names: list[str]) -> dict[str, Ink]:
    """Give every scheme its drawing style.

    Built-in schemes keep theirs; a user's scheme takes an unused entry in table order, and when all are
    taken the table starts again with dashed lines and the next entry's marker. Markers are never hollow by
    themselves: fill says whether an interval leaves zero out.
    """
    chosen = {name: SCHEMES[name] for name in names if name in SCHEMES}
    spare = [ink for name, ink in SCHEMES.items() if name not in chosen]
    table = list(SCHEMES.values())
    repeat = [Ink(i.line, i.ink, after.marker, "dashed") for i, after in zip(table, [*table[1:], table[0]], strict=True)]
    pool = iter(spare + repeat * (1 + len(names) // len(repeat)))
    for name in names:
        if name not in chosen:
            chosen[name] = next(pool)
    return chosen


@dataclass(frozen=True)
class Layout:
    """Sizes of one kind of output, in inches and points. `thick` multiplies line widths."""

    name: str
    width: float
    height: float | None
    base: float
    small: float
    title: float
    thick: float


LAYOUTS: dict[str, Layout] = {
    "report": Layout("report", 7.2, None, 8.8, 7.2, 11.5, 1.0),
    "phone": Layout("phone", 3.6, None, 8.8, 7.2, 10.5, 1.0),
    "projector": Layout("projector", 13.33, 7.5, 18.0, 14.0, 24.0, 2.0),
}

FONT = ["DejaVu Sans"]
RC: dict[str, object] = {
    "font.family": "sans-serif",
    "font.sans-serif": FONT,
    "axes.unicode_minus": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "cxsim",
    "lines.solid_capstyle": "round",
    "text.color": TEXT,
    "axes.edgecolor": GRID,
}
