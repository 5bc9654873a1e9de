"""Under pressure, on a real terminal: no key is lost, nobody waits for the screen, and in the end it is right."""

import re
import select
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.abuse import MIB, pattern
from tests.faults.load import Load, loaded
from tests.faults.on_a_screen import address_on
from tests.faults.peers import Address, ask, connect, pour, take
from tests.tui.terminal import CONNSCOPE, ITS_OWN, Terminal, terminal

SOON_OVERFULL = (
    ITS_OWN
    + """
import sys
from textual.drivers import _writer_thread
from connscope.sources.thrifty import Thrift
_writer_thread.MAX_QUEUED_WRITES = 3
Thrift.keeps = 20_000
from connscope.__main__ import main
sys.exit(main())
"""
)
"""connscope that soon notices that its terminal is not read, with a probe to which half a second is too much."""

ROOMY = (120, 56)
SMALLEST = (100, 44)
"""Just enough for all panes at once, with the totals in the detail: a terminal is emulated slowly."""
RIGHT_SECONDS = 2.0
"""After a thaw the numbers are right: it promises one second; a busy machine is given another."""
ANSWER_SECONDS = 1.0
"""A key is answered, at full load: it promises a tenth of it, of which `tests.bench.pressure` takes care."""

TYPED = "every letter, q ? l L X 1 2 of it is text here: 0123456789"


@contextmanager
def opened(program: str = CONNSCOPE, size: tuple[int, int] = SMALLEST) -> Iterator[tuple[Terminal, Address]]:
    """connscope on a terminal with room for all panes, and where it listens."""
    with terminal("--port", "0", size=size, program=program) as it:
        yield it, address_on(it)


def chosen(it: Terminal) -> int:
    """The port of the client whose detail is shown; 0 if there is none."""
    title = re.search(r"╭─ 127\.0\.0\.1:(\d+) · where", it.text())
    return int(title[1]) if title else 0


def totals(it: Terminal) -> list[int]:
    """What the detail says that its client has sent and got back."""
    return [int(size.replace(",", "")) for size in re.findall(r"│ (?:received|sent back) +([\d,]+)", it.text())]


def left_out(it: Terminal) -> int:
    """The facts that were left out so far, as the list of events says."""
    said = re.search(r"([\d,]+) left out ─", it.text())
    return int(said[1].replace(",", "")) if said else 0


def throughput(load: Load, it: Terminal, *, reading: bool) -> float:
    """Messages a second, over half a second."""
    before, over = load.so_far(), time.monotonic() + 0.5
    while (left := over - time.monotonic()) > 0:
        if reading:
            it.read(left)
        else:
            select.select([it.ended], [], [], left)
    return load.so_far().per_second_since(before)


def cpu_of_the_screen(it: Terminal) -> str:
    """What its thread has used so far."""
    pid = it.process.pid
    return Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]


def freeze(it: Terminal) -> None:
    """Read no more, until the screen waits for that: it does nothing more."""
    used = ""
    while used != cpu_of_the_screen(it):
        used = cpu_of_the_screen(it)
        select.select([it.ended], [], [], 0.3)


def test_a_frozen_terminal_slows_nobody_and_soon_after_the_thaw_all_is_counted_and_right() -> None:
    with opened(SOON_OVERFULL) as (it, address), loaded(address, connections=50) as load:
        it.until(lambda: chosen(it) == load.ports[0])
        usual = throughput(load, it, reading=True)
        freeze(it)
        assert throughput(load, it, reading=False) > 0.5 * usual
        before = left_out(it)
        sent = [messages * 64 for messages in load.rest().of_each]
        thawed = time.monotonic()
        it.until(lambda: totals(it) == [sent[0]] * 2 and left_out(it) > before)
        assert time.monotonic() - thawed < RIGHT_SECONDS
        for number in (1, 2, 3):
            it.type("j")
            it.until(lambda: chosen(it) == load.ports[number] and totals(it) == [sent[number]] * 2)  # noqa: B023


def test_no_key_is_lost_at_full_load_however_fast_they_come() -> None:
    with opened() as (it, address), loaded(address, connections=50) as load:
        it.until(lambda: chosen(it) == load.ports[0])
        it.type("g" + "j" * 60 + "k" * 20)  # beyond the last of the 51 rows nobody goes
        it.until(lambda: chosen(it) == load.ports[29])
        for number in range(30, 40):
            pressed = time.monotonic()
            it.type("j")
            it.until(lambda: chosen(it) == load.ports[number])  # noqa: B023 - called here and now
            assert time.monotonic() - pressed < ANSWER_SECONDS
        it.type(f"/{TYPED}")
        it.until_shown(TYPED, "0 match")
        it.type("\x7f" * len(TYPED) + f"{load.ports[9]}\r")
        it.until(lambda: chosen(it) == load.ports[9])
        it.type("\t\t\t?")
        it.until_shown("─ Help ", "Events: every call")


def test_every_pane_shows_the_worst_connection_while_it_lasts() -> None:
    with opened(size=ROOMY) as (it, address), connect(address) as fine, connect(address) as worst:
        assert ask(fine)
        payload = pattern(32 * MIB)
        poured = pour(worst, payload)
        it.until(lambda: chosen(it) == port_of(fine))
        it.type("ogj")
        it.until(lambda: "outb ▼" in it.text() and chosen(it) == port_of(worst))
        it.until_shown("▲ send full", "READ is off", "in outb")
        it.until(lambda: hex_of(payload, totals(it)[1]) in it.text())
        assert take(worst, poured) == payload[:poured]
        it.until(lambda: totals(it) == [poured, poured])


def hex_of(payload: bytes, start: int) -> str:
    """A line of the detail: eight bytes from there on."""
    return f"0000  {payload[start : start + 8].hex(' ')}"


def port_of(peer: socket.socket) -> int:
    """By which the screen calls it."""
    return int(peer.getsockname()[1])


def test_a_process_that_was_stopped_has_one_reader_of_its_keys_and_ends_as_soon_as_ever() -> None:
    with opened() as (it, _):
        threads = len(list(Path(f"/proc/{it.process.pid}/task").iterdir()))
        it.signal(signal.SIGSTOP)
        it.signal(signal.SIGCONT)
        it.type("?")
        it.until_shown("─ Help ")
        assert len(list(Path(f"/proc/{it.process.pid}/task").iterdir())) == threads
        it.type("qq")
        assert it.end(1.5) == 0
