"""Slips typed into one grid: what is played is what was written, every fault is told by row and column, an unfinished grid is played so far."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tiny_game import HELP, SELL, TINY, digests

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.lessons import reading, seating, slips
from cxsim.lessons.game import Game
from cxsim.lessons.world import World

LESSONS = reading.names()
WORDS = [*TINY, "workers=1", "repeats=0"]


def grid_of(name, people=4, clock="short", lang="en"):
    """Header and rows of a template, as dictionaries."""
    lesson = reading.read(name)
    world = World(lesson, clock, TINY)
    text = slips.template(lesson, seating.seat_people(world, people), world.rounds, lang, clock).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if lang == "fi" else ","))


def put(rows, path, separator=","):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def fill(row, play):
    for name, value in play.items():
        row |= {f"{name}.{key}": str(points) for key, points in value.items()} if isinstance(value, dict) else {name: value}


def run(capsys, *words):
    code = main(["lesson", *words])
    return code, *capsys.readouterr()


def silo(upto=4):
    """A grid of the silo trap: one seat helps, the others sell; options by key, number and label."""
    rows = grid_of("silo_trap")
    for row in (row for row in rows if int(row["round"]) <= upto):
        fill(row, HELP if row["seat"] == "a.shops.1" else SELL)
        row["takeover"] = {"a.shops.1": "Kaikki, 5 % ajasta", "a.home.1": "1"}.get(row["seat"], "none")
        if row["seat"] == "a.mobile.1":
            row["hours.serve"] = ""  # an empty field of points is nought
        if row["round"] == "1":
            row |= {"guess.customers": "97,5", "guess.customers.sure": "80 %", "guess.back": "ei", "guess.back.sure": "60"}
    return rows


def test_a_filled_grid_is_the_same_game_as_the_same_decisions(capsys, tmp_path):
    path = put(silo(), tmp_path / "s.csv", ";")
    code, out, err = run(capsys, "silo_trap", "--slips", str(path), "seed=5", "--json", *WORDS, f"output.dir={tmp_path / 'out'}")
    assert code == 0, err
    game = Game.begin("silo_trap", tmp_path / "g", 4, seed=5, overrides=TINY)
    for _ in range(4):
        for seat in game.seats:
            game.decide(seat, HELP if seat == "a.shops.1" else SELL)
        game.close_round()
    record = [json.loads(line) for line in next((tmp_path / "out").glob("*/game.jsonl")).read_text("ascii").splitlines()]
    assert [event["digests"] for event in record if event["kind"] == "close"][-1] == digests(game)
    assert {row["source"] for event in record if event["kind"] == "close" for row in event["rows"]} == {"typed"}
    guesses = [event["guesses"] for event in record if event["kind"] == "predict"]
    assert len(guesses) == 4 and guesses[0] == {"customers": {"value": 97.5, "confidence": 80}, "back": {"value": "no", "confidence": 60}}
    assert "empty" not in err and next((tmp_path / "out").glob("*/report.html")).stat().st_size > 10_000 and json.loads(out.splitlines()[-1])["lesson"] == "silo_trap"


def test_an_unfinished_grid_shows_each_seat_its_own(capsys, tmp_path):
    path = put(silo(upto=2), tmp_path / "s.csv")
    words = ["silo_trap", "--slips", str(path), *WORDS, f"output.dir={tmp_path / 'out'}"]
    code, out, err = run(capsys, *words)
    assert code == 0, err
    assert "After year 2" in out and "2 of 4 rounds" in out and out.count("own revenue") == 4
    (folder,) = (tmp_path / "out").iterdir()
    assert {path.name for path in folder.iterdir()} == {"seen.csv", "seen.pdf", "manifest.json"}
    assert len((folder / "seen.csv").read_text("utf-8").splitlines()) == 1 + 4 * 5 * 2
    assert run(capsys, *words)[1] == out  # the same folder again
    code, out, err = run(capsys, *words, "--robots")
    assert code == 0 and "report.html" in out and "repeated or played by robots: 8" in err


def test_every_fault_is_told_by_row_and_column(capsys, tmp_path):
    rows = silo()
    rows[0]["hours.sell"] = "65"
    rows[1]["takeover"] = "most"
    rows[2]["hours.sell"] = "30"
    rows[3]["seat"] = "a.servce.1"
    rows[4]["round"] = "7"
    rows[5]["guess.customers"], rows[5]["guess.customers.sure"] = "90", "70"
    rows[6]["hours.cut"] = "many"
    rows[8]["takeover"] = ""
    path = put(rows, tmp_path / "s.csv")
    code, out, err = run(capsys, "silo_trap", "--slips", str(path), "--clock", "short", *WORDS, f"output.dir={tmp_path / 'out'}")
    lines = err.splitlines()
    assert code == 2 and not out and not list((tmp_path / "out").iterdir()) and len(lines) == 8
    for line, told in zip(lines, [
        "s.csv, row 2, hours.sell: is no number of points given: 65 allowed: 0 to 100 in steps of 10", "row 3, takeover: is not one of the options given: most allowed: 1 = none, 2 = some, 3 = all",
        "row 4, hours.*: points do not add to 100 given: 120", "row 5, seat: is not a seat of this game given: a.servce.1 did you mean: a.service.1?", "row 6, round: is not a round given: 7 allowed: 1 to 4",
        "row 7, guess.customers: belongs in the row of round 1", "row 8, hours.cut: is no whole number given: many", "row 10, takeover: is missing allowed: 1 = none",
    ]):  # fmt: skip
        assert told in line


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: [{"saet" if key == "seat" else key: value for key, value in row.items()} for row in rows], "saet: is not a column of this lesson did you mean: seat?"),
        (lambda rows: [{key: value for key, value in row.items() if key != "hours.cut"} for row in rows], "hours.cut: is missing"),
        (lambda rows: [*rows, {**rows[0]}], "row 18, seat: has a second row for this round"),
        (lambda rows: rows[:12], "is no number of rounds of this lesson"),
    ],
)
def test_a_grid_that_is_none_is_told(capsys, tmp_path, change, told):
    path = put(change(silo()), tmp_path / "s.csv")
    code, _, err = run(capsys, "silo_trap", "--slips", str(path), *WORDS, f"output.dir={tmp_path / 'out'}")
    assert code == 2 and told in " ".join(err.split())


def test_a_missing_file_and_bytes_that_are_no_text(capsys, tmp_path):
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00seat")
    for name, told in (("none.csv", "cannot be read"), ("b.csv", "not text in UTF-8")):
        code, _, err = run(capsys, "silo_trap", "--slips", str(tmp_path / name), f"output.dir={tmp_path / 'out'}")
        assert code == 2 and told in err


def test_tables_of_the_auction_bid_and_order_what_they_won(capsys, tmp_path):
    """Two tables type bids, are told what they won with the numbers for the next slip, and a false order is refused by round and seat."""
    rows = grid_of("auction", people=6, lang="fi")
    assert len([row for row in rows if row["round"] == "2"]) == 2  # one slip for a table
    for row in rows:
        if row["round"] in "12" and row["seat"] in ("a.company.1", "b.company.1"):
            decision = "bid" if row["round"] == "1" else "second"
            row |= {f"{decision}.silo": "40" if row["seat"][0] == "a" else "30", f"{decision}.empathy": "20"} if decision == "bid" else {f"{decision}.maps": "10"}
    path = put(rows, tmp_path / "a.csv", ";")
    words = ["auction", "--slips", str(path), "--lang", "fi", *WORDS, f"output.dir={tmp_path / 'out'}"]
    code, out, err = run(capsys, *words)
    assert code == 0, err
    assert "on voittanut: " in out and "8 Siilon optimointi palkitaan (40)" in out
    assert "tyhjiä" not in err  # a table's slip counts for everybody at it
    for row in (row for row in rows if row["round"] == "3"):
        row |= {"order.1": "2", "order.2": "3", "order.3": "4"}
    put(rows, path, ";")
    code, _, err = run(capsys, *words)
    assert code == 2 and "kierros 3, a.company.1, order: järjestää sellaista, mitä ei voitettu" in err


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("name", LESSONS)
def test_a_template_of_any_lesson_reads_back_empty(name, lang, tmp_path):
    lesson = reading.read(name)
    for clock in ("short", "long"):
        world = World(lesson, clock, TINY)
        seats = seating.seat_people(world, 7)
        path = tmp_path / f"{clock}.csv"
        path.write_bytes(slips.template(lesson, seats, world.rounds, lang, clock))
        head, rows = slips.read(path, lesson)
        found = slips.filled(path.name, rows, lesson, seats, world.rounds, clock)
        assert found.people == len(seats) and found.played == 0 and not found.guesses
        assert seating.seat_people(world, found.people) == seats  # in a bare game groups are full, so 7 people have 8 chairs
        assert clock in slips.clocks_of(lesson, head)
        assert slips.last_round(rows) == world.rounds


def test_a_template_is_harmless_to_a_spreadsheet():
    """A unit whose name begins like a formula gets an apostrophe, and its seat is read back all the same."""
    from dataclasses import replace

    lesson = reading.read("silo_trap")
    seats = seating.seat_people(World(lesson, "short", TINY), 4)
    seat = seats["a.home.1"]
    evil = {**seats, "a.home.1": replace(seat, name=replace(seat.name, en="=cmd|calc"))}
    text = slips.template(lesson, evil, 4, "en").decode("utf-8-sig")
    assert "'=cmd|calc" in text and ",=cmd" not in text
    with pytest.raises(InputError):
        slips.filled("x", [(2, {"seat": "=1", "round": "1"})], lesson, seats, 4)
