"""What a deed costs, and how it is offered, from what is known of a connection."""

import inspect

import pytest

from connscope import events as ev
from connscope.connections import Connection
from connscope.servers import echo, tutorial
from connscope.sources.servers import POLICIES
from connscope.states import OPEN
from connscope.tui.asked import PIPES
from connscope.tui.deeds import AT_ONCE, DEEDS, cost, offered
from connscope.wishes import ConnectionWish


def connection(
    outb: int = 0, unread: int | None = None, unacked: int = 0, *, watch: int = 1, paused: bool = False
) -> Connection:
    sample = ev.KernelSampled(*[0] * len(ev.KernelSampled.__struct_fields__))
    if unread is not None:
        sample.unread, sample.unacked = unread, unacked
    kernel = () if unread is None else (sample,)
    return Connection(7, 9, "accepted", state=OPEN, outb=outb, kernel=kernel, watch=watch, paused=paused)


@pytest.mark.parametrize(
    ("name", "policy", "conn", "lost"),
    [
        ("reset", "echo", connection(), ""),
        ("reset", "echo", connection(0, 0, 0), ""),
        ("reset", "echo", connection(0, ev.UNKNOWN, ev.UNKNOWN), ""),
        ("reset", "echo", connection(ev.UNKNOWN), ""),
        ("reset", "echo", connection(1), "1 byte is lost: it is owed"),
        (
            "reset", "echo", connection(4096, 100, 200),
            "4,396 bytes are lost: 4,096 owed, 100 not read yet, 200 not delivered yet",
        ),
        ("close", "echo", connection(0, 100, 200), "100 bytes are lost: they are not read yet"),
        ("half-close", "echo", connection(5, 0, 200), "5 bytes are lost: they are owed"),
        # A close that leaves something unread is a reset.
        *[
            (name, policy, conn, f"{left + 13:,} bytes are lost: 5 owed, {left:,} not read yet, 8 not delivered yet")
            for name in ("half-close", "close")
            for policy, left, conn in (
                ("echo", 100, connection(5, 100, 8, watch=2)),
                ("echo", 100, connection(5, 100, 8, paused=True)),
                ("echo", 262_145, connection(5, 262_145, 8)),
            )
        ],
        ("reset", "tutorial", connection(), "tutorial dies of it"),
        ("close", "tutorial", connection(), ""),
        ("close", "tutorial", connection(7), "7 bytes are lost: they are owed. tutorial dies of it"),
        ("close", "tutorial", connection(0, 7), "7 bytes are lost: they are not read yet. tutorial dies of it"),
        ("half-close", "tutorial", connection(), "tutorial dies when more comes"),
        ("half-close", "tutorial", connection(7), "7 bytes are lost: they are owed. tutorial dies of it"),
        *[(name, "tutorial", connection(7, 7, 7), "") for name in ("inject", "stop", "resume", "buffers")],
    ],
)  # fmt: skip
def test_what_it_costs(name: str, policy: str, conn: Connection, lost: str) -> None:
    assert cost(name, [conn], policy) == lost


def test_what_is_still_read_before_a_close_is_what_the_servers_read_at_once() -> None:
    assert AT_ONCE["echo"] == echo.BUFFER_SIZE
    assert f"sock.recv({AT_ONCE['tutorial']})" in inspect.getsource(tutorial)


def test_nothing_is_lost_by_what_is_done_to_nobody() -> None:
    assert {cost(name, [], policy) for name in DEEDS for policy in POLICIES} == {""}


def test_the_menu_s_line_says_when_the_server_dies_of_it() -> None:
    lines = offered([connection()], "tutorial")
    assert [name for name, says in lines.items() if says.endswith(" · tutorial dies of it")] == ["reset"]
    lines = offered([connection(), connection(1)], "tutorial")
    assert [name for name, says in lines.items() if "tutorial dies of it" in says] == ["half-close", "close", "reset"]
    assert not [says for says in offered([connection(1)], "echo").values() if "dies" in says]


def test_of_a_half_close_it_is_said_beforehand_that_no_connection_outlives_it() -> None:
    assert {offered([connection()], policy)["half-close"] for policy in POLICIES} == {
        "send no more; the connection ends when more comes",
        "send no more · tutorial dies when more comes",
    }


MENU = 52
"""Cells for that at 80 columns."""


def test_no_line_of_a_menu_is_cut_on_the_usual_small_screen() -> None:
    conns = [connection(), connection(paused=True)], [connection(5), connection(paused=True)]
    lines = [says for policy in POLICIES for each in conns for says in offered(each, policy).values()]
    assert not [says for says in (*lines, *(says for _, says, _ in PIPES.values())) if len(says) > MENU]


def test_reading_is_offered_to_be_stopped_or_to_go_on_as_it_makes_sense() -> None:
    both = [connection(), connection(paused=True)]
    offers = [{"stop", "resume"} & offered(conns, "echo").keys() for conns in (both[:1], both[1:], both)]
    assert offers == [{"stop"}, {"resume"}, {"stop", "resume"}]


def test_what_is_in_hand_between_recv_and_send_is_owed_too() -> None:
    conn = connection(0)
    conn.bytes_in, conn.bytes_out, conn.echoes = 100, 60, True
    assert cost("reset", [conn], "echo") == "40 bytes are lost: they are owed"


def test_no_key_of_a_menu_is_one_by_which_it_is_used() -> None:
    for keys in ([deed.key for deed in DEEDS.values()], PIPES):
        assert not {"a", "j", "k", "q"} & set(keys)
        assert len(set(keys)) == len(keys)
    assert all(issubclass(type(deed.wishes(1, 1)), ConnectionWish) for deed in DEEDS.values())
