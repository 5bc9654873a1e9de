"""Sources as the code pane has them: of any encoding and length, in no file at all, saved meanwhile, or a library's."""

import os
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.text import visible
from connscope.tui.scripts import BLOCK, MOST_BYTES, Script, read
from connscope.tui.stops import Stops
from connscope.tui.stretches import Stretches
from tests.tui.guests import FILE, LATER, LINES, MAIN, NAME, Guest, GuestStage, guest_on_stage

LIBRARY = "/usr/lib/python3.11/asyncio/selector_events.py"
PIECE = """\
@decorated
def serve_{0}(sock):
    '''What it does.

class of words, not of Python
'''
    data = sock.recv({0})
    return data


"""


def text(script: Script) -> list[str]:
    return ["".join(part for part, _ in script.line(number)) for number in range(len(script.texts))]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("# coding: latin-1\nname = 'Jörg'\n".encode("latin-1"), ["# coding: latin-1", "name = 'Jörg'"]),
        (b"\xef\xbb\xbfname = 1\n", ["name = 1"]),
        (b"# coding: no-such\nx = '\xff'\n", ["# coding: no-such", "x = '\ufffd'"]),
        (b"if x:\n\treturn\t1\n", ["if x:", "        return  1"]),
        (b"a = 1\r\nb = 2\r\n", ["a = 1", "b = 2"]),
        (b"x = '\x1b[2J\xe2\x80\xae'\n", ["x = '" + visible("\x1b[2J\u202e") + "'"]),
        (b"\n\nx = 1", ["", "", "x = 1"]),
        (b"", [""]),
    ],
)
def test_a_file_is_read_as_python_reads_it_and_is_harmless(tmp_path: Path, data: bytes, shown: list[str]) -> None:
    path = tmp_path / "app.py"
    path.write_bytes(data)
    assert text(read(path)) == shown


def test_of_a_long_file_only_what_is_seen_is_coloured_and_parsed(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("".join(PIECE.format(number) for number in range(6_000)))
    script = read(path)
    line = next(number for number, each in enumerate(script.texts) if "recv(5000)" in each)
    assert "".join(part for part, _ in script.line(line)) == script.texts[line]
    assert ("def", "accent") in script.line(line - 5)
    assert (script.stops.at(line + 1), script.stops.function(line + 1)) == ("recv", ("serve_5000", line - 4))
    assert list(script.coloured) == [line - line % BLOCK]


@pytest.mark.parametrize("line", range(1, 60))
def test_a_long_file_stops_where_a_short_one_does(line: int) -> None:
    texts = "".join(PIECE.format(number) for number in range(6)).split("\n")
    whole, parts = Stops(texts), Stretches(texts)
    assert (parts.at(line), parts.nearest(line)) == (whole.at(line), whole.nearest(line))
    assert parts.why_not(line) == whole.why_not(line)


@pytest.mark.parametrize("what", ["folder", "pipe", "large", "none"])
def test_what_is_no_source_is_not_read(tmp_path: Path, what: str) -> None:
    path = tmp_path / "app.py"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "large":
        path.write_bytes(b"")
        os.truncate(path, MOST_BYTES + 1)
    with pytest.raises(OSError, match=r"no file|[Tt]oo large|No such file"):
        read(path)


# On the screen.


def title(it: GuestStage) -> str:
    return it.main.code.entitled[0]


async def test_the_script_is_open_from_the_start_and_called_as_one_calls_it() -> None:
    guest = Guest()
    guest.listens()
    async with guest_on_stage(guest) as it:
        assert (it.main.code.file, title(it)) == (FILE, NAME)
        assert any("A student's echo server" in line for line in it.lines())


async def test_code_on_the_command_line_is_shown_too() -> None:
    guest = Guest()
    guest.listens()
    async with guest_on_stage(guest, path=None) as it:
        await it.until_shown("import socket")


@pytest.mark.parametrize(("saved_at", "words"), [(LATER + 5, "saved since it began"), (LATER - 5, NAME)])
async def test_a_file_that_was_saved_since_it_began_is_named_so(tmp_path: Path, saved_at: float, words: str) -> None:
    path = tmp_path / NAME
    path.write_text("import socket\n")
    os.utime(path, (saved_at, saved_at))
    guest = Guest()
    guest.listens()
    async with guest_on_stage(guest, path=path) as it:
        assert words in title(it)


async def test_a_file_that_is_saved_while_it_is_shown_is_shown_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("import before\n")
    guest = Guest()
    guest.listens()
    guest.later(5)
    async with guest_on_stage(guest, path=path) as it:
        path.write_text("import afterwards\n")
        it.go_on(2)
        assert title(it) == f"{NAME} · saved since: shown as it was"
        await it.until_shown("import before")


async def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    guest = Guest()
    guest.listens()
    async with guest_on_stage(guest, path=tmp_path / NAME) as it:
        await it.until_shown(f"{NAME} cannot be read: No such file")


def held_in_a_library(*, awaited: bool) -> Guest:
    guest = Guest()
    guest.listens()
    conn = guest.comes()
    guest.wakes((conn, 1))
    if awaited:
        place = (FILE, LINES["recv"])
        guest.tell(ev.Awaiting, conn, (LIBRARY, 9), "Task-5", "read", 0, 2)
        guest.tell(ev.Awaiting, conn, place, "Task-5", "handle", 1, 2)
    guest.holds("recv", conn, thread=MAIN, file=LIBRARY)
    return guest


async def test_of_a_call_in_a_library_the_line_is_shown_that_awaits_it_and_no_arrow() -> None:
    async with guest_on_stage(held_in_a_library(awaited=True)) as it:
        await it.until_shown("about to")
        assert title(it) == f"{NAME}:{LINES['recv']} awaits · held in asyncio/selector_events.py"
        marked = [line for line in it.lines() if "◐" in line]
        assert ["awaits recv()" in line and "data = conn.recv(1000)" in line for line in marked] == [True]
        assert not any("▶ " in line for line in it.lines()[1:])


async def test_where_nobody_is_known_to_await_it_the_library_itself_is_shown() -> None:
    async with guest_on_stage(held_in_a_library(awaited=False)) as it:
        await it.until_shown("about to")
        assert it.main.code.file == LIBRARY


async def test_a_breakpoint_is_set_on_a_line_of_the_program() -> None:
    guest = Guest()
    guest.listens()
    async with guest_on_stage(guest) as it:
        await it.press("3")
        it.main.code.choose(LINES["recv"] - 1)
        await it.press("b", "b")
        assert it.program.stepping.at_line(FILE, LINES["recv"]) is not None
        assert it.program.asked == ["SetBreakpoints"]
