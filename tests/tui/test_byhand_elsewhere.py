"""A connection by hand to somebody who is not ours: whatever comes is shown, harmless, and why it is over."""

import socket

import pytest

from connscope.wishes import Say
from tests.clients.far_end import Address, read_exactly, reset, scripted_server
from tests.tui.real import serving
from tests.tui.scenes import HOSTILE
from tests.tui.speaking import NAMES, connect, connected

pytestmark = pytest.mark.usefixtures("beat")


def spelled(address: Address) -> str:
    return "{}:{}".format(*address)


async def test_at_an_echo_server_that_is_not_ours_each_recv_says_which_sends_it_is_the_echo_of() -> None:
    def echo_by_halves(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 6)[:4])
        conn.sendall(b"ef" + read_exactly(conn, 1))
        conn.recv(1)

    with scripted_server(echo_by_halves) as address:
        async with serving() as it:
            speaker = await connected(it, spelled(address))
            await speaker.say("abcdef")
            await speaker.until_lines("▶ send 1 6 abcdef", "◀ recv 1 4 abcd = 4 of send 1")
            await speaker.say("g")
            await speaker.until(
                lambda: speaker.lines()[2:] == ["▶ send 2 1 g", "◀ recv 2 3 efg = 2 of send 1 + send 2"], "more"
            )
            main = it.app.main
            await speaker.choose("◀ recv 2")
            await speaker.press("enter")
            await speaker.until(lambda: it.app.screen is main and main.pane == "events", "the events")
            fact = main.view.journal[main.events.numbers[main.events.cursor]]
            assert (type(fact).__name__, fact.head) == ("Received", b"efg")  # type: ignore[attr-defined]
            await speaker.press("i")
            await speaker.until_shown("◀ recv 2")


async def test_who_shouts_back_gets_no_claim_and_its_difference_shown() -> None:
    def shout(conn: socket.socket) -> None:
        conn.sendall(read_exactly(conn, 5).upper())
        conn.recv(1)

    with scripted_server(shout) as address:
        async with serving() as it:
            speaker = await connected(it, spelled(address))
            await speaker.fill("expect", "echo")
            await speaker.say("hello")
            await speaker.until_told("✗ differs at offset 0: expected 68 h, came 48 H")
            assert speaker.lines() == ["▶ send 1 5 hello", "◀ recv 1 5 HELLO"]


async def test_hostile_bytes_are_shown_harmless_in_the_line_the_hex_and_the_verdict() -> None:
    hostile = b"".join(HOSTILE)

    def attack(conn: socket.socket) -> None:
        conn.sendall(hostile)
        conn.recv(1)

    with scripted_server(attack) as address:
        async with serving(size=(120, 40)) as it:
            speaker = await connected(it, spelled(address))
            await speaker.until_shown("␛]52;c;")
            await speaker.fill("expect", "text")
            await speaker.fill("expected", "x")
            await speaker.choose("◀ recv 1")
            assert [char for char in it.text().replace("\n", "") if not char.isprintable()] == []
            await speaker.press("e")
            assert speaker.page.form.line.value.startswith(r"\x1b]52;c;")


async def test_where_nobody_listens_it_is_over_at_once_and_says_why() -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        address = sock.getsockname()
    async with serving() as it:
        speaker = await connect(it, spelled(address))
        await speaker.until_told("✕ Over: connection refused · i, in the stream, opens another")
        await speaker.until_shown("It is over, and nothing was ever said.")
        assert speaker.place == "stream"
        await speaker.press("r")
        assert "✕ connection refused" in it.text()


async def test_a_reset_by_the_peer_is_told_and_what_is_typed_then_is_not_said() -> None:
    with scripted_server(lambda conn: (read_exactly(conn, 2), reset(conn))) as address:
        async with serving() as it:
            speaker = await connected(it, spelled(address))
            await speaker.press("m", "o", "r", "e")
            speaker.page.session.do(Say(speaker.conversation.number, b"go"))
            await speaker.until_told("✕ Over: reset by the peer")
            assert speaker.place == "say"
            await speaker.press("enter")
            assert (speaker.page.form.line.value, speaker.conversation.sent) == ("more", 2)


async def test_the_end_of_a_peer_is_a_line_and_more_can_be_said() -> None:
    def finish(conn: socket.socket) -> None:
        conn.shutdown(socket.SHUT_WR)
        read_exactly(conn, 4)

    with scripted_server(finish) as address:
        async with serving() as it:
            speaker = await connected(it, spelled(address))
            await speaker.until_shown("◐ peer done")
            await speaker.say("late")
            await speaker.until_lines("◀ end the other side will send no more", "▶ send 1 4 late")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nowhere", "✕ No port: give host:port"),
        (":80", "✕ host: Empty"),
        ("127.0.0.1:0", "✕ port: Too small"),
        ("a:b", "✕ port: Not a number"),
    ],
)
async def test_what_is_no_place_is_told_and_can_be_mended(typed: str, said: str) -> None:
    async with serving() as it:
        await it.press("i")
        await it.until_shown("enter connect")
        await it.press(*(NAMES.get(char, char) for char in typed), "enter")
        await it.until_shown(said)
        await it.press("escape")
        await it.until_shown("asleep in select()")
