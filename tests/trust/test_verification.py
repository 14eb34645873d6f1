"""The check itself: it runs, shows every pattern, and a planted fault makes a pattern go away."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.cli.pages import filled, write_page
from cxsim.report.verified import markdown, terminal
from cxsim.study.configuration import load
from cxsim.trust import verification
from cxsim.trust.evidence import bench_of
from cxsim.trust.patterns import PATTERNS, Seen
from cxsim.trust.patterns.bench import split_company
from cxsim.trust.patterns.worlds import Case, World, live_world, merged
from cxsim.trust.section import QUICK, Ask, Size
from cxsim.trust.verdicts import NO
from cxsim.trust.verification import save, verify

SMALL = Size(seeds=2, people=200, target_people=1_000, target_years=1)
CODES = {f"C-{number}" for number in range(1, 16)}

BEGIN, END = "<!-- verify:begin -->", "<!-- verify:end -->"


@pytest.fixture(scope="module")
def found():
    return verify(Ask(load("horizon.years=1", "horizon.warmup_years=1", "workers=1"), SMALL), ["model"])


def test_every_pattern_and_target_is_in_the_tables(found):
    """Small as it is, nothing is left out, in either table."""
    assert {finding.topic for finding in found.findings} == set(PATTERNS)
    assert {target.topic for target in found.targets} == CODES
    assert all(finding.n <= SMALL.seeds for finding in found.findings)
    shown = terminal(found)
    assert max(map(len, shown.splitlines())) <= 100
    text = markdown(found, "cxsim verify", "0.1.0")
    for finding in found.findings:
        assert f"{finding.topic}: {PATTERNS[finding.topic].sentence}"[:90] in shown
        assert f"| {finding.topic} | {finding.name}: " in text
    assert "seeds 1 to 2" in text
    assert "cxsim 0.1.0" in text


def test_names_of_findings_are_unique(found):
    names = [(finding.topic, finding.name) for finding in found.findings]
    assert len(names) == len(set(names))


def test_identities_hold(found):
    """Null company, deaf managers and null pairs: exactly nothing, in any size of check."""
    identities = [finding for finding in found.findings if finding.identity]
    assert len(identities) == 3
    assert not found.broken
    assert all(finding.value == finding.lo == finding.hi == 0.0 for finding in identities)


def test_the_report_is_kept_once_under_its_digest(found, tmp_path):
    folder = save(found, tmp_path, {"command": "cxsim verify"})
    assert save(found, tmp_path, {"command": "cxsim verify"}) == folder
    assert folder.name == f"verify_{found.digest[:7]}"
    kept = json.loads((folder / "verification.json").read_text("utf-8"))
    assert len(kept["findings"]) == len(found.findings)
    assert [path.name for path in folder.iterdir()] == ["verification.json"]


def test_a_planted_fault_makes_growth_pay_do_nothing():
    """With managers who ignore pay every difference is exactly 0, and the pattern is said not to appear."""
    settings = load("behaviour.pay_sensitivity=0", "horizon.warmup_years=1")
    pattern, bench = PATTERNS["growth pay"], bench_of(settings, SMALL)
    worlds = merged(pattern.worlds(bench))
    seen = Seen({(world.name, seed): live_world(world, seed) for world in worlds for seed in (1, 2)}, (1, 2))
    findings = pattern.read(seen)
    assert len(findings) > 5
    for finding in findings:
        assert (finding.value, finding.lo, finding.hi) == (0.0, 0.0, 0.0), finding.name
        assert finding.holds == NO


# ---------------------------------------------------------------- worlds


def test_splitting_a_company_keeps_its_totals():
    settings = load()
    for units in (2, 4, 8):
        parts = split_company(settings, units).company.units.values()
        assert sum(unit.need_share for unit in parts) == pytest.approx(1.0)
        whole = sum(unit.price_cents_week * unit.holding_share for unit in settings.company.units.values())
        assert sum(unit.price_cents_week for unit in parts) == pytest.approx(whole, abs=units)


def test_two_meanings_of_one_name_are_refused():
    settings = load()
    one, other = (World("home", settings, (Case("a", {"name": name}),)) for name in ("x", "y"))
    with pytest.raises(ValueError, match="two cases"):
        merged([one, other])
    with pytest.raises(ValueError, match="two worlds"):
        merged([one, replace(one, settings=replace(settings, seed=9))])
    assert len(merged([one, one])[0].cases) == 1


# ---------------------------------------------------------------- the page and the command


def test_the_text_between_the_markers_is_replaced_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    once = filled(str(page), "new", "verify")
    assert once == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    write_page(str(page), once)
    assert filled(str(page), "new", "verify") == once


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END} {BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"])
def test_missing_or_doubled_markers_are_refused(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(InputError, match="marked"):
        filled(str(page), "new", "verify")


def test_the_command_refuses_a_page_without_markers_before_it_starts(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(verification, "verify", lambda *_: pytest.fail("work began"))
    page = tmp_path / "README.md"
    page.write_text("nothing marked", "utf-8")
    for path in (page, tmp_path / "absent.md"):
        assert main(["verify", "--write", str(path), f"output.dir={tmp_path / 'out'}"]) == 2
    told = capsys.readouterr().err
    assert BEGIN in told
    assert "absent.md" in told
    assert page.read_text("utf-8") == "nothing marked"


def test_the_command_prints_writes_and_keeps(found, tmp_path, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(verification, "verify", lambda ask, names, progress: asked.append(ask.size) or found)
    page = tmp_path / "README.md"
    page.write_text(f"# Title\n{BEGIN}\n{END}\nend", "utf-8")
    assert main(["verify", "--quick", "--json", "--write", str(page), f"output.dir={tmp_path / 'out'}"]) == 0
    assert asked == [QUICK]
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["digest"] == found.digest
    assert len(last["targets"]) == len(found.targets)
    text = page.read_text("utf-8")
    assert text.startswith(f"# Title\n{BEGIN}\n`cxsim verify --quick`, cxsim ")
    assert text.endswith(f"{END}\nend")


def test_a_broken_identity_is_an_error(found, tmp_path, capsys, monkeypatch):
    """A missed target is a finding; a null pair that differs is a fault of the program."""
    wrong = tuple(replace(one, value=1.0, lo=0.5, hi=1.5) if one.identity else one for one in found.lines)
    monkeypatch.setattr(verification, "verify", lambda *_: replace(found, lines=wrong))
    assert main(["verify", f"output.dir={tmp_path}"]) == 4
    assert "does not hold" in capsys.readouterr().err
