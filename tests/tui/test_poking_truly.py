"""What x offers, on a real screen over a real server: what comes of it both ends know."""

import socket

import pytest

from tests.tui.real import Real, client, serving

pytestmark = pytest.mark.usefixtures("beat")


async def choose(it: Real, sock: socket.socket) -> None:
    """Put the cursor on that client's row, once it is there."""
    own = "{}:{}".format(*sock.getsockname())
    found = lambda: [conn for conn in it.app.view.connections if conn.address == own]  # noqa: E731
    await it.until(found, own)
    it.app.main.choose(found()[0].id)


async def poke(it: Real, *keys: str) -> None:
    await it.press("x")
    await it.until(lambda: it.app.screen is not it.app.main, "the menu")
    await it.press(*keys)


async def test_reading_is_stopped_and_goes_on_and_every_byte_comes_back() -> None:
    async with serving() as it:
        with client(it) as sock:
            await choose(it, sock)
            await poke(it, "s")
            await it.until_shown("◫ paused")
            sock.sendall(b"hello")
            conn = it.session.ledger.connections[it.app.view.chosen]
            await it.until(lambda: conn.kernel and conn.kernel[-1].unread == 5, "five bytes that wait")
            sock.setblocking(False)
            with pytest.raises(BlockingIOError):
                sock.recv(100)
            sock.settimeout(5)
            await poke(it, "g")
            await it.until_shown("● active")
            assert sock.recv(100) == b"hello"


async def test_bytes_put_in_come_out_at_the_client_and_are_counted_as_put_in() -> None:
    async with serving() as it:
        with client(it) as sock:
            await choose(it, sock)
            await poke(it, "i")
            await it.until_shown("Put in towards")
            await it.press(*r"hi\xff", "enter")
            await it.until_shown("by hand · put")
            assert sock.recv(100) == b"hi\xff"
            await it.press("2", "w")
            await it.until_shown("injected                   3  by hand")


async def test_they_are_put_in_while_the_server_is_held() -> None:
    async with serving() as it:
        with client(it) as sock:
            await choose(it, sock)
            await it.press("space")
            await it.until_shown("❚❚ waiting")
            sock.sendall(b"?")
            await it.until_shown("❚❚ held")
            await it.app.main.run_action("deed('inject')")
            await it.until_shown("Put in towards")
            await it.press(*"held", "enter")
            await it.until(lambda: it.session.ledger.connections[it.app.view.chosen].injected == 4, "four bytes")
            assert sock.recv(100) == b"held"
            await it.press("space")
            await it.until_shown("▶ running")
            assert sock.recv(100) == b"?"


async def test_a_reset_of_one_of_three_ends_that_one_alone() -> None:
    async with serving() as it:
        with client(it) as one, client(it) as other, client(it) as third:
            for sock in (third, other, one):
                await choose(it, sock)
            await poke(it, "r")
            await it.until_shown("✕ reset")
            with pytest.raises(ConnectionResetError):
                one.recv(1)
            for sock in (other, third):
                sock.sendall(b"still here")
                assert sock.recv(100) == b"still here"


async def test_a_reset_ends_the_tutorial_which_is_said_before_and_of_what_it_died_after() -> None:
    async with serving("tutorial") as it:
        with client(it) as sock, client(it):
            await choose(it, sock)
            await poke(it, "r")
            await it.until_shown("tutorial dies of it.")
            await it.press("n")
            await it.until(lambda: it.app.screen is it.app.main, "the panes")
            sock.sendall(b"alive")
            assert sock.recv(100) == b"alive"
            await poke(it, "r")
            await it.until_shown("tutorial dies of it.")
            await it.press("y")
            await it.until_shown("✕ died: ")
            assert "reset" in it.text()


async def test_a_half_close_ends_the_tutorial_as_soon_as_more_comes() -> None:
    async with serving("tutorial") as it:
        with client(it) as sock:
            await choose(it, sock)
            await poke(it, "h")
            await it.until_shown("tutorial dies when more comes.")
            await it.press("y")
            await it.until_shown("Half-closing")
            assert sock.recv(1) == b""
            assert it.app.view.session_alive
            sock.sendall(b"more")
            await it.until_shown("✕ died: ")


async def test_a_close_is_one_that_the_server_makes() -> None:
    async with serving() as it:
        with client(it) as sock:
            await choose(it, sock)
            await poke(it, "c")
            await it.until_shown("0 open · 1 closed")
            assert sock.recv(1) == b""


async def test_small_buffers_are_what_the_kernel_says() -> None:
    async with serving(size=(120, 40)) as it:
        with client(it) as sock:
            await choose(it, sock)
            await poke(it, "b", "s")
            await it.until_shown("Asking for other buffers")
            it.app.clear_notifications()  # which lie over the events
            await it.until_shown("by hand · the kernel holds up to 8,192 out, 8,192 in")


async def test_a_client_of_ours_is_poked_by_the_palette_from_its_pane() -> None:
    async with serving(size=(120, 40)) as it:
        await it.press("l")
        await it.until_shown("client-1")
        await it.until(lambda: it.session.ledger.bytes_out, "an echo")
        await it.press("5")
        await it.app.main.run_action("deed('stop')")
        await it.until_shown("◫ paused")
