"""Where all is asleep, whose kernel is still to be asked."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from connscope.sources.kernel import may_stir, sampled
from tests.sources.draining import connected
from tests.sources.points import Peer, TwoSided, two_sided


@pytest.fixture
def server() -> Iterator[TwoSided]:
    with two_sided("echo") as server:
        yield server


def test_a_kernel_that_holds_something_or_takes_in_what_nobody_is_told_of(server: TwoSided):
    with connected(server):
        server.until(lambda: server.accepted() and server.is_asleep())
        (conn,) = server.accepted()
        (ends,) = server.sampler.conversations(server.ledger, [conn.id])
        (told,) = sampled(ends)
        forms = told, replace(told, still=False), replace(told, unread=1), replace(told, unacked=1)
        assert [may_stir(server.ledger, it) for it in forms] == [False, True, True, True]
        for paused in (False, True):
            conn.paused = paused
            server.ask(conn)
            assert server.sampler.may_stir == paused


def test_of_a_conversation_whose_ends_are_both_watched_somebody_is_told(server: TwoSided):
    with Peer(server).sock:
        server.until(lambda: server.accepted() and server.ledger.partner(server.accepted()[0]))
        server.until(server.is_asleep)
        server.ask(server.accepted()[0])
        assert len(server.sampler.told) == 2
        assert not server.sampler.may_stir
