# %% [markdown]
# # Where does the answer flip?
#
# **Aim.** You can lay out a small grid over what you do not know, find where a recommendation changes, and say no more than
# the computed points allow.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from cxsim.study.design import found
from cxsim.study.design.cells import lay_out
from cxsim.study.design.lived import live

SIZE = ["customers.count=1500", "horizon.years=3", "horizon.warmup_years=1", "study.replications=8", "workers=1"]
BASE, OTHER = "unit_growth", "fixed_pay"

# %% [markdown]
# ## Guess first
#
# Growth pay of the own unit, or fixed pay without a bonus: which gives customers the better experience? Does it depend on how much
# money managers see in experience, and on how many journeys cross units? Write down where you expect the answer to change.
#
# ## Write the grid down
#
# A study is a file. The same one works on the command line (`cxsim study where_it_flips --config-dir mine`), where its page has a
# slider per factor.

# %%
mine = Path(tempfile.mkdtemp())
(mine / "study").mkdir()
(mine / "study" / "where_it_flips.yaml").write_text(
    f"""
defaults: [standard, _self_]
schemes: [{BASE}, {OTHER}]
replications: 8
reading_replications: 0
handoff_replications: 0
primary: true_cx
design:
  kind: grid
  uncertainties:
    crossing: {{key: journeys.cross_unit_share, values: [0.0, 0.3, 0.7], label_en: "Share of journeys that cross units"}}
    money: {{key: behaviour.believed_money_per_point, values: [0.0, 0.2, 0.4, 0.8], label_en: "Money managers see in a point of CX, %"}}
""",
    encoding="utf-8",
)
designed = lay_out(["study=where_it_flips", *SIZE], str(mine))
print(f"{len(designed.points)} points x {len(designed.seeds)} seeds x {len(designed.schemes)} schemes = {designed.runs} runs")

# %% [markdown]
# ## Live it
#
# At each point both schemes meet the same people and the same luck, seed by seed.

# %%
lived = live(designed, None, workers=1)
table = found.differences(lived, "true_cx")
table["side"] = [found.side(state, mean) for state, mean in zip(table["state"], table["mean"])]
table[["point", "crossing", "money", "mean", "lo", "hi", "n", "side"]].round(2)

# %% [markdown]
# `ahead` and `behind` are said only where the interval leaves zero out; all intervals hold together (95 %). `open` is
# "not told apart", which is not the same as equal. Below five seeds there is no interval, and everything is open.

# %%
count = found.counts(table)[0]
figure, panels = plt.subplots(1, table["crossing"].nunique(), figsize=(9, 3.5), sharey=True, layout="constrained")
for axes, (crossing, part) in zip(panels, table.groupby("crossing")):
    axes.axhline(0, color="#595959", linewidth=0.8)
    axes.vlines(part["money"], part["lo"], part["hi"], color="#1F3B78", linewidth=2)
    for side, face in (("ahead", "#1F3B78"), ("behind", "#1F3B78"), ("open", "white")):
        own = part[part["side"] == side]
        axes.plot(own["money"], own["mean"], "o", color="#1F3B78", markerfacecolor=face, zorder=3)
    axes.set_xticks(part["money"])
    axes.set_title(f"{crossing:g} of journeys cross units", loc="left", fontsize=10)
    axes.set_xlabel("money seen in a point of CX, %")
    axes.spines[["top", "right"]].set_visible(False)
panels[0].set_ylabel("difference in true CX, points")
figure.suptitle(
    f"{OTHER} beside {BASE}: ahead at {count.ahead} of {count.points} points, behind at {count.behind}, not told apart at {count.open}",
    x=0.01, ha="left", fontsize=11,
)  # fmt: skip

# %% [markdown]
# ## Between which points it turns
#
# Along one factor, the others held: the last clear point on one side and the first clear point on the other. What lies between
# was not computed, or is open. An empty table says that no two points on one line are clear and opposite.


# %%
def turns(table: pd.DataFrame, factor: str) -> pd.DataFrame:
    """Brackets along one factor, the others held: neighbours among clear points that lie on opposite sides."""
    held = [name for name in designed.points[0] if name != factor]
    rows = []
    for values, line in table[table["side"] != "open"].sort_values(factor).groupby(held):
        ends = list(line.itertuples())
        for a, b in zip(ends, ends[1:]):
            if a.side != b.side:
                before, after = (f"{end.side} at {getattr(end, factor):g}" for end in (a, b))
                rows.append({"along": factor, **dict(zip(held, values)), "from": before, "to": after})
    return pd.DataFrame(rows)


pd.concat([turns(table, name) for name in designed.points[0]], ignore_index=True)

# %% [markdown]
# ## What may be said
#
# - **May be said:** at these points, with these presets, a scheme was ahead, behind or not told apart, with these intervals and this n; where
#   the table above has a row, that the answer changes somewhere between its two values, the other factor held at a named one.
# - **May not be said:** a single value at which it turns (nobody computed it); anything outside the values of the grid; that schemes
#   are equal where they are not told apart; that a real company lies at one of these points.
# - **Has to be said with it:** what was held at its preset, how long the horizon was, the basis on which bonuses were made comparable.
#
# ## Exercises
#
# **1. Read (easy).** Say in one sentence what the picture shows for journeys that never cross units.
# *A good answer contains:* the direction at each of the four points or "not told apart", n and the unit; no value between points.
#
# **2. Your guess (easy).** Compare what you wrote down with the table.
# *A good answer contains:* the guess as it was; where it held and where not; one reason that can be checked, for example in
# `run.managers` at two points (where did attention go?).
#
# **3. Closer (middle).** Choose the bracket you care for most, put three values inside it, and run again with more seeds.
# *A good answer contains:* a narrower bracket or the statement that points in between stay open; why more seeds narrow intervals
# and more points widen them a little (they hold together); the number of runs it cost.
#
# **4. Another outcome, another scheme (harder).** Add `outcomes: [true_cx, profit_after_bonus_eur]` to the design and a third scheme, such as
# `seniority_gradient` or your own of notebook 03.
# *A good answer contains:* for each outcome and scheme where it is ahead, behind and open; whether experience and profit turn at the same
# place, or one of them nowhere; no scheme called best without naming outcome and point.
#
# **5. A recommendation that may change (open).** A board asks for one scheme, and you do not know how many journeys cross units. Write half a
# page. `cxsim study explore` and its page of sliders, or a third factor such as `behaviour.pay_sensitivity`, may help.
# *A good answer contains:* what the recommendation rests on and at which bracket it flips; which of these settings the company could measure,
# and how; what it costs to be wrong on either side; one thing the model leaves out that might turn it.
