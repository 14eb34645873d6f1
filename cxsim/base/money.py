"""Whole cents: rounding a claim half up, and splitting a sum so that no cent is lost or made."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def half_up(amount: Fraction) -> int:
    """Round a non-negative exact amount (any unit) to the nearest whole number, halves upwards."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def deal(total: int, exact: Sequence[Fraction], counts: Sequence[int] | None = None) -> list[tuple[int, int]]:
    """Deal `total` whole cents by largest remainder over exact non-negative parts that add up to about `total`.

    `counts` says how many equal heads each part stands for (default 1 each). Returns per part the cents of
    every head and the number of heads that get one cent more. Equal remainders go to the earlier part, so the
    caller's order is the tie rule. A part of zero never gets a cent.

    Raises
    ------
    ValueError
        When `total` cannot be reached by giving at most one extra cent per head.
    """
    heads = counts if counts is not None else [1] * len(exact)
    base = [part.numerator // part.denominator for part in exact]
    left = total - sum(cents * n for cents, n in zip(base, heads, strict=True))
    extra = [0] * len(exact)
    rest = [Fraction(-(part.numerator % part.denominator), part.denominator) for part in exact]
    for i in sorted(range(len(exact)), key=rest.__getitem__):
        if exact[i] > 0 and left > 0:
            extra[i] = min(heads[i], left)
            left -= extra[i]
    if left != 0:
        raise ValueError(f"{total} cents cannot be dealt over parts that add up to {float(sum(exact)):.2f}")
    return list(zip(base, extra, strict=True))


def split(total: int, shares: Sequence[float | int | Fraction]) -> list[int]:
    """Split `total` cents (of either sign) in proportion to non-negative `shares`; the parts add up exactly.

    Largest remainder, ties to the earlier share. Shares that are all zero are treated as equal.
    """
    exact = [Fraction(share) for share in shares]
    if not exact or any(share < 0 for share in exact):
        raise ValueError("shares must be at least one non-negative number")
    parts = split_whole(abs(total), whole_weights(exact) if any(exact) else [1] * len(exact))
    return parts if total >= 0 else [-part for part in parts]


def whole_weights(shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the same proportion as exact shares."""
    common = lcm(*(share.denominator for share in shares))
    return [share.numerator * (common // share.denominator) for share in shares]


def split_whole(total: int, weights: Sequence[int]) -> list[int]:
    """`split` of a non-negative total by non-negative whole weights that are not all zero."""
    whole = sum(weights)
    divided = [divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in divided]
    order = sorted(range(len(weights)), key=lambda i: -divided[i][1])
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
