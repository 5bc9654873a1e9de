"""The screen over a real server and real clients: what it says is what happened."""

import socket
from contextlib import suppress

import pytest

from connscope.tui.row_columns import columns_for
from connscope.units import amount
from connscope.wishes import EndClients
from tests.tui.real import client, reset, serving

WIDTH = 160

pytestmark = pytest.mark.usefixtures("beat")


def echoed(sock: socket.socket, data: bytes) -> bytes:
    """Send, and wait for as much."""
    sock.sendall(data)
    back = b""
    while len(back) < len(data):
        back += sock.recv(65536)
    return back


async def test_ten_clients_and_one_by_hand_have_the_totals_that_they_counted_themselves() -> None:
    async with serving(size=(WIDTH, 50)) as it:
        with client(it) as sock:
            assert echoed(sock, bytes(100_000)) == bytes(100_000)
            await it.press(*"llllllllll")
            await it.until(lambda: it.session.ledger.bytes_out >= 100_000 + 10 * 22, "ten echoes")
            it.session.do(EndClients())
            await it.until_shown("1 open · 10 closed")
            outcomes = list(it.session.ledger.clients.values())
            assert [outcome.error for outcome in outcomes] == [""] * 10
            counted = {outcome.own: (amount(outcome.sent), amount(outcome.recv_total)) for outcome in outcomes}
            by_hand = "{}:{}".format(*sock.getsockname())
            assert totals_shown(it.text()) == {**counted, by_hand: (amount(100_000), amount(100_000))}
            sums = sum(outcome.sent for outcome in outcomes), sum(outcome.recv_total for outcome in outcomes)
            assert (it.session.ledger.bytes_in, it.session.ledger.bytes_out) == tuple(100_000 + n for n in sums)


def totals_shown(text: str) -> dict[str, tuple[str, str]]:
    """Bytes in and bytes echoed of each client's row, by its address."""
    rows = [row for row in map(cells_of, text.splitlines()) if row["state"] in ("● active", "· closed")]
    return {"127.0.0.1:" + row["client"].rpartition(":")[2]: (row["in"], row["echoed"]) for row in rows}


def cells_of(line: str) -> dict[str, str]:
    """A row's cells by their columns."""
    columns, x, found = columns_for(WIDTH - 5), 2, {}
    for column in columns:
        found[column.key] = line[x : x + column.width].strip()
        x += column.width + column.gap
    return found


async def test_another_policy_serves_at_the_same_port_and_the_fate_of_the_connections_is_told() -> None:
    async with serving() as it:
        port = it.session.port
        with client(it) as sock:
            assert echoed(sock, b"hello") == b"hello"
            await it.until_shown("1 open")
            await it.press("p")
            await it.until_shown("tutorial serves from now on.")
            assert sock.recv(1) == b""
        await it.until_shown("0 open · 1 closed")
        assert it.session.port == port
        with client(it) as sock:
            assert echoed(sock, b"hello") == b"hello"


async def test_a_restart_serves_anew_at_the_same_port() -> None:
    async with serving() as it:
        port = it.session.port
        await it.press("r")
        await it.until_shown("echo serves anew. No connection was open")
        assert it.session.port == port
        with client(it) as sock:
            assert echoed(sock, b"hello") == b"hello"


async def test_a_server_that_died_of_a_reset_is_told_its_picture_stays_and_r_restarts_it() -> None:
    async with serving("tutorial") as it:
        with client(it) as sock:
            assert echoed(sock, b"and away") == b"and away"
            reset(sock)
        await it.until_shown("✕ died: ")
        header, *rest = it.text().splitlines()
        assert "r restarts" in header
        assert "reset" in "".join(rest)
        assert "8 B" in "".join(rest)
        await it.press("l")
        await it.until_shown("Nobody listens")
        await it.press("r")
        await it.until_shown("▶ running")
        with client(it) as sock:
            assert echoed(sock, b"here again") == b"here again"


async def test_an_idle_client_of_the_tutorial_makes_the_loop_spin_and_the_header_say_so() -> None:
    async with serving("tutorial") as it:
        with client(it):
            await it.until_shown("all idle")


def stuff(sock: socket.socket) -> None:
    """Send all that goes in; how much that is, both kernels decide anew again and again."""
    with suppress(BlockingIOError):
        while True:
            sock.send(bytes(1 << 20))


async def test_a_peer_that_does_not_read_is_send_full_and_what_waits_for_it_is_shown() -> None:
    async with serving() as it:
        with client(it) as sock:
            sock.setblocking(False)
            await it.until(lambda: stuff(sock) or "▲ send full" in it.text(), "send full")
            await it.press("2", "w")
            await it.until_shown("in outb")
