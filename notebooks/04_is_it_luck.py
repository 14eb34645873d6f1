# %% [markdown]
# # Is it luck?
#
# **Aim.** You can tell a difference made by a scheme from one made by chance, say how sure you are, and say what a bonus
# paid for a measured result pays for.
#
# Every run is keyed by a seed. The same seed gives the same people and the same luck, whatever the scheme: common random
# numbers. Another seed gives other people and other luck.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import cxsim
from cxsim.study.statistics import FEWEST, single_interval

SIZE = ["customers.count=1000", "horizon.years=3", "horizon.warmup_years=1", "study.replications=40", "workers=1"]
OUTCOME = "true_cx"
GROWTH, COMPANY = "unit_growth", "company_cx"

# %% [markdown]
# ## Luck that can be called back
#
# Two runs with the same settings and seed, and one with another seed. The digest is a name made from every number of a run.

# %%
first, again, other = (cxsim.run(cxsim.load("study=quick", *SIZE, f"scheme={GROWTH}", f"seed={seed}")) for seed in (1, 1, 2))
print("same seed, same digest:   ", first.digest == again.digest)
print("other seed, same digest:  ", first.digest == other.digest)
print(f"{OUTCOME} with seed 1 and 2: {first.summary[OUTCOME]:.2f} and {other.summary[OUTCOME]:.2f}")

# %% [markdown]
# ## One seed against many
#
# Guess first: if company CX for everybody is better than growth pay of the own unit with seed 1, with how many of the
# other seeds will it be better? Then look.

# %%
comparison = cxsim.compare(cxsim.load("study=quick", *SIZE), schemes=[GROWTH, COMPANY])
levels = comparison.tables["runs"].pivot(index="seed", columns="scheme", values=OUTCOME)
gaps = levels[COMPANY] - levels[GROWTH]
print(f"with seed {gaps.index[0]} alone: {gaps.iloc[0]:+.2f} points")


# %%
def plain(axes, title, x, y):
    """Title on the left, labels with units, no frame."""
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)


figure, axes = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
axes.axhline(0, color="#595959", linewidth=0.8)
axes.plot(gaps.index, gaps, "o", color="#1F3B78")
above = int((gaps > 0).sum())
plain(axes, f"Company CX above growth pay with {above} of {len(gaps)} seeds", "seed", "difference in true CX, points")

# %% [markdown]
# ## Paired and unpaired
#
# The same runs, counted three ways: as pairs (same seed, same luck), as two heaps that know nothing of each other, and
# with pairs broken on purpose (each scheme meets its neighbour's luck). The mean is the same each time. The half-width
# is that of a 95 % interval; there is none below five seeds.


# %%
def half_width(values):
    """Half of a 95 % Student interval."""
    mean, _, _, _, hi, _ = single_interval(np.asarray(values))
    return hi - mean


broken = levels[COMPANY].to_numpy() - np.roll(levels[GROWTH].to_numpy(), 1)
heaps = float(np.hypot(half_width(levels[COMPANY]), half_width(levels[GROWTH])))  # widths of two separate means add in squares
ways = pd.DataFrame(
    {"mean": [gaps.mean(), levels[COMPANY].mean() - levels[GROWTH].mean(), broken.mean()],
     "half-width": [half_width(gaps), heaps, half_width(broken)]},
    index=["paired by seed", "two heaps", "pairs broken"],
)
print(f"correlation of the two schemes over seeds: {levels[COMPANY].corr(levels[GROWTH]):.2f}")
ways.round(3)

# %% [markdown]
# ## When nobody reacts
#
# With `behaviour=insensitive` managers ignore pay, so that a scheme can change nothing that customers live through. Levels
# still move from seed to seed. How far do they move, and how far do the paired differences?

# %%
null = cxsim.compare(cxsim.load("study=quick", *SIZE, "behaviour=insensitive"), schemes=[GROWTH, COMPANY])
null_levels = null.tables["runs"].pivot(index="seed", columns="scheme", values=OUTCOME)
print(f"standard deviation of the level over seeds:  {null_levels[GROWTH].std():.3f}")
print(f"largest paired difference, either direction: {(null_levels[COMPANY] - null_levels[GROWTH]).abs().max():.3f}")

# %% [markdown]
# ## What n does to an interval
#
# The first 5, 10, 20 ... of the same seeds. Beside each half-width stands the first one shrunk with the square root of n alone;
# the scatter seen so far and Student's factor change with n as well.

# %%
sizes = [n for n in (5, 10, 20, 40, 80) if n <= len(gaps)]
rows = [(n, *np.take(single_interval(gaps.to_numpy()[:n]), [0, 3, 4])) for n in sizes]
table = pd.DataFrame(rows, columns=["n", "mean", "lo", "hi"])
table["half-width"] = (table["hi"] - table["lo"]) / 2
table["root n only"] = table["half-width"].head(1).sum() * np.sqrt(FEWEST / table["n"])
table.round(3)

# %%
figure, axes = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
axes.axhline(0, color="#595959", linewidth=0.8)
axes.errorbar(range(len(table)), table["mean"], yerr=table["half-width"], fmt="o", color="#1F3B78", capsize=4)
axes.set_xticks(range(len(table)), table["n"])
clear = int(((table["lo"] > 0) | (table["hi"] < 0)).sum())
plain(axes, f"{clear} of {len(table)} intervals leave zero out", "seeds", "difference in true CX, points")

# %% [markdown]
# ## Same effort, other luck: what a bonus pays for
#
# Again nobody reacts, so one seat does the same work under every seed; the first line checks it. What is paid for that
# work differs only by the people who happen to be customers, their luck, and who answers the survey.

# %%
SEAT = "mobile/phone"
paid, work = [], []
for seed in range(1, cxsim.load("study=quick", *SIZE).study.replications + 1):
    for scheme in (GROWTH, COMPANY):
        run = cxsim.run(cxsim.load("study=quick", *SIZE, "behaviour=insensitive", f"scheme={scheme}", f"seed={seed}"))
        seat = run.payouts[run.payouts["manager"] == SEAT]
        paid += [{"seed": seed, "scheme": scheme, "year": row.year, "payout_pct": row.payout_pct} for row in seat.itertuples()]
        work.append(run.managers[run.managers["manager"] == SEAT].filter(like="attention_").to_numpy())
paid = pd.DataFrame(paid)
print(f"largest difference in the work of {SEAT} between any two runs: {np.ptp(np.stack(work), axis=0).max():.3f}")
paid.groupby(["scheme", "year"])["payout_pct"].describe()[["count", "min", "25%", "50%", "75%", "max"]].round(0)

# %%
last = paid[paid["year"] == paid["year"].max()]
figure, axes = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
for scheme, color, mark in ((GROWTH, "#C85D0E", "o"), (COMPANY, "#1F3B78", "D")):
    ranked = np.sort(last.loc[last["scheme"] == scheme, "payout_pct"])
    axes.plot(np.arange(1, len(ranked) + 1), ranked, mark, color=color, label=scheme, markersize=5)
axes.legend(frameon=False)
ends = last.groupby("scheme")["payout_pct"].agg(["min", "max"]).round(0).astype(int)
said = "; ".join(f"{scheme} {row['min']} to {row['max']} %" for scheme, row in ends.iterrows())
plain(axes, f"Same seat, same work, last year: {said}", "seeds in order of payout", "payout, % of target bonus")

# %% [markdown]
# ## Exercises
#
# **1. Read (easy).** What does seed 1 alone say about the two schemes, and what do all seeds say?
# *A good answer contains:* both numbers with their unit; the interval of the second; why the first has no interval.
#
# **2. Another outcome (easy).** Set `OUTCOME` to `profit_after_bonus_eur` and run all cells again.
# *A good answer contains:* the paired mean with interval and n; whether it leaves zero out; whether the verdict is as firm as that
# for experience; no word such as "no effect" where the interval spans zero.
#
# **3. What pairing bought (middle).** By what factor is the paired half-width smaller than that of two heaps, and how many
# unpaired seeds would give the paired width?
# *A good answer contains:* the ratio; its square times n (widths fall with the square root of n); the correlation as the reason;
# what the case of managers who do not react adds. Should pairing have bought little here, the answer says so.
#
# **4. Stopping early (harder).** A colleague adds seeds one by one and stops as soon as zero is left out. Do so on the seeds you
# have, then on pairs whose signs you flip by a coin (`np.random.default_rng(1)`), a few hundred times.
# *A good answer contains:* how often zero is left out at some n though nothing is there, beside the 5 % of a fixed n;
# a rule that is fixed before looking; `study.stop_width`, which looks at width and not at the verdict.
#
# **5. Pay for luck (open).** How much of a bonus should the luck of one seat decide? Compare years, another seat, a survey with a smaller
# sample (`survey=small`), more customers (`customers.count=5000`).
# *A good answer contains:* the spread of payouts at equal work as a measured range; which part more customers or a larger sample
# takes away and which stays; what a wider scope (company instead of touchpoint) does to luck and to what one can influence;
# a proposal with its price, and what this model leaves out.
