"""Letters as people get them: the same words in HTML and Word, the same bytes again, no person in them, drafts marked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import letters
import pytest
from docx import Document

from cxsim.cli.main import main
from cxsim.desk.letter import letters_of
from cxsim.report.desk.letter import page
from cxsim.report.desk.letter_docx import docx_bytes
from cxsim.report.desk.letter_html import html_bytes

FOOT = {"version": "1", "digest": "f" * 64}


def text_of_html(data: bytes) -> str:
    body = re.split(r"<body[^>]*>", data.decode())[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def text_of_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    parts = [document.element.body, document.sections[0].footer._element]
    return " ".join(" ".join("".join(node.itertext()) for part in parts for node in part.iter() if node.tag.endswith("}p")).split())


def made(file, lang: str, opened: int = 0):
    return {facts.level.name: page(facts, lang, FOOT, opened) for facts in letters_of(file)}


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("make", [letters.example, letters.rich])
def test_html_and_word_say_the_same_and_the_same_again(make, lang: str) -> None:
    first, again = made(make(), lang, 1), made(make(), lang, 1)
    for level, one in first.items():
        html, word = html_bytes(one), docx_bytes(one)
        assert (html, word) == (html_bytes(again[level]), docx_bytes(again[level]))
        said, written = text_of_html(html), text_of_docx(word)
        texts = [one.kicker, one.title, one.draft_note, one.lead, *one.measures_head, *(step.how for step in one.example), *(step.result for step in one.example)]
        texts += [item for column in one.columns for section in column for item in (section.title, *section.items)]
        texts += [cell.text for row in one.measures for cell in row] + [one.contact, one.foot]
        for text in texts:
            assert " ".join(text.split()) in said and " ".join(text.split()) in written, text
        assert "{" not in said + written and "http" not in html.decode() and "<script" not in html.decode()


def test_a_letter_of_the_example_in_both_languages() -> None:
    english, finnish = made(letters.example(), "en")["middle_manager"], made(letters.example(), "fi")["middle_manager"]
    assert english.title == "Your bonus plan 2026: Middle manager" and finnish.title == "Tulospalkkiosi 2026: Päällikkö"
    assert english.lead == "At target you earn 18% of base pay, at most 38.88%."
    assert finnish.lead == "Tavoitetasolla palkkio on 18\u202f% peruspalkasta, enintään 38,88\u202f%."
    assert english.kicker.endswith("1 Jan 2026 to 31 Dec 2026") and finnish.kicker.endswith("1.1.2026–31.12.2026")
    assert [step.result for step in english.example if step.rule == "R14"] == ["€11,939.89"]
    assert [step.result for step in made(letters.example(), "en")["executive"].example][-3:] == ["€107,366.07", "€53,683.04", "€53,683.03"]
    assert [step.result for step in finnish.example if step.rule == "R14"] == ["11\u202f939,89\u202f€"]


def test_the_rows_of_the_measures_add_up_to_their_sum() -> None:
    """A gate of one measure tells what it takes away, so that the column can be added by hand."""
    rows = made(letters.rich(), "en")["middle_manager"].example
    told = [float(row.result.rstrip("%").replace("\u2212", "-")) for row in rows if row.rule in ("R2–R6", "R5")]
    (total,) = (float(row.result.rstrip("%")) for row in rows if row.rule == "R6")
    assert min(told) < 0 and abs(sum(told) - total) < 0.003


def test_every_rule_of_a_rich_plan_is_told_and_none_of_a_plain_one() -> None:
    one, plain = text_of_html(html_bytes(made(letters.rich(), "en")["middle_manager"])), text_of_html(html_bytes(made(letters.example(), "en")["middle_manager"]))
    for told in ("Gate of one measure (revenue, own unit)", "multiplied by 0.5", "Factor: profit, whole company", "up to 170%", "at most 180%", "70% of the members’ target bonuses",
                 "not enough for all", "instalments of 50%, 30% and 20%", "Clawback: for a reason", "Whatever is taken away"):  # fmt: skip
        assert told in one and told not in plain, told
    assert "Nothing is deferred" in plain and "The plan sets no clawback." in plain and "weight 35%" in plain


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_no_code_of_a_person_is_in_any_letter(lang: str) -> None:
    file = letters.rich()
    codes = {str(row["person_id"]) for row in file.sheet("staff")}
    for one in made(file, lang).values():
        word = zipfile.ZipFile(io.BytesIO(docx_bytes(one)))
        whole = html_bytes(one).decode() + "".join(word.read(name).decode("utf-8", "replace") for name in word.namelist() if name.endswith(".xml"))
        assert not [code for code in codes if code in whole]
        assert Document(io.BytesIO(docx_bytes(one))).core_properties.author == "" and {item.date_time for item in word.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_names_of_the_user_cannot_break_a_page() -> None:
    file = letters.example()
    file.plan["name"] = "<script>alert(1)</script> & \x0bCo"
    file.rows["levels"][0]["name_en"] = "Lead <b>\x00"
    one = made(file, "en")["team_lead"]
    assert b"<script>" not in html_bytes(one) and b"<b>" not in html_bytes(one)
    assert "Lead <b>" in text_of_docx(docx_bytes(one)) and "& Co" in " ".join(text_of_docx(docx_bytes(one)).split())


def run(tmp_path: Path, text: str, *more: str) -> tuple[int, Path | None]:
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")
    code = main(["plan", "letter", str(path), f"output.dir={tmp_path / 'out'}", *more])
    folders = sorted((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else []
    return code, folders[-1] if folders else None


def test_a_serious_finding_marks_every_letter_as_a_draft(tmp_path: Path) -> None:
    text = letters.EXAMPLE.read_text("utf-8")
    serious = text.replace("curve: csat, measured_by: central_survey", "curve: csat, measured_by: own_unit", 1)
    code, folder = run(tmp_path, serious, "--lang", "fi")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert code == 0 and len(manifest["open"]) == 1 and manifest["open"][0].startswith("L05")
    for html in folder.glob("*.html"):
        assert "LUONNOS" in html.read_text() and manifest["plan_digest"] in html.read_text()
        assert "LUONNOS" in zipfile.ZipFile(html.with_suffix(".docx")).read("word/header1.xml").decode()
    accepted = serious.replace("employer_cost_pct: 0}", "employer_cost_pct: 0, silenced: [L05], silence_reason: told}")
    _, other = run(tmp_path, accepted, "--lang", "fi")
    assert other != folder and "LUONNOS" not in "".join(path.read_text() for path in other.glob("*.html"))


def test_a_workbook_and_its_yaml_make_the_same_letters_and_nothing_is_made_twice(tmp_path: Path) -> None:
    book, out = tmp_path / "plan.xlsx", tmp_path / "out"
    assert main(["plan", "convert", str(letters.EXAMPLE), str(book)]) == 0
    for name in (book, letters.EXAMPLE, book):
        assert main(["plan", "letter", str(name), f"output.dir={out}"]) == 0
    (folder,) = out.iterdir()
    assert {path.suffix for path in folder.iterdir()} == {".html", ".docx", ".json"} and len(list(folder.iterdir())) == 9


def test_a_plan_that_cannot_be_paid_makes_no_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = letters.EXAMPLE.read_text("utf-8").replace("weight_pct: 35", "weight_pct: 30", 1)
    assert run(tmp_path, text) == (2, None)
    assert "middle_manager" in capsys.readouterr().err
    assert main(["plan", "letter"]) == 2 and main(["plan", "letter", str(letters.EXAMPLE), "seed=1"]) == 2
