"""The print pack: every text on its page, the booklet's numbers those of the engine, the same bytes for the same input, nothing lived twice."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import yaml
from tiny_game import TINY

from cxsim.base.errors import InputError
from cxsim.base.reading import read_yaml
from cxsim.cli.main import main
from cxsim.lessons import booklet, reading, seating
from cxsim.lessons.game import Game
from cxsim.lessons.living import Cast, live
from cxsim.lessons.outcomes import measured
from cxsim.lessons.world import World
from cxsim.report.paper import pots, tables
from cxsim.report.paper.pack import Pack, sheet_of
from cxsim.report.paper.sheet import FOOT, MARGIN, DoesNotFit, Sheet
from cxsim.study.store import Store

LESSONS = reading.names()
SMALL = {"rounds": 1, "held": 1, "lucks": 5, "plans": ["growth", "half_company"]}


def pack_of(name, lang, clock="short", people=8, table=None, config_dir=None, overrides=()):
    world = World(reading.read(name, config_dir), clock, tuple(overrides), config_dir)
    return Pack(world, seating.seat_people(world, people), table, lang, "slips.csv", f"cxsim lesson {name} --slips slips.csv")


def text_of(data: bytes) -> str:
    """Text of a PDF in the order it was set: pieces of each page decoded by the fonts' own tables of letters."""
    found = re.findall(rb"stream\n(.*?)\nendstream", data, flags=re.DOTALL)
    streams = [zlib.decompress(one) if one[:1] == b"\x78" else one for one in found]
    letters = [dict(_letters(stream)) for stream in streams if b"beginbfchar" in stream or b"beginbfrange" in stream]
    said, font = [], 0
    for stream in streams:
        if b"BT" not in stream or b"beginbf" in stream:
            continue
        for number, piece in re.findall(rb"/F(\d+) [\d.]+ Tf|\((.*?)(?<!\\)\) Tj", stream, flags=re.DOTALL):
            if number:
                font = int(number) - 1
                continue
            raw = re.sub(rb"\\(.)", lambda found: {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(found[1], found[1]), piece, flags=re.DOTALL)
            said.append("".join(letters[font].get(int.from_bytes(raw[k : k + 2], "big"), "?") for k in range(0, len(raw), 2)))
    return "\n".join(said)


def _letters(stream: bytes):
    for code, letter in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", stream):
        yield int(code, 16), bytes.fromhex(letter.decode()).decode("utf-16-be")


def own_lesson(folder, **more):
    """silo_trap with a booklet of two profiles and one year."""
    content = read_yaml(reading.path_of("silo_trap"))
    profiles = {key: content["booklet"]["profiles"][key] for key in ("A", "C")}
    content.update(name="mine", booklet={**SMALL, "profiles": profiles, **more})
    (folder / "lesson").mkdir(exist_ok=True)
    (folder / "lesson" / "mine.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A lived table of sixteen rows, where it is kept, and its lesson."""
    folder = tmp_path_factory.mktemp("own")
    config_dir, store = own_lesson(folder), Store(folder / "cells")
    place = ("mine", "short", TINY, config_dir)
    return place, store, booklet.table_of(place, 3, store, workers=1)


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("name", LESSONS)
def test_every_text_stands_whole_on_its_page(name, lang):
    """Nothing leaves a page or touches another text, for both clocks and several sizes of class, with no code per lesson."""
    for clock, people in (("short", 3), ("long", 17)):
        pack = pack_of(name, lang, clock, people)
        sheet, ranges = sheet_of(pack)
        assert ranges["script"][1] - ranges["script"][0] == 1
        pages = {}
        for box in sheet.boxes:
            wide, tall = sheet.sizes[box.page - 1]
            assert box.x >= MARGIN - 0.01 and box.x + box.width <= wide - MARGIN + 0.01, box
            assert box.y > 0.0 and box.y + box.height <= tall - FOOT + 3.0, box
            pages.setdefault(box.page, []).append(box)
        for boxes in pages.values():
            for a, b in combinations(boxes, 2):
                apart = a.x + a.width <= b.x + 0.01 or b.x + b.width <= a.x + 0.01 or a.y + a.height <= b.y + 0.35 or b.y + b.height <= a.y + 0.35
                assert apart, (a, b)
        said = " ".join(box.text for box in sheet.boxes)
        for seat in pack.people:
            assert seat.name.of(lang).split()[0] in said
        for plan in set(pack.plans):
            assert pack.lesson.plans[plan].shown.of(lang).split()[-1] in said


def test_words_are_never_cut_and_what_has_no_room_is_refused():
    sheet = Sheet("x", "fi")
    sheet.page("x")
    long = "Asiakaspalvelutyytyväisyysindeksi"
    assert sheet.lines(f"{long} ja muut", 75.0, 9.0)[0].startswith(long) and sheet.fitting(long, 40.0, 12.0) < 12.0
    with pytest.raises(DoesNotFit):
        sheet.set(long, MARGIN, MARGIN, 15.0, 9.0)
    with pytest.raises(DoesNotFit):
        sheet.set("alas", MARGIN, 295.0, 50.0, 9.0)


def test_numbers_of_the_booklet_are_the_engines(small):
    place, _, table = small
    assert table.kind == booklet.VOTES and table.values.shape == (16, 2, 3, 5) and table.rounds == 1
    world, terms = booklet.world_of(place), reading.read("mine", place[3]).booklet
    for row, plan in ((("A", "C", "C", "A"), 0), (("C", "C", "C", "C"), 1)):
        votes = {post: [terms.profiles[name].play] for post, name in zip(world.posts, row)}
        for luck in (0, 4):
            life = live(world, table.seeds[luck], [table.plans[plan]], Cast([votes]), 1)
            assert [measured(life, name) for name in table.outcomes] == table.values[table.rows.index(row), plan, :, luck].tolist()
    assert len({values.tobytes() for values in table.values[:, 0]}) == 16  # every row is a life of its own
    for lang in ("en", "fi"):
        pack = pack_of("mine", lang, table=table, config_dir=place[3], overrides=TINY)
        sheet, ranges = sheet_of(pack)
        assert ranges["table"][1] - ranges["table"][0] == 3 and "votes" in ranges
        said = text_of(sheet.bytes())
        shown = tables.of_plan(pack, table, 1)
        mean = table.values[5, 1, 0].mean()
        assert shown[5][0].mean == pack.number(mean, 1) and len(shown[0]) == 4
        paired = (table.values[5, 1, 0] - table.values[5, 0, 0]).mean()
        assert shown[5][3].mean == pack.number(paired, 1, signed=True)
        for cell in (cell for row in shown for cell in row):
            assert cell.mean in said and cell.range in said
        if lang == "fi":
            assert "Tulosvihko" in said and "ä" in said and "€" in said


def test_the_same_input_gives_the_same_bytes(small):
    place, _, table = small
    first, again = (sheet_of(pack_of("mine", "fi", table=table, config_dir=place[3], overrides=TINY))[0].bytes() for _ in range(2))
    assert first == again and b"D:2000" in first
    assert sheet_of(pack_of("mine", "fi", people=9, table=table, config_dir=place[3], overrides=TINY))[0].bytes() != first


def test_what_was_lived_is_not_lived_again(small, monkeypatch):
    """A table half kept lives only the other half; a stop in the middle keeps what was done; the numbers stay."""
    place, store, table = small
    cells = sorted(store.root.rglob("*.json"))
    assert len(cells) == 5 * 2 * 2
    told = []
    for path in cells[:3]:
        path.unlink()

    def stop(done, total, left):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        booklet.table_of(place, 3, store, workers=1, progress=stop)
    again = booklet.table_of(place, 3, store, workers=1, begin=lambda kept, total: told.append((kept, total)))
    assert told == [(18, 20)] and np.array_equal(again.values, table.values)
    monkeypatch.setattr(booklet, "run_jobs", lambda *_: pytest.fail("lived again"))
    assert booklet.table_of((place[0], "long", *place[2:]), 3, store).digest == table.digest  # both clocks share it
    with pytest.raises(BaseException, match="lived again"):
        booklet.table_of(place, 4, store)


@pytest.mark.parametrize(("name", "kind", "rows"), [("gradient", booklet.POLICIES, 3), ("your_plan", booklet.READY, 6), ("auction", booklet.FIXES, 11)])
def test_committees_look_up_designs_and_fixes(name, kind, rows, tmp_path, monkeypatch):
    monkeypatch.setattr(booklet, "LUCKS", 2)
    table = booklet.table_of((name, "short", TINY, None), 1, Store(tmp_path), workers=1)
    assert table.kind == kind and table.values.shape[:2] == (rows, 1)
    pack = pack_of(name, "en", table=table)
    _, ranges = sheet_of(pack)
    assert "table" in ranges and "votes" not in ranges
    if kind == booklet.READY:
        assert len({values.tobytes() for values in table.values[:, 0]}) == rows  # every plan is a life of its own
    if kind == booklet.FIXES:
        gains = tables.single(pack, table)
        assert gains[3][0].mean == pack.number((table.values[3, 0, 0] - table.values[0, 0, 0]).mean(), 1, signed=True)


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"plans": ["growth", "grwth"]}, r"booklet\.plans.*grwth.*growth, half_company"),
        ({"held": 3}, r"booklet\.held.*1 to 1 rounds"),
        ({"lucks": 2}, r"booklet\.lucks.*5"),
        ({"profiles": {"A": {"label": {"en": "a", "fi": "b"}, "play": {"hours": {"sell": 55, "cut": 45, "serve": 0, "connect": 0}}}}}, r"profiles.*2 to 5.*play\.hours.*steps of 10.*takeover.*missing"),
    ],
)
def test_faults_of_a_booklet_are_told(terms, told, tmp_path):
    config_dir = own_lesson(tmp_path, **terms)
    with pytest.raises(InputError) as caught:
        reading.read("mine", config_dir)
    assert re.search(told, " ".join(str(caught.value).split())), str(caught.value)


def test_the_command_writes_a_pack_once(capsys, tmp_path, monkeypatch):
    own_lesson(tmp_path)
    words = ["lesson", "mine", "--config-dir", str(tmp_path), "--paper", "--lang", "fi", "--clock", "long", "people=5", "workers=1", *TINY, f"output.dir={tmp_path / 'out'}"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    (pdf,) = (tmp_path / "out").glob("*/mine.pdf")
    assert str(pdf) in out and "0/20" in err and pdf.read_bytes()[:5] == b"%PDF-"
    grid = pdf.with_name("slips.csv").read_text("utf-8-sig").splitlines()
    assert len(grid) == 1 + 5 * 6 and grid[0].startswith("seat;name;round;hours.sell")
    assert main(words) == 0
    assert capsys.readouterr() == (out, "")  # nothing is lived or written again
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(words) == 2
    assert "pip install 'cxsim[paper]'" in capsys.readouterr().err


@pytest.mark.parametrize(("people", "sizes"), [(8, [2, 4, 8]), (17, [2, 4, 20])])
def test_the_booklet_of_a_bare_game_is_its_rule_and_its_draws(people, sizes, tmp_path):
    """Every amount as worked out by hand, every sum of stars there, and the groups and luck a game with that seed has."""
    pack = replace(pack_of("free_rider", "en", people=people), seed=5)
    sheet, ranges = sheet_of(pack)
    first, last = ranges["table"]
    assert last - first == len(sizes)
    for place, size in enumerate(sizes, start=1):
        said = [box.text for box in sheet.boxes if box.page == first + place]
        for own, others in ((0, 10), (10, 0), (3, 7)):
            assert pots.bonus(pack, size, own, others) == 100_000 - 10_000 * own + 30_000 * (own + (size - 1) * others) // size
        step = -(-10 * size // pots.LISTED)
        for stars in range(0, 10 * size + 1, step):
            assert pots.share(pack, size, stars) == 30_000 * stars // size and str(stars) in said
        assert f"{pots.share(pack, size, 10 * size - 10 * size % step) / 100:,.0f}" in " ".join(said)
    game = Game.begin("free_rider", tmp_path / "g", people, seed=5, overrides=TINY)
    while not game.over:
        game.decide(f"a.player.{people}", {"stars": 5})
        game.close_round()
    names = {seat.id: seat.name.en for seat in game.seats.values()}
    drawn = re.sub(r"\s+", " ", " ".join(box.text for box in sheet.boxes if box.page == first))
    one, _, _, _, noisy, _ = game.lives[0].rounds
    assert "; ".join(" + ".join(names[seat] for seat in group) for group in one.groups) in drawn
    assert f"counts {float(noisy.times['a.player.1']):.2f} times" in drawn
