"""Connections by hand, as a far end that we script sees them: what is said, in which pieces, and how it ends."""

import socket
import threading
import tracemalloc

import pytest

from connscope.clients.plans import Began, Froze, Outcome, Thawed
from connscope.clients.speech import MOST_WAITING, NoRoom
from connscope.clients.tidings import Arrived, OptionsRead, Owes, PeerDone
from tests.clients.byhand_running import running
from tests.clients.far_end import (
    PATIENCE,
    Address,
    echo_server,
    fill,
    read_exactly,
    scripted_server,
    small_send_buffer,
    until_its_end,
)


def swallow(conn: socket.socket, count: int) -> None:
    """Read so many bytes at least, and keep none."""
    while count > 0:
        count -= len(conn.recv(1 << 16))


def test_it_says_what_it_is_told_to_and_tells_what_comes():
    with running() as it, echo_server() as address:
        it.client.open(1, *address)
        it.client.say(1, b"hello")
        it.until(lambda: it.moved(outgoing=False))
        assert (it.moved(outgoing=True), it.moved(outgoing=False)) == ([b"hello"], [b"hello"])
        began, arrived = it.of(Began)[0], it.of(Arrived)[0]
        assert began == Began(1, arrived.own, f"127.0.0.1:{address[1]}", -1, "by hand")
        assert sorted(arrived.options) == ["LINGER", "NODELAY", "RCVBUF", "SNDBUF"]


def test_pieces_go_out_one_by_one_in_the_order_in_which_they_were_said():
    said: list[bytes] = []
    with running() as it, scripted_server(lambda conn: said.append(read_exactly(conn, 21))) as address:
        it.client.open(1, *address)
        it.client.say(1, b"abcde", piece=2, times=2)
        it.client.say(1, b"fghij")
        it.client.say(1, b"klmnop", piece=100)
        assert it.sends(8) == [b"ab", b"cd", b"e", b"ab", b"cd", b"e", b"fghij", b"klmnop"]
    assert said == [b"abcdeabcdefghijklmnop"]


def test_a_pace_is_kept_between_the_pieces_and_not_before_what_is_said_next():
    with running() as it, scripted_server(lambda conn: read_exactly(conn, 4)) as address:
        it.client.open(1, *address)
        it.client.say(1, b"ab", piece=1, every=0.05)
        it.client.say(1, b"c", every=3600.0)
        it.client.say(1, b"d")
        assert it.sends(4) == [b"a", b"b", b"c", b"d"]
        assert it.sent_at[1] - it.sent_at[0] >= 0.04


def test_a_million_times_sixteen_mebibytes_are_not_built():
    data, enough = bytes(16 << 20), threading.Event()
    with running() as it, scripted_server(lambda conn: (swallow(conn, 40 << 20), enough.set())) as address:
        it.client.open(1, *address)
        it.until(lambda: it.of(Arrived))
        it.forgets = True
        tracemalloc.start()
        try:
            it.client.say(1, data, times=1_000_000)
            assert enough.wait(PATIENCE)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        it.client.end(1)
        outcome = it.outcome()
    assert (peak < 64 << 20, outcome.msg_total) == (True, 1_000_000 << 24)


def test_what_waits_to_be_said_is_bounded_in_number_and_in_bytes(silent: Address):
    with running() as it:
        it.client.open(1, *silent)
        it.client.say(1, b"x", every=3600.0, times=2)
        for _ in range(MOST_WAITING):
            it.client.say(1, b"y")
        with pytest.raises(NoRoom, match="100 things wait to be said: let some of it go out, or take it back"):
            it.client.say(1, b"z")
        it.client.open(2, *silent)
        it.client.say(2, b"x", every=3600.0, times=2)
        for _ in range(4):
            it.client.say(2, bytes(16 << 20), times=1_000_000)
        with pytest.raises(NoRoom, match="64 MiB wait to be said"):
            it.client.say(2, b"z")


@pytest.mark.parametrize(
    ("data", "options", "wrong"),
    [
        (b"", {}, "0 bytes: say 1 to 16,777,216"),
        (bytes((16 << 20) + 1), {}, "16,777,217 bytes: say 1 to 16,777,216"),
        (b"x", {"piece": -1}, "pieces of -1 bytes"),
        (b"x", {"every": -1.0}, "every -1 s: give 0 to 3,600"),
        (b"x", {"every": float("nan")}, "every nan s"),
        (b"x", {"times": 0}, "0 times: give 1 to 1,000,000"),
        (b"x", {"times": 1_000_001}, "1,000,001 times"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(silent: Address, data: bytes, options: dict[str, int], wrong: str):
    with running() as it:
        it.client.open(1, *silent)
        with pytest.raises(ValueError, match=wrong):
            it.client.say(1, data, **options)


def test_what_the_kernel_does_not_take_whole_goes_on_when_there_is_room():
    go, back = threading.Event(), list[bytes]()

    def script(conn: socket.socket) -> None:
        assert go.wait(PATIENCE)
        back.append(until_its_end(conn))

    data = bytes(range(256)) * (1 << 11)
    with running() as it, scripted_server(script) as address:
        it.client.open(1, *address, small_pipes=True)
        it.client.say(1, data)
        it.client.half_close(1)
        it.sends(2)
        go.set()
        assert it.outcome().error == ""
    sends = it.moved(outgoing=True)
    assert (len(sends) > 2, b"".join(sends) == data, back == [data]) == (True, True, True)


def test_what_has_not_begun_to_go_out_is_taken_back(silent: Address):
    with running() as it:
        it.client.open(1, *silent)
        it.client.say(1, b"x", every=3600.0, times=3)
        it.sends(1)
        it.client.say(1, b"y")
        it.client.hush(1)
        it.until(lambda: it.of(Owes) and it.of(Owes)[-1].unsent == 0)
        it.client.say(1, b"z")
        assert (it.sends(2), it.client.said(1)) == ([b"x", b"z"], 2)


def test_frozen_it_does_not_read_so_that_the_far_end_comes_to_a_stop():
    filled, go = threading.Event(), threading.Event()
    sizes: list[int] = []

    def script(conn: socket.socket) -> None:
        small_send_buffer(conn)
        assert go.wait(PATIENCE)
        sizes.append(fill(conn, bytes(1 << 26)))
        filled.set()

    with running() as it, scripted_server(script) as address:
        it.client.open(1, *address, small_pipes=True)
        it.until(lambda: it.of(Arrived))
        it.client.freeze(1)
        it.until(lambda: it.of(Froze))
        go.set()
        assert filled.wait(PATIENCE)
        assert (it.moved(outgoing=False), sizes[0] < 1 << 20) == ([], True)
        it.client.thaw(1)
        it.until(lambda: it.of(Thawed))
        it.until(lambda: it.of(PeerDone))
        assert sum(map(len, it.moved(outgoing=False))) == sizes[0]


def test_who_is_told_twice_to_freeze_tells_it_once(silent: Address):
    with running() as it:
        it.client.open(1, *silent)
        for _ in range(2):
            it.client.freeze(1)
        it.client.thaw(1)
        it.until(lambda: it.of(Thawed))
        assert len(it.of(Froze)) == 1


def test_every_address_of_a_name_is_tried():
    with running() as it, echo_server() as (_, port):
        it.client.open(1, "localhost", port)
        it.client.say(1, b"x")
        it.until(lambda: it.moved(outgoing=False))
        assert [it.moved(outgoing=False), it.of(Began)[-1].peer] == [[b"x"], f"127.0.0.1:{port}"]


@pytest.mark.parametrize("value", [1, 0])
def test_an_option_is_set_and_read_again(silent: Address, value: int):
    with running() as it:
        it.client.open(1, *silent)
        it.client.set_option(1, "NODELAY", value)
        it.client.set_option(1, "LINGER", value)
        it.client.read_options(1)
        it.until(lambda: len(it.of(OptionsRead)) == 3)
        read = it.of(OptionsRead)[-1]
        assert (read.values["NODELAY"], read.values["LINGER"], read.complaint) == (value, value, "")


def test_wishes_for_one_that_is_over_or_never_was_ask_for_nothing():
    with running() as it, scripted_server(lambda _: None) as address:
        it.client.open(1, *address)
        it.client.half_close(1)
        it.outcome()
        for connid in (1, 7):
            for deed in (it.client.freeze, it.client.thaw, it.client.hush, it.client.half_close, it.client.end):
                deed(connid)
            it.client.reset(connid)
            it.client.set_option(connid, "NODELAY", 1)
            it.client.read_options(connid)
    assert len(it.of(Outcome)) == 1
