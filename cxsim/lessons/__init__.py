"""Lessons: games in which people take managers' places, written as data; every result a pure function of their decisions."""
