"""English left on a Finnish page: texts that stand in the English catalogue only, words of English, and numbers with a decimal point."""

from __future__ import annotations

import html
import re
from functools import cache

from cxsim.report.words import words

WORDS = re.compile(
    r"\b(the|of|and|is|are|not|with|for|this|that|you|your|unit|years?|from|by|in|to|an|per|at|each|share|points?|customers?|managers?|given|allowed|known|below|above|best|all|than|round|paid|must|more|needs|write)\b", re.I
)
MARKED = re.compile(r"<(\w+)[^>]*\blang=.?en\b[^>]*>.*?</\1>", re.S)  # said to be English
UNSEEN = re.compile(r"<(style|script|svg|code)\b.*?</\1>", re.S)
COMMANDS = re.compile(r"cxsim [\w =.\-]+|--[\w-]+( [\d.]+)?|\b\w+(\.\w+)+=[^\s.]+|\b\d+\.\d+\.\d+(\.\d+)?(:\d+)?|\d{1,2}\.\d{1,2}\.\d{4}|\bv?\d+\.\d+\.\d+")


@cache
def only_english() -> frozenset[str]:
    """Texts of the English catalogue that no Finnish one shares."""
    english, finnish = (frozenset(str(text).strip() for key in words(lang).names() for text in _each(words(lang).get(key))) for lang in ("en", "fi"))
    return frozenset(text for text in english - finnish if len(text) > 2)


def _each(text):
    return text if isinstance(text, list) else [text]


def found(page: str) -> list[str]:
    """What is English in the HTML of a Finnish page, or in a text."""
    page = UNSEEN.sub(" ", MARKED.sub(" ", page))
    said = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]+)\"", page) + re.sub(r"<[^>]+>", "\n", page).split("\n")
    return [text for text in dict.fromkeys(html.unescape(part).strip() for part in said) if text and of_text(text)]


def of_text(text: str) -> bool:
    """Whether a text of a Finnish page is English."""
    plain = COMMANDS.sub(" ", text)
    hits = WORDS.findall(plain)
    return text in only_english() or len(hits) >= 2 or bool(hits and len(plain.split()) <= 3) or bool(re.search(r"(?<![\d.])\d+\.\d+(?![\d.]*\w)", plain))
