"""A company built in the lab: what is kept as a change, its digest, its file at a terminal and back, and why it cannot be run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, fields, replace

import pytest

pytest.importorskip("nicegui")

from cxsim.base import schema
from cxsim.base.errors import InputError
from cxsim.lab import company_file, duties, link
from cxsim.lab.asking import asked, overrides, plain_of, settings_of
from cxsim.lab.checking import reasons
from cxsim.lab.company_checking import changes_said
from cxsim.lab.company_draft import LABELS, CompanyDraft, shipped_company
from cxsim.lab.dials import UNIT, VALUES
from cxsim.lab.draft import Draft, SchemeDraft
from cxsim.pay import Scheme
from cxsim.report.words import LANGUAGES, words
from cxsim.study import configuration
from cxsim.study.folders import choices

TELECOM = CompanyDraft("telecom")


def built():
    """A company with something of everything changed."""
    firm = TELECOM.with_unit("mobile", need_share=0.5).renamed_unit("care", "Help desk").without_unit("entertainment").with_new_unit(dict.fromkeys(LABELS, "Cloud"))
    firm = firm.with_unit("unit_1", channels=["web", "chat"], led_by="middle_manager")
    firm = firm.with_choice("business", "mixed").with_choice("market", "saturated").with_label("Our firm")
    firm = firm.with_value("journeys.cross_unit_share", 0.5, 0.3).with_value("market.return_per_week", 0.05, 0.001)
    return firm.with_value("company.base_pay_eur.executive", 300_000.0, 250_000).with_bonus("unit_head", 50)


def test_what_is_taken_back_is_no_change():
    firm = TELECOM.with_unit("mobile", quality=0.5)
    assert firm.edited and firm.units["mobile"]["quality"] == 0.5 and firm.units["broadband"] == shipped_company("telecom")["units"]["broadband"]
    assert firm.with_unit("mobile", quality=0.72) == TELECOM
    assert TELECOM.renamed_unit("mobile", "Phones").renamed_unit("mobile", "Mobile") == TELECOM, "the name in the other language comes back too"
    assert TELECOM.with_new_unit(dict.fromkeys(LABELS, "X")).without_unit("unit_1") == TELECOM
    assert TELECOM.with_value("journeys.handoff_cost", 2.0, 1.0).with_value("journeys.handoff_cost", 1.0, 1.0) == TELECOM
    assert TELECOM.with_choice("market", "improving").with_choice("market", "steady") == TELECOM
    assert TELECOM.with_bonus("executive", 10).with_bonus("executive", 75) == TELECOM
    assert shipped_company("telecom")["units"]["mobile"]["quality"] == 0.72, "the shipped mapping itself was written to"


def test_every_change_gives_another_digest_and_the_company_as_shipped_none():
    drafts = [
        Draft(),
        *(Draft().with_firm(firm) for firm in (TELECOM.with_unit("mobile", need_share=0.36), TELECOM.with_unit("mobile", channels=["web"]), TELECOM.renamed_unit("mobile", "M"))),
        *(Draft().with_firm(firm) for firm in (TELECOM.without_unit("care"), TELECOM.with_new_unit(dict.fromkeys(LABELS, "N")), TELECOM.with_bonus("unit_head", 36), TELECOM.with_choice("market", "improving"))),
        Draft().with_firm(TELECOM.with_value("journeys.handoff_cost", 1.01, 1.0)),
        Draft().with_firm(TELECOM.with_label("Other")),
    ]
    assert len({draft.digest for draft in drafts}) == len(drafts)
    assert Draft().with_firm(TELECOM) == Draft()
    turned = built().with_units(dict(reversed(built().units.items())))
    assert Draft().with_firm(turned).digest != Draft().with_firm(built()).digest, "units have an order"
    for firm in (built(), turned):
        back, _ = link.read(link.written(Draft().with_firm(firm)))
        assert back.digest == Draft().with_firm(firm).digest and list(back.firm.units) == list(firm.units)


@pytest.mark.parametrize("dial", [*UNIT, *VALUES], ids=lambda dial: dial.key)
def test_a_dial_says_what_the_schema_says_and_moves_what_is_run(dial):
    part, _, rest = dial.key.rpartition(".")
    if part:
        home = {"company": schema.CompanySettings, "journeys": schema.JourneySettings, "market": schema.MarketSettings}[dial.key.split(".")[0]]
        meta = next(item for item in fields(home) if item.name == dial.key.split(".")[1]).metadata
    else:
        meta = next(item for item in fields(schema.UnitSettings) if item.name == rest).metadata
    assert (dial.low, dial.high, dial.grade) == (pytest.approx(meta["low"] * dial.scale), pytest.approx(meta["high"] * dial.scale), meta["grade"])
    value = dial.meant(dial.shown(0.25 if meta["high"] == 1 else 2))
    firm = TELECOM.with_value(dial.key, value, None) if part else TELECOM.with_unit("mobile", **{dial.key: value})
    settings = settings_of(Draft().with_firm(firm))
    found = settings if part else settings.company.units["mobile"]
    for name in dial.key.split("."):
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    assert found == value == (0.25 if meta["high"] == 1 else 2)


def test_a_target_bonus_makes_every_paying_scheme_another_one():
    draft = replace(Draft(), schemes=(SchemeDraft("unit_growth"), SchemeDraft("fixed_pay"))).with_firm(TELECOM.with_bonus("unit_head", 50))
    assert draft.names() == ["unit_growth_a", "fixed_pay"]
    plan = Scheme.from_mapping(draft.mappings()["unit_growth_a"])
    assert {level: plan.target_bonus(level) for level in ("team_lead", "unit_head")} == {"team_lead": 0.08, "unit_head": 0.5}


def test_the_file_gives_a_command_the_same_settings_and_comes_back_as_it_was(tmp_path):
    draft = Draft(seed=4).with_firm(built())
    with zipfile.ZipFile(io.BytesIO(duties.config_file(asked(draft), duties.command_of(asked(draft))))) as packed:
        packed.extractall(tmp_path)
    mine = tmp_path / "mine"
    text = (mine / "company" / "telecom_own.yaml").read_text("utf-8")
    assert "--config-dir mine" in (tmp_path / "command.txt").read_text() and {path.name for path in (mine / "scheme").iterdir()} == {"unit_growth_a.yaml", "seniority_gradient_b.yaml"}
    theirs, ours = asdict(configuration.load(*overrides(draft), config_dir=mine)), asdict(settings_of(draft))
    assert {part for part in ours if theirs[part] != ours[part]} == {"study"}, "the study lists its schemes in words of their own"
    back = company_file.read(text)
    assert back == replace(built(), changes={key: value for key, value in built().changes.items() if key != "bonus"})
    assert plain_of(Draft(seed=4).with_firm(back)) == plain_of(draft)
    said = configuration.load(*overrides(draft), "journeys.cross_unit_share=0.1", config_dir=mine)
    assert (said.journeys.cross_unit_share, said.market.return_per_week) == (0.1, 0.05), "what is said on the command line wins over what a company brings along"
    assert configuration.load(*overrides(draft), "market=revolving", config_dir=mine).market.return_per_week == 0.04


@pytest.mark.parametrize("name", choices("company"))
def test_a_shipped_company_goes_out_and_comes_back_unchanged(name):
    draft = replace(Draft(), company=name)
    assert company_file.read(company_file.written(draft.firm, plain_of(draft))) == CompanyDraft(name)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("quality: 0.72", "quality: 7"), "company.units.mobile.quality"),
        (("cross_unit_share: 0.5", "cross_unit_share: 50"), "company.also.journeys.cross_unit_share"),
        (("cross_unit_share: 0.5", "crossing: 0.5"), "company.also.journeys.crossing"),
        (("  market:", "  weather:"), "company.also.weather"),
        (("need_share: 0.5", "need_share: ${x}"), "interpolation"),
        (("name: telecom_own", "name: telecom_own\n_target_: os.system"), "cannot name code"),
        (("- web", "- wbe"), "did you mean: web"),
    ],
)
def test_a_file_that_a_command_would_refuse_is_refused_by_name(change, said):
    text = company_file.written(built(), plain_of(Draft().with_firm(built())))
    assert change[0] in text
    with pytest.raises(InputError) as caught:
        company_file.read(text.replace(*change, 1), "ours.yaml")
    told = "\n".join(caught.value.lines(20))
    assert said in told and "ours.yaml" in told and "tmp" not in told, told


def test_every_reason_names_field_range_and_remedy():
    firm = built().with_unit("mobile", quality=1.4).with_unit("unit_1", channels=[]).renamed_unit("broadband", "help DESK").with_value("company.executives", 2.5, 5)
    firm = firm.with_value("journeys.handoff_cost", None, 1.0).with_bonus("team_lead", -1)
    english = reasons(Draft().with_firm(firm), words("en"))
    assert english == [
        "Quality at the start, Mobile is 140. Allowed: 0 to 100 (% of the best possible). Change it.",
        "Two units are called Help desk. Every unit needs a name of its own. Rename one.",
        "Cloud, channels open: none. Allowed: 1 or more. Tick one.",
        "Cost of a handoff to the customer: a number is missing. Allowed: 0 to 5 (times the usual). Write one.",
        "Executives is 2.5. Allowed: whole numbers from 0 to 50 (people). Change it.",
        "Target bonus, team leads is −1. Allowed: 0 to 300 (% of base pay). Change it.",
    ]
    finnish = reasons(Draft().with_firm(firm), words("fi"))
    assert len(finnish) == len(english) and not set(finnish) & set(english)
    assert reasons(Draft().with_firm(built()), words("fi")) == []


def test_nobody_to_pay_and_no_units_are_told_before_anything_is_run():
    shop = replace(Draft(), schemes=(SchemeDraft("unit_growth"), SchemeDraft("company_cx"))).with_firm(TELECOM.with_choice("business", "transaction"))
    assert reasons(shop, words("en")) == ["No unit has a price or a purchase above 0, so nobody could pay. Raise one."]
    crowd = TELECOM
    for n in range(5):
        crowd = crowd.with_new_unit(dict.fromkeys(LABELS, f"N{n}"))
    assert reasons(Draft().with_firm(crowd), words("en")) == ["Units: there are 9. Allowed: 1 to 8. Add or remove some."]
    empty = TELECOM.with_units({code: {**unit, "need_share": 0.0} for code, unit in TELECOM.units.items()})
    assert reasons(Draft().with_firm(empty), words("en"))[0].startswith("Share of needs")


def test_a_result_tells_what_was_changed_in_its_company():
    for lang in LANGUAGES:
        lines = changes_said(Draft().with_firm(built()), words(lang))
        assert len(lines) >= 9 and all("{" not in line for line in lines)
    assert "Base pay, executives: 300,000 (shipped: 250,000)" in changes_said(Draft().with_firm(built()), words("en"))


def test_every_field_of_a_unit_survives_the_file():
    """Also those the lab shows no dial for."""
    unit = {**TELECOM.units["mobile"], "upsell_cents": 1, "margin_share": 0.5, "fixed_cost_cents_week": 2}
    firm = TELECOM.with_units({**TELECOM.units, "mobile": unit})
    assert company_file.read(company_file.written(firm, plain_of(Draft().with_firm(firm)))) == firm
    assert {item.name for item in fields(schema.UnitSettings)} == set(TELECOM.units["mobile"])
