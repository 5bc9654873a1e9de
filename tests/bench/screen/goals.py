"""The figures of the screen, a line each, and what is seen for them. The goals are those of the design's section 9."""

import operator
from typing import NamedTuple

from tests.bench.screen.figures import Figure, middle, over, within


class Load(NamedTuple):
    """What a server is asked for while the screen looks on."""

    title: str
    active: int
    size: int


SMALL = Load("100 × 64 B", 100, 64)
LARGE = Load("10 × 64 KiB", 10, 65536)
LOADS = (SMALL, LARGE)
CROWD = 10_000
"""Connections that do nothing."""
JOURNAL = 200_000
"""Events of which all is kept."""

KEY_IDLE, KEY_BUSY = "ms to paint a key, idle", "ms to paint a key, full load"
LAG, BATCH, PIECE = "ms from a fact to its fold", "ms of a batch", "ms of a tick"
IDLE_EMPTY, IDLE_CROWD, IDLE_SERVER = "% idle, nobody there", "% idle, 10,000 rows", "% idle, server thread"
IDLE_TICKING = "% idle, a minimal app"
WAKES_EMPTY, WAKES_CROWD = "wake-ups/s idle, nobody there", "wake-ups/s idle, 10,000 rows"
WAKES_TICKING = "wake-ups/s idle, a minimal app"
IDLE_SERVE = "% idle, serve with 10,000 connections"
ROW, NO_ROW, LOG = "KiB of a connection with its row", "KiB of a connection, headless", "MB of a full event log"
PAINT, PAINT_MINIMAL = "ms to the first paint", "ms to a minimal app's first paint"
FACTS = "facts/s into the ledger"


def messages(load: Load) -> str:
    return f"messages/s on a screen, {load.title}"


def headless(load: Load) -> str:
    return f"messages/s headless, {load.title}"


def thrown_away(load: Load) -> str:
    return f"messages/s probed, records thrown away, {load.title}"


def cpu(load: Load) -> str:
    return f"% of a core for the screen, {load.title}"


def written(load: Load) -> str:
    return f"KiB/s to the terminal, {load.title}"


def frames(load: Load) -> str:
    return f"frames/s, {load.title}"


def taken(load: Load) -> str:
    return f"facts/s taken in, {load.title}"


def left_out(load: Load) -> str:
    return f"facts/s left out, {load.title}"


def under(load: Load) -> list[Figure]:
    """Of a server and its screen under one load."""
    ratio = over(middle(messages(load)), middle(headless(load)))
    alone = over(middle(messages(load)), middle(thrown_away(load)))
    return [
        Figure(f"throughput with the screen open / headless, {load.title}", "", ratio, 0.9, operator.ge),
        Figure(f"throughput with the screen open / probed, records thrown away, {load.title}", "", alone),
        Figure(f"CPU of the screen's thread, of 10 frames/s, {load.title}", "%", middle(cpu(load)), 15),
        Figure(f"messages/s with the screen open, {load.title}", "/s", middle(messages(load))),
        Figure(f"messages/s headless, {load.title}", "/s", middle(headless(load))),
        Figure(f"messages/s probed, records thrown away, {load.title}", "/s", middle(thrown_away(load))),
        Figure(f"written to the terminal, {load.title}", "KiB/s", middle(written(load))),
        Figure(f"frames, {load.title}", "/s", middle(frames(load))),
        Figure(f"facts taken in, {load.title}", "/s", middle(taken(load))),
        Figure(f"facts left out, {load.title}", "/s", middle(left_out(load))),
    ]


KEYS_P99 = over(within(0.99, KEY_BUSY), within(0.99, KEY_IDLE))

FIGURES = (
    *(figure for load in LOADS for figure in under(load)),
    Figure("key to paint at full load, p50", "ms", middle(KEY_BUSY), 12),
    Figure("key to paint at full load, p99", "ms", within(0.99, KEY_BUSY), together=True),
    Figure("key to paint, idle, p50", "ms", middle(KEY_IDLE)),
    Figure("key to paint, idle, p99", "ms", within(0.99, KEY_IDLE), together=True),
    Figure("key to paint, p99, full load / idle", "", KEYS_P99, 1.3, together=True),
    Figure("a batch until all of it is folded, p50", "ms", middle(BATCH)),
    Figure("a batch until all of it is folded, p99", "ms", within(0.99, BATCH), 20, together=True),
    Figure("what is folded without a key coming between, p99", "ms", within(0.99, PIECE), together=True),
    Figure("a fact until it is folded, p50", "ms", middle(LAG)),
    Figure("a fact until it is folded, p99", "ms", within(0.99, LAG), together=True),
    Figure("facts into the ledger", "/s", middle(FACTS), 500_000, operator.ge),
    Figure("idle CPU, server thread with 10,000 connections", "%", middle(IDLE_SERVER), 0.2),
    Figure("idle CPU, the whole headless process with them", "%", middle(IDLE_SERVE)),
    Figure("idle CPU, screen, nobody there", "%", middle(IDLE_EMPTY), 1),
    Figure("idle CPU, screen, 10,000 rows", "%", middle(IDLE_CROWD), 3),
    Figure("wake-ups of an idle screen, nobody there", "/s", middle(WAKES_EMPTY)),
    Figure("wake-ups of an idle screen, 10,000 rows", "/s", middle(WAKES_CROWD)),
    Figure("idle CPU, a minimal Textual app with an empty timer, ten times a second", "%", middle(IDLE_TICKING)),
    Figure("wake-ups of a minimal Textual app with an empty timer, ten times a second", "/s", middle(WAKES_TICKING)),
    Figure("memory of an idle connection, headless", "KiB", middle(NO_ROW), 1),
    Figure("memory of an idle connection with its row", "KiB", middle(ROW), 8),
    Figure("memory of a full event log (200,000)", "MB", middle(LOG)),
    Figure("first paint / a minimal Textual app", "", over(middle(PAINT), middle(PAINT_MINIMAL)), 1.3),
    Figure("first paint", "ms", middle(PAINT)),
)
