"""A class of scripted phones against a lab: joins, decides, drops and reloads; counts errors and leaks, and measures answer times.

python tests/lab/lesson_load.py [phones=40] [rounds=4] [drops=0.1] [rooms=1] [reloads=2] [late=4] [tabs=4] [decide=3]

`drops` = share of phones that lose their connection in each round, in the middle of it, and are back in the next; `reloads` = times a
minute each phone loads its page anew, wherever it is; `late` = phones that join once the first round is open; `tabs` = phones with a
second tab; `decide` = seconds a decision takes at most. The script fails on any error, on a seat that changes or sees another's
figures, on two tabs that differ, and on a decision that was taken and does not count.

The server is a process of its own with the ordinary world of the lesson; phones ask as the real page does: one waiting request each.
"""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

SERVER = """
import sys, threading, time
from pathlib import Path
from nicegui import app
from cxsim.lab import lesson_doors, server
from cxsim.lab.lesson_rooms import Wanted
port, root, people, count, small = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "small"
kept = []

class Led(server.Lab):
    def install(self, *args, **more):
        super().install(*args, **more)
        from starlette.responses import JSONResponse
        self.rooms.root, self.rooms.overrides = root, ("customers.count=400", "horizon.warmup_years=1") if small else ()
        kept.append(self)
        async def lead(request):
            rooms, does = self.rooms, request.path_params["does"]
            if does == "begin":
                led = [rooms.begin(Wanted("silo_trap", people, seed=5 + k)) for k in range(count)]
                return JSONResponse([[room.code, room.wall] for room in led])
            led = list(rooms._rooms.values())
            if does in ("open_round", "close_round", "predict", "next_step"):
                for room in led:
                    getattr(room, does)()
            return JSONResponse([{"stage": room.stage, "problem": room.problem, "decided": len(room.game.decided), "plays": [[row["seat"], row["play"], row["source"]] for row in room.game.closed[-1]["rows"]] if room.game.closed else [], "joined": len(room.people.by_key), "lucks": room.lucks.done,
                                  "planned": room.lucks.planned, "sources": [row["source"] for row in room.game.closed[-1]["rows"]] if room.game.closed else []} for room in led])
        app.add_route("/lead/{does}", lead)

server.Lab = Led
server.serve(server.Place(port=port), 0)
"""


class Class:
    """Phones and what they saw go wrong."""

    def __init__(self, base: str, phones: int, drops: float, rng: np.random.Generator):
        self.base, self.phones, self.drops, self.rng = base, phones, drops, rng
        self.errors: list[str] = []
        self.leaks: list[str] = []
        self.reloads = 0.0  # a minute
        self.decide = 3.0  # seconds at most
        self.times: dict[str, list[float]] = {"join": [], "decide": [], "page": [], "news": []}
        self.opened = (0, 0.0)  # round, and when the teacher pressed
        self.stop = asyncio.Event()

    async def timed(self, kind: str, call):
        started = time.perf_counter()
        try:
            answer = await call
        except httpx.HTTPError as error:
            self.errors.append(f"{kind}: {type(error).__name__}")
            return None
        self.times[kind].append(time.perf_counter() - started)
        if answer.status_code >= 400:
            self.errors.append(f"{kind}: {answer.status_code} {answer.text[:80]}")
        return answer


class Phone:
    """One phone: it follows its screen and decides when it is asked to, with a split of its own."""

    def __init__(self, number: int, room: int, code: str, class_: Class):
        self.number, self.room, self.code, self.all = number, room, code, class_
        self.client = httpx.AsyncClient(base_url=class_.base, timeout=30)
        self.path, self.decided, self.away, self.told = "", set(), False, 0
        self.given: set[str] = set()  # rounds whose decision the lab has confirmed
        self.loaded = 0
        sell = 10 * (number % 11)
        self.play = {"hours": {"sell": sell, "cut": 100 - sell, "serve": 0, "connect": 0}, "takeover": "none"}

    async def join(self):
        answer = await self.all.timed("join", self.client.post("/join?lang=en", data={"code": self.code}))
        self.path = answer.headers.get("location", "").partition("?")[0] if answer else ""
        page = await self.all.timed("page", self.client.get(self.path))
        self.name = re.search(r"<title>(.*?) ·", page.text)[1]
        return self

    async def reload(self):
        """Load the page anew, at odd moments, `reloads` times a minute on average."""
        while self.all.reloads and not self.all.stop.is_set():
            await asyncio.sleep(float(self.all.rng.exponential(60.0 / self.all.reloads)))
            if self.away or self.all.stop.is_set():
                continue
            page = await self.all.timed("page", self.client.get(self.path))
            self.loaded += 1
            if page is not None and f"<title>{self.name} ·" not in page.text:
                self.all.leaks.append(f"phone {self.number} came back to another seat")

    async def tab(self):
        """A second tab: it always shows the seat the first one has, and the same decision."""
        client = httpx.AsyncClient(base_url=self.all.base, timeout=30)
        while not self.all.stop.is_set():
            await asyncio.sleep(1.0)
            try:
                one, two = [(await one.get(f"{self.path}/now?lang=en")).json() for one in (self.client, client)]
            except (httpx.HTTPError, ValueError) as error:
                self.all.errors.append(f"tab: {type(error).__name__}")
                continue
            if one["key"] == two["key"] and one["html"] != two["html"]:
                self.all.leaks.append(f"phone {self.number} has two tabs that differ")

    async def live(self):
        key = mark = ""
        while not self.all.stop.is_set():
            if self.away:
                await asyncio.sleep(0.2)
                continue
            try:
                answer = await self.client.get(f"{self.path}/now?lang=en&key={key}&clock={mark}")
                news = answer.json()
            except (httpx.HTTPError, ValueError) as error:
                self.all.errors.append(f"now: {type(error).__name__}")
                continue
            if news.get("html") and news["key"] != key:
                if key and self.all.opened[0] > self.told:  # the first screen after a round was opened
                    self.told = self.all.opened[0]
                    self.all.times["news"].append(time.perf_counter() - self.all.opened[1])
                await self.look(news["html"])
            key, mark = news.get("key", ""), news.get("clock", "")

    async def look(self, html: str):
        round_ = re.search(r"Year (\d) of", html)
        for points in re.findall(r'data-key="sell" data-most="\d+" data-points="(\d+)"', html):
            if int(points) != self.play["hours"]["sell"]:
                self.all.leaks.append(f"phone {self.number} saw {points}")
        if "<form" in html and round_ and round_[1] not in self.decided:
            self.decided.add(round_[1])
            await asyncio.sleep(float(self.all.rng.uniform(0, self.all.decide)))
            if self.away:
                return
            answer = await self.all.timed("decide", self.client.post(f"{self.path}/do?lang=en", json={"do": "decide", "play": self.play}))
            if answer is not None and answer.status_code == 200:
                self.given.add(round_[1])


def counted(people: list[Phone], state: list[dict], number: int, all_: Class) -> None:
    """What the lab has confirmed counts in the round just closed, with nobody else's figures."""
    for room, led in enumerate(state):
        sources = [row[2] for row in led["plays"]]
        sold = sorted(row[1]["hours"]["sell"] for row in led["plays"] if row[2] == "person")
        given = sorted(phone.play["hours"]["sell"] for phone in people if phone.room == room and str(number) in phone.given)
        if sold != given:
            all_.leaks.append(f"round {number}: {len(given)} decisions were confirmed, {len(sold)} counted ({sources.count('repeated')} repeated, {sources.count('robot')} robots)")


async def play(base: str, phones: int, rounds: int, drops: float, count: int, terms: dict[str, float]) -> Class:
    all_ = Class(base, phones, drops, np.random.default_rng(7))
    all_.reloads, all_.decide = terms["reloads"], terms["decide"]
    async with httpx.AsyncClient(base_url=base, timeout=60) as teacher:

        async def lead(does):
            return (await teacher.get(f"/lead/{does}")).json()

        async def wait(true, seconds=120):
            for _ in range(20 * seconds):
                state = await lead("state")
                if all(true(room) for room in state):
                    return
                assert not any(room["problem"] for room in state), state
                await asyncio.sleep(0.05)
            raise TimeoutError(state)

        doors = await lead("begin")
        people = [Phone(k, k % count, doors[k % count][0], all_) for k in range(phones)]
        await asyncio.gather(*(phone.join() for phone in people))
        lives = [asyncio.create_task(job) for phone in people for job in (phone.live(), phone.reload())]
        lives += [asyncio.create_task(phone.tab()) for phone in people[: int(terms["tabs"])]]
        await asyncio.sleep(2.0)  # everybody has the first screen
        rounds_took = []
        for number in range(rounds):
            for phone in people:
                phone.away = False
            all_.opened = (number + 1, time.perf_counter())
            for phone in people:
                phone.told = number + 1 if phone.away else phone.told
            await lead("open_round")
            if number == 0:
                more = [Phone(phones + k, k % count, doors[k % count][0], all_) for k in range(int(terms["late"]))]
                people += await asyncio.gather(*(phone.join() for phone in more))
                lives += [asyncio.create_task(job) for phone in more for job in (phone.live(), phone.reload())]
            await asyncio.sleep(float(all_.rng.uniform(0, all_.decide / 2)))
            for phone in people:  # in the middle of the round, some after they have decided
                phone.away = float(all_.rng.random()) < drops
            here = [sum(not phone.away or str(number + 1) in phone.given for phone in people if phone.room == k and (phone.number < phones or number > 0)) for k in range(count)]
            end = time.monotonic() + all_.decide + 15
            while any(room["decided"] < here[k] for k, room in enumerate(await lead("state"))) and time.monotonic() < end:
                await asyncio.sleep(0.1)
            started = time.perf_counter()
            await lead("close_round")
            await wait(lambda room: room["stage"] == "look")
            rounds_took.append(time.perf_counter() - started)
            counted(people, await lead("state"), number + 1, all_)
            await asyncio.sleep(1.0)
        started = time.perf_counter()
        sources = [source for room in await lead("state") for source in room["sources"]]
        by_source = {name: sources.count(name) for name in sorted(set(sources))}
        if rounds >= 4:
            await wait(lambda room: room["lucks"] >= room["planned"] > 0, 900)
            print(f"other lucks, all of them: {time.perf_counter() - started:.0f} s")
        all_.stop.set()
        for job in lives:
            job.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        print(f"reloads {sum(phone.loaded for phone in people)}, late {int(terms['late'])}, second tabs {int(terms['tabs'])}, dropped in the last round {sum(phone.away for phone in people)}")
        print(f"phones {phones} in {count} room(s); chairs in the last round by source: {by_source}")
        print("a round, from close to result, s:", " ".join(f"{took:.2f}" for took in rounds_took))
    return all_


def main(words: list[str]) -> int:
    terms = {"phones": 40.0, "rounds": 4.0, "drops": 0.1, "rooms": 1.0, "reloads": 2.0, "late": 4.0, "tabs": 4.0, "decide": 3.0, **{key: float(value) for key, _, value in (word.partition("=") for word in words if "=" in word)}}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script, count = Path(folder) / "serve.py", int(terms["rooms"])
        script.write_text("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in SERVER.strip().splitlines()))
        people = -(-int(terms["phones"]) // count)
        server = subprocess.Popen([sys.executable, str(script), str(port), folder, str(max(people, 3)), str(count), "small" if "small" in words else "ordinary"], cwd=folder)
        try:
            base, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
            while time.monotonic() < end:
                try:
                    httpx.get(f"{base}/join", timeout=2)
                    break
                except httpx.HTTPError:
                    time.sleep(0.2)
            time.sleep(float(terms.get("warm", 20)))  # workers load their kernels
            found = asyncio.run(play(base, int(terms["phones"]), int(terms["rounds"]), terms["drops"], count, terms))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
    for kind, times in found.times.items():
        if times:
            print(f"{kind}: {len(times)} answers, median {1000 * np.median(times):.0f} ms, p95 {1000 * np.quantile(times, 0.95):.0f} ms, longest {1000 * max(times):.0f} ms")
    print(f"errors {len(found.errors)} {found.errors[:5]}; leaks {len(found.leaks)} {found.leaks[:5]}")
    return 1 if found.errors or found.leaks else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
