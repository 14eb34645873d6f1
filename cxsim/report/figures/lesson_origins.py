"""Where issues began and where their contacts went: a bar per channel of origin, made of the contacts an issue took, with what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH
from cxsim.report.figures.fitting import measure, wrap

PAINT = (theme.GAIN, theme.LOSS, "#8DB8DE", "#DAD6CC", "#1F3B78", "#C9772B", "#595959")  # by channel, neighbours apart in grey too
WHITE = (theme.GAIN, theme.LOSS, "#1F3B78", "#595959")  # colours on which figures are white
LEAST = 0.055  # share of the longest bar from which a piece holds its figure
ROW, LINE = 0.72, 0.21  # inches


@dataclass(frozen=True)
class Origin:
    """Issues that began in one channel: how it is called, contacts of one issue by channel, and what is said at the end of the bar."""

    name: str
    pieces: Sequence[float]
    total: str


def origins(rows: Sequence[Origin], channels: Sequence[str], axis: str, lang: str) -> Figure:
    """A bar per channel of origin, pieces in the order of `channels`; a channel has its colour in every company, and those that were used are named above the bars."""
    names = [wrap(row.name, SMALL, 1.9) for row in rows]
    left = max(measure(line, SMALL, True) for lines in names for line in lines) + 0.25
    right = max(measure(row.total, SMALL, True) for row in rows) + 0.25
    height = 1.12 + ROW * len(rows)
    longest = max(sum(row.pieces) for row in rows)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        ax = figure.add_axes((left / WIDTH, 0.62 / height, 1.0 - (left + right) / WIDTH, ROW * len(rows) / height))
        for place, row in enumerate(rows):
            start = 0.0
            for paint, value in zip(cycle(PAINT), row.pieces):
                ax.barh(-place, value, left=start, height=0.62, color=paint, edgecolor="white", linewidth=0.9)
                if value >= LEAST * longest:
                    ax.text(start + value / 2, -place, numbers.number(value, 1, lang), ha="center", va="center", fontsize=SIZE, color="white" if paint in WHITE else theme.TEXT)
                start += value
            ax.annotate(row.total, (start, -place), (8, 0), textcoords="offset points", va="center", fontsize=SMALL, fontweight="bold", annotation_clip=False)
        ax.set_xlim(0.0, longest)
        ax.set_ylim(-len(rows) + 0.45, 0.55)
        ax.set_yticks([-place for place in range(len(rows))], ["\n".join(lines) for lines in names], fontsize=SMALL, fontweight="bold")
        ax.tick_params(axis="y", length=0)
        ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
        ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True, nbins=6))
        ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, 0, lang))
        ax.set_xlabel(axis, fontsize=SMALL)
        ax.spines[["top", "right", "left"]].set_visible(False)
        used = [place for place in range(len(channels)) if any(row.pieces[place] for row in rows)]
        handles = [matplotlib.patches.Patch(color=PAINT[place % len(PAINT)]) for place in used]
        figure.legend(handles, [channels[place] for place in used], loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=len(used), frameon=False, fontsize=SMALL, handlelength=1.0, columnspacing=1.2)
        return figure
