"""A Finnish reward designer is told what is wrong with a workbook in Finnish, at the same cells, and mends it by that."""

from __future__ import annotations

import json

import pytest
import test_workbook_faults as faults
from books import EXAMPLE, changed, english_in, template, told

from cxsim.cli.main import main
from cxsim.desk.opening import check_plan
from cxsim.report.problems import cell_line


def test_planted_mistakes_are_told_in_finnish_at_the_same_cells(tmp_path, capsys):
    path = changed(template(tmp_path), faults.plant)
    english = told(path)
    assert main(["plan", "check", str(path), "--lang", "fi"]) == 2
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert len(lines) == len(english) == len(faults.PLANTED) and said.out == f"{path}: {len(lines)} virhettä\n"
    for own, line in zip(english, lines):
        cell, _, text = line.partition(": ")
        assert cell == own.partition(": ")[0] and text != own.partition(": ")[2] and not english_in(text), line
    assert "components!D11: tason middle_manager painojen summa on 95, pitää olla 100; nosta D11 arvoon 25 tai aseta normalise_weights arvoon yes" in lines
    assert "matti" not in said.err + said.out


HURRIED = {  # what stands in a cell that is not repeated, as it is told of people
    "staff!B4": ("teamlead nine", "level: koodia 'teamlead nine' ei ole välilehdellä Tasot (levels)"),
    "staff!B5": ("a, b", "sarakkeessa level on useampi koodi"),
    "staff!F6": ("viisi tonnia", "sarakkeen base_pay_eur arvo ei ole luku"),
    "staff!F8": ("viisi%", "sarakkeen base_pay_eur arvossa on prosenttimerkki"),
    "staff!J9": ("lähti", "sarakkeen status arvo ei ole vaihtoehto"),
}


def test_what_was_typed_about_people_is_not_repeated_in_finnish_either(tmp_path):
    def hurry(book):
        for place, (value, _) in HURRIED.items():
            book["staff"][place.split("!")[1]] = value

    lines = {problem.where: cell_line(problem, "fi") for problem in check_plan(changed(template(tmp_path), hurry)).problems}
    for place, (_, words) in HURRIED.items():
        assert lines[place].lang == "fi" and words in lines[place].text, lines[place]


def test_json_and_exit_code_stay_and_a_sound_plan_is_told_in_finnish(tmp_path, capsys):
    path = changed(template(tmp_path), faults.put("levels!H4", 1.5))
    codes, found = [], []
    for lang in ("en", "fi"):
        codes.append(main(["plan", "check", str(path), "--json", "--lang", lang]))
        found.append(json.loads(capsys.readouterr().out.splitlines()[-1]))
    assert codes == [2, 2] and found[0] == found[1] and "whole number" in found[1]["errors"][0]["message"]
    assert main(["plan", "check", str(EXAMPLE), "--lang", "fi"]) == 0
    assert ": ei virheitä; rivejä: levels 4, " in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lint", "none.xlsx", "output.lang=fi"], "virhe: none.xlsx: tiedostoa ei ole"),
        (["improve", str(EXAMPLE), "goal=cheapest", "--lang", "fi"], "virhe: reach: tarvitaan, kun goal=cheapest"),
        (["simulate", str(EXAMPLE), "map.foo=cx", "--lang", "fi"], "virhe: map.foo: ei ole tämän suunnitelman mittari"),
        (["simulate", str(EXAMPLE), "map.foo=cx", "--lang", "fi", "output.lang=en"], "error: map.foo: is no metric of this plan"),
        (["simulate", str(EXAMPLE), "customers.cuont=3", "--lang", "fi"], "virhe: customers.cuont: ei ole tunnettu asetus"),
        (["lint", "none.xlsx"], "error: none.xlsx: cannot be read: No such file or directory"),
    ],
)
def test_other_words_of_plan_tell_their_errors_in_the_language_asked_for(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["plan", *words]) == 2
    assert capsys.readouterr().err.splitlines()[0] == said
