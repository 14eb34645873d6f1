"""How long people have to decide, in words."""

from __future__ import annotations

from cxsim.lessons import minutes
from cxsim.lessons.form import Lesson
from cxsim.report.words import Words

MINUTE = 60


def told_time(seconds: int, w: Words) -> str:
    """A time as it is said aloud."""
    m, s = divmod(seconds, MINUTE)
    key = "seconds" if m == 0 else ("minute" if m == 1 else "minutes") if s == 0 else "one" if m == 1 else "both"
    return w(f"lesson_say.time.{key}", m=m, s=s)


def told_rounds(lesson: Lesson, clock: str, kind: str, w: Words) -> str:
    """Time to decide in the rounds of a length of a lesson: one figure, or one for each stretch of rounds."""
    spans = minutes.spans(lesson, clock)
    if len(spans) == 1:
        return told_time(spans[0][2], w)
    named = [w(f"lesson.round.{kind}", n=first) if first == last else w(f"lesson.rounds_span.{kind}", a=first, b=last) for first, last, _ in spans]
    return ", ".join(w("lesson_say.by_round", rounds=name, time=told_time(each, w)) for name, (_, _, each) in zip(named, spans))

