"""Event logs: every contact and handoff of the run's own tables, valid XES, one text for one run, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.study.checking import check
from cxsim.study.journeys import events as ev
from cxsim.study.journeys.source import columns, log_in, log_of, write_events, write_xes
from cxsim.study.journeys.xes import xes_bytes

TINY = ("experiment=tiny", "scheme=company_cx", "customers.count=300", "output.journeys_logged=300")
NS = "{http://www.xes-standard.org/}"
ORDER = ["extension", "global", "classifier", "attribute", "trace"]  # of the schema of IEEE 1849-2016
TYPES = {"string": str, "int": int, "float": float, "boolean": {"true": True, "false": False}.__getitem__, "date": pd.Timestamp}


@pytest.fixture(scope="module")
def run():
    """A small run in which everybody is recorded, so that the log must hold all that the tables count."""
    return cxsim.run(cxsim.load(*TINY))


@pytest.fixture(scope="module")
def log(run):
    return log_of(run)


def plain(tag):
    return tag.removeprefix(NS)


def test_every_contact_and_handoff_of_the_tables_is_there(run, log):
    events, flows = log.events, run.flows
    by_unit = events.groupby("unit").size().to_dict()
    assert by_unit == run.units.groupby("unit")["contacts"].sum().to_dict()
    assert (events["step"] == "handoff").sum() == flows["handoffs"].sum() > 100
    assert (events["handoff"] == ev.ROUGH).sum() == flows["rough"].sum() > 50
    pairs = events[events["step"] == "handoff"].groupby("unit").size().to_dict()
    assert pairs == flows.groupby("from_unit")["handoffs"].sum()[lambda sent: sent > 0].to_dict()


def test_journeys_and_how_they_ended_are_those_of_the_ledger(run, log):
    cases = log.events.drop_duplicates(ev.CASE)
    total = run._model.history.ledger(run._model.population).total()
    issues = cases[cases["case:need"] == ev.ISSUE]
    ended = issues[issues["case:outcome"].isin((ev.SOLVED, ev.GIVEN_UP))]
    assert len(ended) == int((total.journeys - total.silent).sum())
    assert (issues["case:outcome"] == ev.SOLVED).sum() == int(total.journeys_solved.sum())
    assert (issues["case:outcome"] == ev.LEFT).sum() == int(total.abandoned.sum()) > 0
    assert ended["case:contacts"].sum() == int(total.effort.sum())
    assert (cases["case:need"] == ev.ROUTINE).sum() == int(total.routines.sum())
    moves = log.events["information_lost"] & (log.events["channel"] != "web") & (log.events["channel"].shift() == "web")
    inside = (log.events["unit"] == log.events["unit"].shift()) & (log.events[ev.CASE] == log.events[ev.CASE].shift())
    assert (moves & inside).sum() == int(total.web_moves_rough.sum()) > 0


def test_time_is_simulated_and_keeps_the_order_of_a_person(log):
    events = log.events
    stamps = pd.to_datetime(events[ev.TIME])
    assert stamps.min() >= pd.Timestamp(ev.WEEK_1, tz="UTC") and pd.Timestamp(ev.WEEK_1).day_name() == "Monday"
    assert ((stamps - pd.Timestamp(ev.WEEK_1, tz="UTC")).dt.days // 7 + 1 == events["week"]).all()
    assert not events.assign(t=stamps).duplicated(["case:person", "t"]).any()
    issue = events[(events["case:need"] == ev.ISSUE) & events["case:from_start"]]
    for _, part in issue.groupby(ev.CASE):
        assert part[ev.TIME].is_monotonic_increasing and part["contact"].tolist() == sorted(part["contact"]) and part["contact"].iloc[0] == 1


@pytest.mark.parametrize(
    ("share", "number", "total", "expected"),
    [
        (0.3, 2, 0.3, ("smooth", False)), (0.3, 2, 1.0, ("rough", False)), (0.3, 2, 1.3, ("smooth", True)), (0.3, 2, 2.0, ("rough", True)),
        (0.0, 1, 1.0, ("rough", False)), (0.0, 2, 1.0, (None, None)), (1.0, 1, 1.0, (None, False)),
    ],
)  # fmt: skip
def test_a_handoff_is_read_off_what_the_next_contact_lacked_or_left_open(share, number, total, expected):
    row = {"case": "1-2", "person": 1, "unit": "a", "channel": "phone", "week": 1, "contact": number, "experience": 0.0, "solved": 0, "lost_info": 0.0}
    table = pd.DataFrame([{**row, "activity": "handoff"}, {**row, "activity": "contact", "unit": "b", "lost_info": total}])
    first = ev.events_of(table, share).iloc[0]
    told = tuple(None if pd.isna(value) else value for value in (first["handoff"], first["information_lost"]))
    assert told == expected


def test_the_xes_file_follows_the_schema_and_says_what_the_csv_says(log, tmp_path):
    write_xes(log, tmp_path / "log.xes")
    write_events(log, tmp_path / "log.csv")
    root = ET.parse(tmp_path / "log.xes").getroot()
    assert root.tag == f"{NS}log" and float(root.get("xes.version")) == 1849.2016
    kinds = ["attribute" if plain(child.tag) in TYPES else plain(child.tag) for child in root]
    assert kinds == sorted(kinds, key=ORDER.index) and set(kinds) == set(ORDER)
    declared = {item.get("prefix") for item in root.iter(f"{NS}extension")}
    used = {item.get("key").partition(":")[0] for item in root.iter() if ":" in (item.get("key") or "")}
    assert used == declared == {"concept", "time", "org"}
    everywhere = {item.get("scope"): {entry.get("key") for entry in item} for item in root.iter(f"{NS}global")}
    for item in root.iter(f"{NS}classifier"):
        assert set(item.get("keys").split()) <= everywhere["event"], "a classifier's keys are declared for every event"
    rows = []
    for trace in root.iter(f"{NS}trace"):
        of_case = {f"case:{a.get('key')}": TYPES[plain(a.tag)](a.get("value")) for a in trace if plain(a.tag) in TYPES}
        assert everywhere["trace"] <= {name.removeprefix("case:") for name in of_case}
        for event in trace.iter(f"{NS}event"):
            assert everywhere["event"] <= {a.get("key") for a in event}
            rows.append(of_case | {a.get("key"): TYPES[plain(a.tag)](a.get("value")) for a in event})
    table = pd.read_csv(tmp_path / "log.csv", parse_dates=[ev.TIME])
    assert list(table.columns) == list(ev.COLUMNS) == columns()["column"].tolist()
    found = pd.DataFrame(rows)[list(ev.COLUMNS)]
    pd.testing.assert_frame_equal(found, table, check_dtype=False)
    assert len(found) == len(log.events) and found[ev.CASE].nunique() == log.cases


def test_a_name_with_markup_or_a_control_character_stays_a_name(log):
    odd = log.events.head(3).assign(unit='<a href="x">&\x08é', channel="]]>")
    units = [item.get("value") for item in ET.fromstring(xes_bytes(odd, {"concept:name": "a<b"})).iter(f"{NS}string") if item.get("key") == "unit"]
    assert units == ['<a href="x">&�é'] * 3


@pytest.mark.filterwarnings("ignore")  # of the other library
def test_process_mining_opens_both(log, tmp_path):
    pm4py = pytest.importorskip("pm4py")
    write_xes(log, tmp_path / "log.xes")
    write_events(log, tmp_path / "log.csv")
    read = pm4py.read_xes(str(tmp_path / "log.xes"))
    table = pm4py.format_dataframe(pd.read_csv(tmp_path / "log.csv"), case_id=ev.CASE, activity_key=ev.ACTIVITY, timestamp_key=ev.TIME)
    for found in (read, table):
        assert (found[ev.CASE].nunique(), len(found)) == (log.cases, len(log.events))
    assert pm4py.discover_dfg(read)[0] == pm4py.discover_dfg(table)[0]


def test_a_saved_run_gives_the_same_bytes_in_a_sealed_folder(run, log, tmp_path, capsys):
    run.save(tmp_path / "run")
    assert log_in(tmp_path / "run").digest == log.digest
    assert main(["log", str(tmp_path / "run"), f"output.dir={tmp_path / 'out'}", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    folder = next((tmp_path / "out").glob("2*"))
    assert told["output"] == str(folder) and told["digest"] == log.digest and (told["cases"], told["events"]) == (log.cases, len(log.events))
    assert hashlib.sha256((folder / "journeys.xes").read_bytes()).digest() == hashlib.sha256(xes_bytes(log.events, log.about)).digest()
    assert not check(tmp_path / "out").damaged
    assert main(["log", str(tmp_path / "run"), f"output.dir={tmp_path / 'out'}"]) == 0
    assert len(list((tmp_path / "out").glob("2*"))) == 1, "the same log is not written twice"


def refused(capsys, *words):
    assert main(["log", *map(str, words)]) == 2
    return " ".join(capsys.readouterr().err.split())


def test_what_is_taken_damaged_or_not_recorded_is_refused(run, tmp_path, capsys):
    folder = run.save(tmp_path / "run")
    (tmp_path / "taken.xes").write_text("mine", "utf-8")
    said = refused(capsys, folder, "--xes", tmp_path / "taken.xes", "--csv", tmp_path / "no" / "log.csv")
    assert "exists and is never overwritten" in said and "folder that does not exist" in said
    assert (tmp_path / "taken.xes").read_text("utf-8") == "mine"
    assert "the same name" in refused(capsys, folder, "--xes", tmp_path / "one", "--csv", tmp_path / "one")
    assert "is not a folder" in refused(capsys, tmp_path / "nowhere")
    assert "a finished run cannot be set otherwise" in refused(capsys, folder, "seed=2")
    table = folder / "tables" / "journeys.csv"
    table.write_text(table.read_text("utf-8").replace("mobile", "mobil", 1), "utf-8")
    assert "has changed since it was written" in refused(capsys, folder)
    (folder / "manifest.json").write_text("{}", "utf-8")
    assert "is not the folder of a run" in refused(capsys, folder)
    said = refused(capsys, "output.journeys_logged=0")
    assert "no journeys would be recorded" in said and "output.journeys_logged=1000" in said


def test_a_run_without_recorded_journeys_says_how_to_get_them(run, tmp_path):
    settings = replace(run.settings, output=replace(run.settings.output, journeys_logged=0))
    silent = cxsim.run(settings)
    with pytest.raises(InputError, match="no journeys were recorded") as caught:
        log_of(silent)
    assert "output.journeys_logged=1000" in " ".join(caught.value.lines())
    with pytest.raises(InputError, match="no journeys were recorded"):
        log_in(silent.save(tmp_path / "run"))
