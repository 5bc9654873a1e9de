"""Of a busy program not each call is told: what is left out is counted, and the numbers are exact all the same."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, get_ident

import pytest

from connscope import events as ev
from connscope.probe.records import LOG
from connscope.sources import thrifty
from connscope.sources.servers import serve
from connscope.sources.thrifty import BURST, LOOK_NS, SECOND, NoReader, Thrift
from tests.sources.draining import PATIENCE_SECONDS, Watched, connected
from tests.sources.test_left_out_under_load import exact_rows, shown, talk

CLIENTS, ROUNDS = 10, 40


@contextmanager
def pressed(policy: str) -> Iterator[Watched]:
    """A server that is always busy, as far as its reader knows."""
    source = serve(policy, "127.0.0.1", 0, thrift=Thrift())
    source.reader.cpu = time.monotonic_ns
    source.thrift.means, source.thrift.told_at = 0.0, time.monotonic_ns()
    try:
        yield Watched(source)
    finally:
        source.stop()


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_what_is_not_told_is_counted_and_all_numbers_are_exact(policy: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thrifty, "RECORDS_A_SECOND", 500)
    with pressed(policy) as server, ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(CLIENTS)]
        server.until(lambda: server.source.thrift.busy and len(server.accepted()) == CLIENTS)
        echoed = 0
        for size in range(1, ROUNDS):
            echoed += sum(talk(client, size) for client in clients)
            server.look()
        # Nothing comes after that by which a gap would be noticed.
        server.until(lambda: shown(server) == exact_rows(server) and server.ledger.bytes_out == echoed)
        assert server.ledger.bytes_in == echoed
        assert server.ledger.left_out > 0.5 * ROUNDS * CLIENTS
        assert server.source.probe.failure == ""


def test_where_time_is_to_spare_every_call_is_told():
    source = serve("echo", "127.0.0.1", 0, thrift=Thrift())
    try:
        server = Watched(source)
        source.reader.cpu = lambda: 0
        source.thrift.means, source.thrift.told_at = 0.0, time.monotonic_ns()
        with connected(server) as client:
            echoed = sum(talk(client, 100) for _ in range(200))
            server.until(lambda: server.ledger.bytes_out == echoed)
        assert server.ledger.left_out == 0
    finally:
        source.stop()


def test_once_it_is_busy_no_more_every_call_is_told_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thrifty, "RECORDS_A_SECOND", 500)
    with pressed("echo") as server, connected(server) as client:
        server.until(lambda: server.source.thrift.busy)
        for _ in range(100):
            talk(client, 10)
        server.source.reader.cpu = lambda: None
        server.source.thrift.busy = False
        server.until(lambda: server.ledger.bytes_out == 1000)
        left_out = server.ledger.left_out
        assert left_out
        for _ in range(100):
            talk(client, 10)
        server.until(lambda: server.ledger.bytes_out == 2000)
        assert server.ledger.left_out == left_out


def test_what_an_errand_is_about_to_record_in_a_server_that_sleeps_is_not_missed():
    source = serve("echo", "127.0.0.1", 0, thrift=Thrift())
    server, taken, go_on, done = Watched(source), Event(), Event(), Event()

    def errand() -> None:
        seq = source.probe.threads[get_ident()].next()
        taken.set()
        go_on.wait(PATIENCE_SECONDS)
        source.probe.record(LOG, 0, head=b"said", seq=seq)
        done.set()

    try:
        with connected(server) as client:
            talk(client, 100)
            server.until(server.is_asleep)
            source.ask(errand)
            assert taken.wait(PATIENCE_SECONDS)
            server.look()
            go_on.set()
            assert done.wait(PATIENCE_SECONDS)
            server.until(lambda: server.told(ev.Printed))
        assert (server.ledger.left_out, server.told(ev.Dropped)) == (0, [])
    finally:
        source.stop()


# The means, by the clock.


def test_a_program_is_busy_that_uses_half_of_the_time():
    thrift = Thrift()
    thrift.look(LOOK_NS, 0)
    thrift.look(2 * LOOK_NS, LOOK_NS // 2)
    assert thrift.busy
    thrift.look(2 * LOOK_NS + 1, LOOK_NS // 2)
    assert thrift.busy, "so soon nothing can be said"


def test_a_program_that_was_busy_is_so_until_it_has_used_little_for_a_second():
    thrift, cpu = Thrift(), LOOK_NS // 2
    thrift.look(LOOK_NS, 0)
    thrift.look(2 * LOOK_NS, cpu)
    for number in range(3, 30):
        cpu += int(LOOK_NS * thrifty.EASED)
        thrift.look(number * LOOK_NS, cpu)
        assert thrift.busy
    thrift.look(29 * LOOK_NS + SECOND - 1, cpu)
    assert thrift.busy
    thrift.look(29 * LOOK_NS + SECOND + LOOK_NS, cpu)
    assert not thrift.busy


def test_what_it_takes_to_read_its_records_makes_a_program_busy_too():
    thrift, records = Thrift(), LOOK_NS // 4 // thrifty.RECORD_NS
    thrift.look(LOOK_NS, 0)
    thrift.look(2 * LOOK_NS - 1, LOOK_NS // 4, records - 1)
    assert not thrift.busy, "so soon nothing can be said"
    thrift.look(2 * LOOK_NS, LOOK_NS // 4, 1)
    assert thrift.busy


def test_a_program_that_was_busy_and_is_over_is_busy_no_more():
    with pressed("echo") as server:
        server.until(lambda: server.source.thrift.busy)
        server.source.reader.cpu = server.source.cpu_used
        server.source.stop()
        server.until(lambda: server.told(ev.Ended))
        assert not server.source.thrift.busy


def test_means_grow_with_time_up_to_a_burst_and_what_is_told_uses_them_up():
    thrift = Thrift()
    thrift.busy = True
    assert thrift.spend(1 * SECOND, 0) == BURST
    assert thrift.spend(2 * SECOND, BURST - 10) == 10
    assert thrift.spend(2 * SECOND + SECOND // 10, 0) == 10 + thrifty.RECORDS_A_SECOND // 10
    assert thrift.spend(2 * SECOND + SECOND // 10, 2 * BURST) == 0


def test_the_table_of_a_busy_program_is_told_again_by_its_length_and_soon_enough_for_a_second():
    thrift = Thrift()
    thrift.busy = True
    assert thrift.table_rests(100) <= LOOK_NS
    assert thrift.table_rests(1_000) == 1_000 * thrifty.ROW_NS
    assert thrift.table_rests(100_000) == thrifty.TABLE_NS < 0.75 * SECOND


def test_where_nobody_wants_to_know_no_call_is_told_and_the_end_tells_all():
    source = serve("echo", "127.0.0.1", 0, thrift=NoReader())
    server = Watched(source)
    try:
        server.look()
        with connected(server) as client:
            echoed = 0
            for _ in range(50):
                echoed += talk(client, 100)
                server.look()
        assert (server.told(ev.Known), len(source.probe.channel)) == ([], 0)
    finally:
        source.stop()
    server.look()
    assert (server.told(ev.Received), server.told(ev.Accepted)) == ([], [])
    assert server.told(ev.Dropped)[0].count > 2 * 50, "how many there were is known"
    assert (server.ledger.bytes_in, server.ledger.bytes_out) == (echoed, echoed)


def test_a_program_with_time_to_spare_may_tell_all():
    assert Thrift().spend(SECOND, 5 * BURST) is None
