# %% [markdown]
# # One run: from a bonus plan to customers
#
# **Aim.** You can follow one run from what a plan pays, through what managers attend to, to what customers live through and a survey
# says of it, and you know what a single run cannot tell.
#
# One simulated telecom, one reward scheme. A single run is an example, not evidence: notebook 02 says how sure one may be.

# %%
import matplotlib.pyplot as plt

import cxsim

SIZE = ["customers.count=5000", "horizon.years=5"]

# %% [markdown]
# ## Settings
#
# `cxsim.load` takes the same words as the command line. Units, ranges and sources stand in `cxsim/base/schema.py`.

# %%
settings = cxsim.load(*SIZE, "scheme=seniority_gradient", "seed=1")
scheme = cxsim.Scheme.from_mapping(settings.scheme)
scheme

# %% [markdown]
# ## What the scheme pays for a given year
#
# Pay can be looked at alone, before any simulation: (metric, scope, code) gives (actual, target).

# %%
scorecard = {
    ("revenue", "touchpoint", "mobile/phone"): (1_050_000, 1_000_000),
    ("revenue", "unit", "mobile"): (5_000_000, 5_000_000),
    ("cx", "company", ""): (71.0, 70.0),
}
scheme.payout(scorecard, level="middle_manager", unit="mobile", touchpoint="mobile/phone")

# %% [markdown]
# ## The run

# %%
run = cxsim.run(settings)
run

# %% [markdown]
# ## True and measured
#
# What customers live through and what the survey says of it are two numbers. They share one scale: the true figure is
# everybody's honest answer. The gap between them is begging, silence and luck. In a small market
# few people answer in a quarter, so the measured line is restless.

# %%
quarterly = run.quarterly
figure, axes = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
axes.plot(quarterly["quarter"], quarterly["true_cx"], color="#1F3B78", linewidth=2.2)
axes.plot(quarterly["quarter"], quarterly["measured_cx"], color="#1F3B78", linewidth=1.6, linestyle="--")
last = quarterly.iloc[-1]
axes.annotate(" true", (last["quarter"], last["true_cx"]), va="center", color="#1F3B78")
axes.annotate(" measured", (last["quarter"], last["measured_cx"]), va="center", color="#1F3B78")
axes.set_title("Company CX by quarter, one run", loc="left")
axes.set_xticks(quarterly["quarter"][3::4])
axes.set_xlabel("quarter")
axes.set_ylabel("index, 0 to 100")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## Where managers' attention went

# %%
columns = [name for name in run.managers.columns if name.startswith("attention_")]
front = run.managers[run.managers["level"].isin(["team_lead", "middle_manager"])]
shares = 100 * front.groupby("year")[columns].mean()
shares.columns = [name.removeprefix("attention_") for name in columns]
shares.round(1)

# %% [markdown]
# ## One customer's journeys
#
# `run.journeys` is an event log of a sample of people. `experience` runs from bad (below 0) to good.

# %%
longest = run.journeys.groupby("case").size().idxmax()
run.journeys.loc[
    run.journeys["case"] == longest, ["week", "activity", "unit", "channel", "contact", "experience", "solved"]
]

# %% [markdown]
# ## Who was paid what

# %%
run.payouts.groupby(["year", "level"])["payout_pct"].agg(["min", "median", "max"]).round(0)

# %% [markdown]
# ## Exercises
#
# **1. Pay by hand (easy).** Which part of the payout above comes from which row of the scorecard? Raise company CX from 71 to 73.
# *A good answer contains:* weight times the payout of each component; the new total from the engine beside the one by hand; what a
# target, a threshold or a cap did, if one did.
#
# **2. True or measured (easy).** In how many quarters does the survey move one way and the true figure the other?
# *A good answer contains:* a count from `run.quarterly`; one reason each for noise and for bias; what a manager paid by the survey sees.
#
# **3. Another scheme (middle).** Run `scheme=unit_growth` with the same seed and compare the table of attention.
# *A good answer contains:* which activities differ, in percentage points of time and by level; why one seed is an example and not evidence.
#
# **4. One journey (middle).** Tell the journeys of the customer above as a story.
# *A good answer contains:* units and channels in order; where a handoff was rough and information lost; which scorecard, if any, shows it.
#
# **5. Your company (open).** Which three settings would you have to know before you showed this to colleagues? `cxsim --cfg job` prints all.
# *A good answer contains:* the keys with their ranges and grades of evidence; how each could be measured; what you expect to change, and
# a run that tries it.
