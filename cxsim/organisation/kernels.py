"""The arithmetic of a decision, compiled: slopes of expected pay, value of attention, and the chosen attention.

Readable twins of every function stand in the tests and must agree. Notation: x is achievement in % of target,
x ~ Normal(mu, s); a curve is knots x_i with a jump and the slope that follows; payouts are shares of target bonus.
"""

from __future__ import annotations

import math

import numpy as np

from cxsim.base.compiled import inlined, kernel

ROOT_HALF = math.sqrt(0.5)
DENSITY = 1.0 / math.sqrt(2.0 * math.pi)
SMALLEST_ERROR = 1e-6
PASSES, CLOSE = 60, 1e-10


@inlined
def above(z):
    """Chance that a standard normal number exceeds z."""
    return 0.5 * math.erfc(z * ROOT_HALF)


@inlined
def density(z):
    """Standard normal density."""
    return DENSITY * math.exp(-0.5 * z * z)


@inlined
def expected_pay(mu, s, knots, jumps, slopes):
    """E[payout(x)]; the part above a knot is worth slope * E[(x - knot)+]."""
    total, before = 0.0, 0.0
    for i in range(knots.size):
        z = (knots[i] - mu) / s
        tail = above(z)
        total += jumps[i] * tail + (slopes[i] - before) * s * (density(z) - z * tail)
        before = slopes[i]
    return total


@inlined
def pay_slope(mu, s, knots, jumps, slopes):
    """d E[payout(x)] / d mu: slopes weighted by the chance of being on them, jumps by their density."""
    total, before = 0.0, 0.0
    for i in range(knots.size):
        z = (knots[i] - mu) / s
        total += jumps[i] * density(z) / s + (slopes[i] - before) * above(z)
        before = slopes[i]
    return total


@inlined
def wary_slope(mu, s, knots, jumps, slopes, theta):
    """d (certainty equivalent) / d mu with constant absolute risk aversion theta per unit of payout.

    Completing the square turns exp(-theta * payout) on a segment into a shifted normal. Wealth from other
    components cancels when they are independent.
    """
    gain, weight, level = 0.0, 1.0 - above((knots[0] - mu) / s), 0.0
    for i in range(knots.size):
        z = (knots[i] - mu) / s
        drop = -math.expm1(-theta * jumps[i]) / theta if theta > 0.0 else jumps[i]
        gain += math.exp(-theta * level) * drop * density(z) / s
        level += jumps[i]
        shift = theta * slopes[i] * s
        top = 0.0 if i + 1 == knots.size else above((knots[i + 1] - mu) / s + shift)
        mass = above(z + shift) - top
        mass *= math.exp(-theta * (level + slopes[i] * (mu - knots[i])) + 0.5 * shift * shift)
        gain += slopes[i] * mass
        weight += mass
        if i + 1 < knots.size:
            level += slopes[i] * (knots[i + 1] - knots[i])
    return gain / weight


@inlined
def left_when_closed(gate, total):
    """Share of the expected pay `total` left by a closed gate (required x, factor or -1, cap)."""
    if gate[1] >= 0.0:
        return gate[1]
    return min(1.0, gate[2] / total) if total > 0.0 else 1.0


@kernel
def expected_scores(mu, s, weight, knots, jumps, slopes, size, gate):
    """Expected payout (G,) of a deal for forecasts mu (G, rows) with errors s (rows,), gates included."""
    scores = np.zeros(mu.shape[0])
    n_parts = weight.size
    for g in range(mu.shape[0]):
        total = 0.0
        for m in range(n_parts):
            k = size[m]
            total += weight[m] * expected_pay(mu[g, m], s[m], knots[m, :k], jumps[m, :k], slopes[m, :k])
        scores[g] = total
        for h in range(gate.shape[0]):
            lost = left_when_closed(gate[h], total)
            scores[g] *= lost + (1.0 - lost) * above((gate[h, 0] - mu[g, n_parts + h]) / s[n_parts + h])
    return scores


@kernel
def payouts(x, columns, weight, knots, jumps, slopes, size, gate):
    """Payout (N,), share of target bonus, of N managers of one level at results x (keys,), read at `columns` (N, M)."""
    paid = np.empty(columns.shape[0])
    result, sure = np.empty((1, columns.shape[1])), np.full(columns.shape[1], SMALLEST_ERROR)
    for n in range(columns.shape[0]):
        for m in range(columns.shape[1]):
            result[0, m] = x[columns[n, m]]
        paid[n] = expected_scores(result, sure, weight, knots[n], jumps[n], slopes[n], size, gate[n])[0]
    return paid


@inlined
def slopes_of_year(mu, s, weight, knots, jumps, slopes, size, n_parts, gate, theta, out):
    """Slope of expected pay in every row of a deal for one year, gates included.

    Rows 0..n_parts-1 are components, the rest gates (`gate` rows: required x, factor or -1, cap). A gate
    multiplies: expected gate x slope, plus its own row: pay at stake x density at the gate.
    """
    total = 0.0
    for m in range(n_parts):
        k = size[m]
        if theta > 0.0:
            slope = wary_slope(mu[m], s[m], knots[m, :k], jumps[m, :k], slopes[m, :k], theta * weight[m])
        else:
            slope = pay_slope(mu[m], s[m], knots[m, :k], jumps[m, :k], slopes[m, :k])
        out[m] = weight[m] * slope
        if gate.shape[0] > 0:
            total += weight[m] * expected_pay(mu[m], s[m], knots[m, :k], jumps[m, :k], slopes[m, :k])
    product = 1.0
    for h in range(gate.shape[0]):
        z = (gate[h, 0] - mu[n_parts + h]) / s[n_parts + h]
        lost = left_when_closed(gate[h], total)
        factor = lost + (1.0 - lost) * above(z)
        out[n_parts + h] = (1.0 - lost) * density(z) / s[n_parts + h] / max(factor, 1e-12)
        product *= factor
    for m in range(n_parts):
        out[m] *= product
    for h in range(gate.shape[0]):
        out[n_parts + h] *= product * total


@kernel
def worth_of_metrics(mu, s, s_full, rho, awareness, omega, weight, knots, jumps, slopes, size, n_parts, gate, theta):
    """Worth (rows, years) of one more % of target, in each year thought of, seen from now.

    Surprises of this year are expected to shrink as targets follow (1 - rho a year). A better year now also
    raises later targets; `awareness` says how much of that is foreseen.
    """
    n_rows, n_years = mu.size, omega.size
    felt = np.zeros((n_rows, n_years))
    worth = np.zeros((n_rows, n_years))
    place, error, row = np.empty(n_rows), np.empty(n_rows), np.empty(n_rows)
    for j in range(n_years):
        for m in range(n_rows):
            place[m] = 100.0 + (mu[m] - 100.0) * (1.0 - rho[m]) ** j
            error[m] = max(SMALLEST_ERROR, s[m] if j == 0 else s_full[m])
        slopes_of_year(place, error, weight, knots, jumps, slopes, size, n_parts, gate, theta, row)
        for m in range(n_rows):  # an array expression would compile its error messages too
            felt[m, j] = row[m] * omega[j]
    for m in range(n_rows):
        for j in range(n_years):
            worth[m, j] = felt[m, j]
            for i in range(j + 1, n_years):
                worth[m, j] -= awareness * rho[m] * (1.0 - rho[m]) ** (i - j - 1) * felt[m, i]
    return worth


@kernel
def pulse_values(worth, reach, scale, effects, response):
    """Worth of one unit of effect of each activity, per unit of target bonus.

    worth (rows, years); reach and scale (rows, columns): share of one's work in the metric, and % of target
    per unit of the column; effects (activities, columns): believed; response (columns, activities, years).
    """
    n_activities, n_columns = effects.shape
    value = np.zeros(n_activities)
    for c in range(n_columns):
        for j in range(worth.shape[1]):
            moved = 0.0
            for m in range(worth.shape[0]):
                moved += reach[m, c] * scale[m, c] * worth[m, j]
            if moved != 0.0:
                for k in range(n_activities):
                    value[k] += effects[k, c] * response[c, k, j] * moved
    return value


@inlined
def answer(pull, duty, own, shared, strain, want):
    """Attention `want` (K,) that answers `pull - shared * strain`, limits apart."""
    for k in range(pull.size):
        want[k] = duty[k] + (pull[k] - shared * strain) / own


@inlined
def settle(pull, duty, low, high, own, shared, want):
    """`answer` to the strain that the answers make together: the sum of attention above duty, each within its limits."""
    strain = 0.0
    for _ in range(PASSES):
        answer(pull, duty, own, shared, strain, want)
        fixed, free, n_free = 0.0, 0.0, 0
        for k in range(pull.size):
            if want[k] < low[k]:
                fixed += low[k] - duty[k]
            elif want[k] > high[k]:
                fixed += high[k] - duty[k]
            else:
                free += pull[k]
                n_free += 1
        before, strain = strain, (fixed + free / own) / (1.0 + shared * n_free / own)
        if strain == before:
            return
        if abs(strain - before) <= CLOSE:
            break
    answer(pull, duty, own, shared, strain, want)


@kernel
def best_attention(value, duty, reference, low, high, own, shared):
    """Attention where worth meets strain: own (a - duty) + shared sum(a - duty) = value sqrt(reference / a).

    Damped fixed point from the duty itself, so that with nothing to gain the duty comes back bit for bit.
    """
    n = value.size
    attention = np.empty(n)
    for k in range(n):
        attention[k] = min(max(duty[k], low[k]), high[k])
    pull, want = np.empty(n), np.empty(n)
    for _ in range(PASSES):
        for k in range(n):
            pull[k] = value[k] * math.sqrt(reference[k] / attention[k])
        settle(pull, duty, low, high, own, shared, want)
        change = 0.0
        for k in range(n):
            step = 0.5 * (min(max(want[k], low[k]), high[k]) - attention[k])
            attention[k] += step
            change = max(change, abs(step))
        if change <= CLOSE:
            break
    return attention


@kernel
def best_response(
    force, awareness, theta, mu, s, s_full, rho, scale, reach, omega, weight, knots, jumps, slopes, size, gate, bonus,
    effects, response, duty, reference, low, high, own, shared,
):
    """Attention that balances pay against strain, all in one call: worth of the metrics, of work, and the answer.

    `force` multiplies what pay is worth: sensitivity, and for heads how far managers follow.
    """
    worth = worth_of_metrics(
        mu, s, s_full, rho, awareness, omega, weight, knots, jumps, slopes, size, weight.size, gate, theta
    )
    value = pulse_values(worth, reach, scale, effects, response)
    for k in range(value.size):
        value[k] = force * (bonus * value[k])
    return best_attention(value, duty, reference, low, high, own, shared)


@kernel
def best_responses(
    force, awareness, theta, mu, s, columns, s_full, rho, scale, reach, omega, weight, knots, jumps, slopes, gate, size, bonus,
    effects, response, duty, attention, habit, reference, low, high, own, shared, whole_day,
):
    """Attention (N, K) of N managers of one level, by habit on the way to their `best_response`; who exceeds `whole_day` (N,).

    What is their own has their number as first axis; mu and s (keys,) are the board's, read at `columns` (N, M).
    """
    now, full = np.empty_like(duty), np.zeros(force.size, np.bool_)
    seen, doubt = np.empty(columns.shape[1]), np.empty(columns.shape[1])
    for n in range(force.size):
        for m in range(columns.shape[1]):
            seen[m], doubt[m] = mu[columns[n, m]], s[columns[n, m]]
        goal = best_response(
            force[n], awareness, theta, seen, doubt, s_full[n], rho[n], scale[n], reach[n], omega, weight,
            knots[n], jumps[n], slopes[n], size, gate[n], bonus, effects[n], response, duty[n], reference, low, high, own, shared,
        )
        total = 0.0
        for k in range(goal.size):
            now[n, k] = attention[n, k] + habit * (goal[k] - attention[n, k])
            total += now[n, k]
        full[n] = total > whole_day
    return now, full


@inlined
def gains_of_moving(
    now, later, per_sale, awareness, mu, s, s_full, rho, omega, weight, knots, jumps, slopes, size, gate
):
    """Expected payout (N, G) of N managers of one level when sales are moved: this year's, and next year's at its weight.

    now and later (G,): change of sales in this and in the next quarter; per_sale (N, rows): % of target per share sold.
    """
    gain = np.empty((per_sale.shape[0], now.size))
    shifted = np.empty((now.size, per_sale.shape[1]))
    for n in range(per_sale.shape[0]):
        for g in range(now.size):
            for m in range(per_sale.shape[1]):
                shifted[g, m] = mu[n, m] + now[g] * per_sale[n, m]
        gain[n] = expected_scores(shifted, s[n], weight, knots[n], jumps[n], slopes[n], size, gate[n])
        if omega.size > 1:
            for g in range(now.size):
                for m in range(per_sale.shape[1]):
                    start = 100.0 + (mu[n, m] - 100.0) * (1.0 - rho[n, m])
                    shifted[g, m] = start + (later[g] * per_sale[n, m] - awareness * rho[n, m] * now[g] * per_sale[n, m])
            next_year = expected_scores(shifted, s_full[n], weight, knots[n], jumps[n], slopes[n], size, gate[n])
            for g in range(now.size):
                gain[n, g] += omega[1] / omega[0] * next_year[g]
    return gain


@kernel
def best_pulls(
    force, effort, none, least, grid, now, later, per_sale, awareness, mu, s, s_full, rho, omega, weight, knots, jumps, slopes, size, gate
):
    """Share of a quarter's sales, of those in `grid` (G,), that N managers of one level pull (N,).

    What moving gains, times `force` (N,), less `effort` times the squared share; none (place `none` of the grid) unless
    that gains more than `least`. The rest as in `gains_of_moving`.
    """
    gain = gains_of_moving(now, later, per_sale, awareness, mu, s, s_full, rho, omega, weight, knots, jumps, slopes, size, gate)
    pulls = np.zeros(force.size)
    for n in range(force.size):
        stay = force[n] * gain[n, none] - effort * grid[none] ** 2
        best, chosen = stay + least, none
        for g in range(grid.size):
            worth = force[n] * gain[n, g] - effort * grid[g] ** 2
            if worth > best:
                best, chosen = worth, g
        pulls[n] = grid[chosen]
    return pulls


@inlined
def past(quarters, before, last_year, at, k):
    """Result `k` of quarter `at` of this year; before it that of the quarter before, and last year's where none was measured."""
    found = quarters[at, k] if at >= 0 else before[k]
    return found if math.isfinite(found) else last_year[k]


@kernel
def expected_year(quarters, before, last_year, flow, whole, part):
    """Results of a year (keys,) as may be expected after `quarters` (1-4, keys): the mean of what is seen goes on.

    Euros (`flow`) are seen at once and add up. Scores come `whole` and `part` quarters late: each is a mix of the two
    quarters it was answered in.
    """
    n = quarters.shape[0]
    year = np.empty(quarters.shape[1])
    for k in range(year.size):
        total = 0.0
        for at in range(n):
            seen = quarters[at, k]
            if not flow[k] and whole + part > 0.0:
                seen = (1.0 - part) * past(quarters, before, last_year, at - whole, k) + part * past(
                    quarters, before, last_year, at - whole - 1, k
                )
            total += seen
        rate = total / n
        expected = 4.0 * rate if flow[k] else rate
        year[k] = expected if math.isfinite(expected) else last_year[k]
    return year
