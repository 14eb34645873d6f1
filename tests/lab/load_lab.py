"""Many browsers at one lab: each changes its own design every few seconds and must see its own change, soon, and nobody else's.

    python tests/lab/load_lab.py --sessions 40 --minutes 3

Prints sessions, changes, errors, leaks, and quantiles of the time from a press to the answer on the page, while browsers still come
in and once all are in. It is no test of the suite: forty real browsers want a machine of their own. Opening a page costs a browser
about a second of computing, and all forty run on the machine that serves them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time

from playwright.async_api import async_playwright

CHROMIUM = os.environ.get("CXSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
STEP = "[data-name='{name}']"


async def session(browser, base: str, number: int, until: float, pause: float, found: dict) -> None:
    """One browser: its own seed names it; every change moves one weight up or down and waits for the new value."""
    context = await browser.new_context(viewport={"width": 1000, "height": 800})
    page = await context.new_page()
    page.on("console", lambda message: found["errors"].append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found["errors"].append(str(error)))
    try:
        await page.goto(f"{base}/en/", timeout=120_000)
        plus = page.locator("button[aria-label^='5 more']").first
        minus = page.locator("button[aria-label^='5 less']").first
        field = page.locator("input[aria-label*='percent']").first
        await plus.wait_for(timeout=120_000)
        found["opened"].append(time.monotonic())
        seed = page.locator("[data-name='seed']").first
        await seed.fill(str(1000 + number))
        await seed.press("Tab")
        up = True
        while time.monotonic() < until:
            before = await field.input_value()
            started = time.monotonic()
            await (plus if up else minus).click()
            await page.wait_for_function("([selector, before]) => document.querySelector(selector)?.value !== before", arg=["input[aria-label*='percent']", before], timeout=30_000)
            found["times"].append((started, time.monotonic() - started))
            up = not up
            await asyncio.sleep(pause)
        shown = await page.locator("header.bar").first.inner_text()
        if str(1000 + number) not in shown:
            found["leaks"].append(f"session {number} shows: {shown!r}")
    except Exception as error:
        found["errors"].append(f"session {number}: {type(error).__name__}: {str(error).splitlines()[0]}")
    finally:
        await context.close()


async def play(base: str, sessions: int, seconds: float, pause: float, gap: float) -> dict:
    """All sessions together; they come in one by one, `gap` seconds apart, as a class does."""
    found: dict = {"times": [], "errors": [], "leaks": [], "opened": []}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        until = time.monotonic() + sessions * gap + seconds
        tasks = []
        for number in range(sessions):
            tasks.append(asyncio.create_task(session(browser, base, number, until, pause, found)))
            await asyncio.sleep(gap)
        await asyncio.gather(*tasks)
        await browser.close()
    return found


def quantiles(times: list[float]) -> dict:
    """How many changes, and the seconds they took."""
    times = sorted(times)
    if not times:
        return {"changes": 0}
    at = lambda share: round(times[int(share * (len(times) - 1))], 3)  # noqa: E731
    return {"changes": len(times), "median_s": at(0.5), "p95_s": at(0.95), "max_s": at(1.0)}


def main() -> None:
    """Start a lab, let the sessions play, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--pause", type=float, default=5.0)
    parser.add_argument("--gap", type=float, default=1.0)
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lab = subprocess.Popen([sys.executable, "-m", "cxsim.cli.main", "lab", "--port", str(port)], stdout=subprocess.PIPE, text=True)
    try:
        lab.stdout.readline()
        found = asyncio.run(play(f"http://127.0.0.1:{port}", options.sessions, 60 * options.minutes, options.pause, options.gap))
    finally:
        lab.send_signal(2)
        lab.wait(timeout=20)
    all_in = max(found["opened"], default=0.0)
    told = {"sessions": options.sessions, "errors": len(found["errors"]), "leaks": len(found["leaks"])}
    told["coming_in"] = quantiles([took for at, took in found["times"] if at < all_in])
    told["all_in"] = quantiles([took for at, took in found["times"] if at >= all_in])
    print(json.dumps({**told, "first_errors": found["errors"][:5], "first_leaks": found["leaks"][:5]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
