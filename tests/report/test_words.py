"""The two catalogues say the same things and nothing they must not say."""

from __future__ import annotations

import re
from importlib import resources
from string import Formatter

import fake
import pytest
import yaml

from cxsim.report.words import LANGUAGES, Words, catalogue_files, words
from cxsim.study.configuration import load_scheme
from cxsim.study.folders import choices

FORBIDDEN = {
    "en": [
        "proves",
        "significant",
        "optimal",
        "best practice",
        "trend towards",
        "slightly",
        "no effect",
        "boost",
        "insight",
        "!",
    ],
    "fi": ["merkitsevä ", "todistaa", "optimaali", "ei vaikutusta", "!"],
}


def texts(catalogue: Words) -> dict[str, str]:
    return {key: catalogue.get(key) for key in catalogue.names() if isinstance(catalogue.get(key), str)}


def test_both_languages_have_the_same_keys() -> None:
    assert words("en").names() == words("fi").names()


def test_lists_have_the_same_length() -> None:
    for key in words("en").names():
        en, fi = words("en").get(key), words("fi").get(key)
        assert isinstance(en, list) == isinstance(fi, list), key
        if isinstance(en, list):
            assert len(en) == len(fi), key


def test_translations_fill_in_no_unknown_value() -> None:
    english, finnish = texts(words("en")), texts(words("fi"))
    for key, text in finnish.items():
        named = {name for _, name, _, _ in Formatter().parse(text) if name}
        source = {name for _, name, _, _ in Formatter().parse(english[key]) if name}
        assert named <= source | {"n", "k", "total"}, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_forbidden_word(lang: str) -> None:
    for key, text in texts(words(lang)).items():
        for word in FORBIDDEN[lang]:
            assert word not in text.lower(), (key, word)


def test_finnish_never_hangs_a_case_ending_on_a_number_or_percent() -> None:
    for key, text in texts(words("fi")).items():
        for found in re.findall(r"(?:\}|\d|%) ?:[a-zäö]+", text):
            assert "95 %:n" in text, (key, found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_built_in_scheme_has_names_within_their_budget(lang: str) -> None:
    for scheme in fake.TWELVE:
        entry = words(lang).get(f"scheme.{scheme}")
        assert len(entry["label"]) <= 27, scheme
        assert len(entry["short"]) <= 20, scheme
        assert entry["said"]


def test_an_unknown_language_or_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="'sv' is not known; known: en, fi"):
        words("sv")
    with pytest.raises(KeyError, match=r"has no text 'no\.such'"):
        words("en")("no.such")


@pytest.mark.parametrize("name", choices("scheme"))
def test_a_scheme_is_called_the_same_in_its_file_and_in_the_report(name: str) -> None:
    scheme = load_scheme(name)
    for lang in LANGUAGES:
        assert {form: words(lang)(f"scheme.{name}.{form}") for form in ("label", "short")} == {form: scheme[form][lang] for form in ("label", "short")}


def test_files_of_a_language_share_no_top_key() -> None:
    for lang in LANGUAGES:
        folder = resources.files("cxsim.report") / "words"
        keys = [key for name in catalogue_files(lang) for key in yaml.safe_load((folder / name).read_text("utf-8"))]
        assert len(keys) == len(set(keys)), lang
