"""A connection by hand at both servers, on a real screen: what is said, what comes of it, and how that is explained."""

from pathlib import Path

import pytest

from connscope.byhand.conversation import Conversation
from connscope.clients.options import OPTIONS
from connscope.tui.screens.byhand import ByHand
from connscope.tui.screens.socket_options import SocketOptions, shown
from tests.tui.speaking import speaking

pytestmark = pytest.mark.usefixtures("beat")


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
async def test_what_is_said_comes_back_and_each_call_is_a_line(policy: str) -> None:
    async with speaking(policy) as it:
        await it.say("hello")
        await it.until_lines(
            "▶ send 1 5 hello",
            "▷ server recv 1 5 hello = send 1",
            "◁ server send 1 5 hello",
            "◀ recv 1 5 hello = send 1",
        )
        assert "client-1 → " in it.text()
        assert "● open" in it.text()


async def test_what_was_sent_twice_comes_at_once_and_the_line_says_of_what_it_is_made() -> None:
    async with speaking() as it:
        await it.go_to("stream")
        await it.press("z")
        await it.until_shown("❆ frozen")
        await it.go_to("say")
        await it.say("Hello")
        await it.until(lambda: any("server send 1" in line for line in it.lines()), "the first echo")
        await it.say("World")
        await it.until(lambda: any("server send 2" in line for line in it.lines()), "the second echo")
        assert not any("◀" in line for line in it.lines())
        await it.go_to("stream")
        await it.press("z")
        await it.until_said("▶ send 1 5 Hello", "▶ send 2 5 World", "◀ recv 1 10 HelloWorld = send 1 + send 2")
        assert "❆ frozen" not in it.text()


async def test_a_send_that_comes_back_in_parts_is_told_apart() -> None:
    async with speaking("tutorial") as it:
        it.page.form.line.value = "x" * 1500
        await it.press("enter")
        await it.until(lambda: it.conversation.received == 1500, "all of it")
        await it.until(lambda: any(line.endswith("= 1,024 of send 1") for line in it.lines()), "a part of it")


async def test_hex_and_files_are_said_too_and_pieces_are_calls_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "said").write_bytes(b"\x00\x01file")
    async with speaking() as it:
        await it.fill("kind", "hex")
        await it.say("1b 5b")
        await it.until_said("▶ send 1 2 ␛[", "◀ recv 1 2 ␛[ = send 1")
        await it.fill("kind", "file")
        it.page.form.line.value = str(tmp_path / "said")
        await it.press("enter")
        await it.until(lambda: any("▶ send 2 6 ␀␁file" in line for line in it.lines()), "the file")
        await it.fill("kind", "text")
        await it.fill("piece", "2")
        await it.fill("times", "2")
        await it.say("abc")
        await it.until(lambda: it.conversation.received == 14, "all of it")
        assert [line for line in it.lines() if line.startswith("▶")][2:] == [
            "▶ send 3 2 ab",
            "▶ send 4 1 c",
            "▶ send 5 2 ab",
            "▶ send 6 1 c",
        ]


async def test_what_cannot_be_said_is_told_with_what_to_do_and_stays() -> None:
    async with speaking() as it:
        await it.press("enter")
        await it.until_told("✕ Nothing to say: type something first")
        await it.say("\\x")
        await it.until_told("✕ \\x is no escape")
        await it.fill("kind", "hex")
        it.page.form.line.value = "0q"
        await it.press("enter")
        await it.until_told("✕ q is no hex digit")
        await it.fill("times", "none")
        await it.press("enter")
        await it.until_told("✕ times: Not a number: give 1 to 1,000,000.")
        assert (it.page.form.line.value, it.conversation.sent) == ("0q", 0)


async def test_up_and_down_go_through_what_was_said_and_back_to_what_is_typed() -> None:
    async with speaking() as it:
        await it.say("one")
        await it.say("two")
        await it.press("t", "h", "up", "up", "up")
        assert it.page.form.line.value == "one"
        await it.press("down")
        assert it.page.form.line.value == "two"
        await it.press("down", "down")
        assert it.page.form.line.value == "th"


async def test_a_call_is_said_again_or_put_into_the_line_to_be_changed() -> None:
    async with speaking() as it:
        await it.fill("kind", "hex")
        await it.say("41 0a")
        await it.until_said("▶ send 1 2 A␊", "◀ recv 1 2 A␊ = send 1")
        await it.choose("▶ send 1")
        await it.press("r")
        await it.until_said("▶ send 2 2 A␊", "◀ recv 2 2 A␊ = send 2")
        await it.choose("◀ recv 1")
        await it.press("r")
        await it.until_told("Only what we said can be said again")
        await it.press("e")
        assert (it.place, it.page.form.values["kind"], it.page.form.line.value) == ("say", "text", r"A\n")


async def test_options_are_read_and_set_and_what_the_kernel_gave_is_shown() -> None:
    async with speaking(size=(120, 40)) as it:
        await it.go_to("stream")
        await it.press("o")
        await it.until_shown("Socket options")
        await it.press("right", "down", *"4096", "down", *"none", "enter")
        await it.until_shown("✕ Not a number")
        await it.press(*["backspace"] * 4, *"8192", "down", "2", "enter")
        await it.until_shown("nodelay on  sndbuf 8.0 K  rcvbuf 16 K  linger 2 s")


async def test_options_that_have_changed_are_filled_in_when_the_kernel_says_so_but_not_where_somebody_types() -> None:
    async with speaking(size=(120, 40)) as it:
        it.conversation.options = {"NODELAY": 1, "SNDBUF": 11, "LINGER": 5}
        await it.go_to("stream")
        await it.press("o")
        await it.until_shown("Socket options")
        dialog = it.it.app.screen
        assert isinstance(dialog, SocketOptions)
        await it.until(lambda: it.conversation.options.get("RCVBUF"), "the kernel's answer")
        options = dict(it.conversation.options)
        await it.until(lambda: dialog.rows["RCVBUF"].control.value == str(options["RCVBUF"]), "that it is shown")
        values = {name: row.control.value for name, row in dialog.rows.items()}
        assert values == {name: shown(name, value) for name, value in options.items()}
        await it.press("down", *"8192")
        it.conversation.options = {**options, "SNDBUF": 77, "RCVBUF": 88}
        await it.until(lambda: dialog.rows["RCVBUF"].control.value == "88", "what has changed meanwhile")
        assert dialog.rows["SNDBUF"].control.value == "8192"
        await it.press("down", *"4096")
        assert dialog.rows["RCVBUF"].control.value == "4096"


async def test_what_the_kernel_has_not_said_yet_is_neither_on_nor_off() -> None:
    dialog = SocketOptions(Conversation(1, "there:7"))
    assert {name: row.control.value for name, row in dialog.rows.items()} == dict.fromkeys(OPTIONS, "")


async def test_the_connection_stays_when_the_page_is_left_and_so_does_what_lies_on_its_desk() -> None:
    async with speaking() as it:
        await it.say("before")
        await it.until_said("▶ send 1 6 before", "◀ recv 1 6 before = send 1")
        await it.press(*"half")
        await it.fill("expect", "echo")
        await it.press("escape")
        await it.until(lambda: it.it.app.screen is it.it.app.main, "the main screen")
        await it.press("5")
        await it.until_shown("by hand")
        await it.press("i")
        await it.until(lambda: isinstance(it.it.app.screen, ByHand), "the page")
        page = it.it.app.screen
        assert isinstance(page, ByHand)
        assert (page.it.state, page.form.line.value, page.form.values["expect"]) == ("open", "half", "echo")
        assert page.stream.count() == 4


async def test_from_a_call_to_its_event_and_back() -> None:
    async with speaking(size=(120, 40)) as it:
        await it.say("one")
        await it.say("two")
        await it.until(lambda: it.conversation.received == 6, "both")
        await it.until(lambda: len(it.lines()) >= 4, "all lines")
        await it.choose("▷ server recv 1")
        await it.press("enter")
        main = it.it.app.main
        await it.until(lambda: it.it.app.screen is main and main.pane == "events", "the events")
        fact = main.view.journal[main.events.numbers[main.events.cursor]]
        assert (type(fact).__name__, fact.head[:3]) == ("Received", b"one")  # type: ignore[attr-defined]
        for key in ("i", "enter"):
            await it.press(key)
            await it.until(lambda: isinstance(it.it.app.screen, ByHand), "the page")
            page = it.it.app.screen
            assert isinstance(page, ByHand)
            await it.until(lambda page=page: page.stream.chosen is not None and page.place == "stream", "the call")
            assert page.stream.chosen is not None
            assert page.stream.chosen.chunk.data[:3] == b"one"
            await it.press("escape")
            await it.until(lambda: it.it.app.screen is main, "the main screen")


async def test_what_is_copied_is_the_line_its_bytes_or_the_whole_stream() -> None:
    async with speaking() as it:
        await it.fill("kind", "hex")
        await it.say("1b 41")
        await it.until_said("▶ send 1 2 ␛A", "◀ recv 1 2 ␛A = send 1")
        await it.choose("▶ send 1")
        for key, text in (("h", "0000  1b 41  ·A"), ("r", r"b'\x1bA'"), ("y", "▶ send 1"), ("s", "◀ recv 1")):
            await it.press("y")
            await it.until_shown("whole stream")
            await it.press(key)
            await it.until(lambda text=text: text in it.it.app.clipboard, text)
            assert all(line.isprintable() for line in it.it.app.clipboard.split("\n"))


async def test_what_waits_for_its_time_is_shown_as_unsent_and_can_be_hushed() -> None:
    async with speaking() as it:
        for field, text in (("piece", "1"), ("every", "3600"), ("times", "9")):
            await it.fill(field, text)
        await it.say("slowly")
        await it.until_told("▶ 6 B, in pieces of 1 B, 9 times, every 3600 s")
        await it.until_shown("╭─ Stream ▲ 53 B unsent ─")
        assert it.text().splitlines()[0].endswith("  linger off")
        await it.go_to("stream")
        await it.press("s")
        await it.until(lambda: "unsent" not in it.text(), "that nothing waits")
        await it.until_said("▶ send 1 1 s", "◀ recv 1 1 s = send 1")


async def test_the_mouse_chooses_calls_and_fields_and_the_bottom_line_s_keys() -> None:
    async with speaking() as it:
        await it.say("hello")
        await it.until(lambda: len(it.lines()) == 4, "all lines")
        ours = next(number for number, line in enumerate(it.lines()) if line.startswith("▶"))
        await it.it.pilot.click(offset=(20, 2 + ours))
        await it.until(lambda: it.page.stream.cursor == ours and it.place == "stream", "our call")
        await it.it.pilot.click(offset=(2, 23))
        await it.until_said(
            "▶ send 1 5 hello", "◀ recv 1 5 hello = send 1", "▶ send 2 5 hello", "◀ recv 2 5 hello = send 2"
        )
        row = next(number for number, line in enumerate(it.text().splitlines()) if line.startswith(" expect"))
        await it.it.pilot.click(offset=(it.text().splitlines()[row].index("nothing"), row))
        await it.until(lambda: it.page.form.values["expect"] == "nothing", "another expectation")
