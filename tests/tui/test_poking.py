"""What x offers: for whom, what it asks before, and what it then wishes. Nobody fulfils it here."""

import pytest

from connscope import events as ev
from connscope.tui.deeds import DEEDS
from connscope.wishes import Wish
from tests.tui.scenes import dead, held, probe_failed, several
from tests.tui.scenes_by_hand import poked
from tests.tui.staged import Stage, on_stage
from tests.tui.story import LISTENER, Story

SLOW, DONE, GONE = 7, 8, 9
"""Of those in `several`: one that owes 262,144 bytes, one whose peer is done, and one that is closed."""


def menu(it: Stage) -> str:
    """What is over the panes, line by line."""
    lines = [line.partition("│")[2].partition("│")[0].strip() for line in it.lines()]
    return "\n".join(line for line in lines if line)


async def ask(it: Stage, *keys: str) -> None:
    """Open the menu, and press these in it."""
    await it.press("x")
    await it.until(lambda: it.app.screen is not it.main)
    await it.press(*keys)


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("s", "StopReading 3"),
        ("h", "EndConnection 3"),
        ("c", "EndConnection 3"),
        ("r", "EndConnection 3"),
    ],
)
async def test_what_loses_nothing_is_done_at_once(key: str, asked: str) -> None:
    async with on_stage(several()) as it:
        await ask(it, key)
        await it.until(lambda: it.staged.asked == [asked])
        assert it.app.screen is it.main


async def test_the_menu_says_whom_it_is_about_and_what_each_line_comes_to() -> None:
    async with on_stage(several()) as it:
        await ask(it)
        await it.until_shown("client-1 · fd 7")
        for deed in DEEDS.values():
            assert (f"{deed.key} {deed.label:<14}  {deed.says}" in menu(it)) is (deed.label != "go on reading")


async def test_it_is_the_same_from_the_detail() -> None:
    async with on_stage(several()) as it:
        await it.press("j", "enter")
        await ask(it, "s")
        await it.until(lambda: it.staged.asked == ["StopReading 4"])


async def test_bytes_are_typed_with_escapes_and_what_is_wrong_is_said_while_they_can_be_mended() -> None:
    async with on_stage(several()) as it:
        wishes: list[Wish] = []
        it.staged.do = wishes.append  # type: ignore[method-assign]
        await ask(it, "i")
        await it.until_shown("Put in towards client-1")
        await it.press("enter")
        await it.until_shown("▲ Nothing to put in")
        await it.press(*r"q\xff\q", "enter")
        await it.until_shown(r"▲ \q is no escape")
        await it.press("backspace", "n", "enter")
        await it.until(lambda: wishes)
        assert [(wish.conn, wish.data) for wish in wishes] == [(3, b"q\xff\n")]  # type: ignore[attr-defined]


def launched() -> Story:
    """A client that compares, the server's end of it, and one of somebody else."""
    story = Story()
    story.connects(story.launches())
    story.comes()
    return story


@pytest.mark.parametrize(("keys", "said"), [("", True), ("j", False)])
async def test_of_a_client_that_compares_it_is_said_beforehand_that_it_ends_by_what_is_put_in(
    keys: str, said: bool
) -> None:
    async with on_stage(launched()) as it:
        await it.press(*keys)
        await ask(it, "i")
        await it.until_shown("Put in towards")
        assert ("A client of ours compares" in menu(it)) is said


@pytest.mark.parametrize(("keys", "size"), [("s", 4096), ("l", 212_992), (("n", *"64 K", "enter"), 65_536)])
async def test_buffers_are_small_or_large_or_a_number(keys: tuple[str, ...], size: int) -> None:
    async with on_stage(several()) as it:
        wishes: list[Wish] = []
        it.staged.do = wishes.append  # type: ignore[method-assign]
        await ask(it, "b")
        await it.until_shown("Buffers of client-1")
        assert "208 K each way; the kernel makes it 416 K" in menu(it)
        await it.press(*("space" if key == " " else key for key in keys))
        await it.until(lambda: wishes)
        assert [(w.conn, w.sndbuf, w.rcvbuf) for w in wishes] == [(3, size, size)]  # type: ignore[attr-defined]


async def test_a_menu_left_by_esc_does_nothing() -> None:
    async with on_stage(several()) as it:
        for keys in ((), ("i",), ("b",), ("b", "n")):
            await ask(it, *keys)
            while it.app.screen is not it.main:
                await it.press("escape")
        assert it.staged.asked == []


async def test_a_keymap_gives_a_deed_a_key_of_its_own() -> None:
    async with on_stage(several(), keys={"stop-reading": "f7"}) as it:
        await it.press("f7")
        await it.until(lambda: it.staged.asked == ["StopReading 3"])
        assert "stop reading  (f7)" in {system.title for system in it.app.get_system_commands(it.app.screen)}


# Several at once.


async def test_it_is_done_to_all_that_are_marked_and_still_there() -> None:
    async with on_stage(several()) as it:
        it.connections.marks |= {3, 5, GONE}
        await ask(it)
        await it.until_shown("2 marked connections")
        await it.press("s")
        await it.until(lambda: it.staged.asked == ["StopReading 3", "StopReading 5"])


async def test_it_is_offered_for_all_that_the_filter_lets_through() -> None:
    async with on_stage(several()) as it:
        await it.press("slash", *"client-", "enter")
        await ask(it)
        await it.until_shown("a all 4…          the same for all that match “client-”")
        await it.press("a")
        await it.until_shown("4 connections")
        await it.press("s")
        await it.until(lambda: it.staged.asked == [f"StopReading {conn}" for conn in (3, 4, 5, 6)])


async def test_where_all_are_meant_already_they_are_not_offered_again() -> None:
    async with on_stage(several()) as it:
        await ask(it, "a")
        await it.until_shown("6 connections")
        assert "a all" not in menu(it)


# What is asked before.


async def test_before_bytes_are_lost_it_asks_and_says_how_many() -> None:
    async with on_stage(several()) as it:
        it.main.choose(SLOW)
        for number, keys in enumerate((("n",), ("escape",), ("y",))):
            await ask(it, "r")
            await it.until_shown("262,144 bytes are lost: they are owed.")
            assert it.staged.asked == []
            await it.press(*keys)
            await it.until(lambda: it.app.screen is it.main)
            assert (it.staged.asked == [f"EndConnection {SLOW}"]) is (number == 2)


async def test_what_is_lost_of_several_is_said_in_all() -> None:
    async with on_stage(several()) as it:
        await ask(it, "a", "c")
        owed = sum(max(0, conn.outb) for conn in it.app.view.connections if not conn.over)
        await it.until_shown(f"{owed:,} bytes are lost")


async def test_before_the_tutorial_dies_of_it_it_is_asked() -> None:
    async with on_stage(held()) as it:
        await ask(it)
        await it.until_shown("r reset           gone without a goodbye · tutorial dies of it")
        await it.press("r")
        await it.until_shown("Reset client-")
        await it.until_shown("tutorial dies of it.")
        await it.press("y")
        await it.until(lambda: [word for word in it.staged.asked if word.startswith("EndConnection")])


# To whom nothing can be done.


async def said(it: Stage, words: str) -> None:
    """That it says so, opens nothing, and does nothing, from x and from the palette."""
    for press in ("x", ""):
        it.app.clear_notifications()
        await (it.press(press) if press else it.main.run_action("deed('reset')"))
        await it.until(lambda: words in str([each.message for each in it.app._notifications]))
        assert (it.app.screen, it.staged.asked) == (it.main, [])


async def test_to_the_listening_socket() -> None:
    async with on_stage(several()) as it:
        await it.press("g")
        assert it.connections.chosen == LISTENER
        await said(it, "That is the listening socket, no connection")


async def test_to_one_that_is_over() -> None:
    async with on_stage(several()) as it:
        it.main.choose(GONE)
        await said(it, " is over: there is nothing to be done to it.")


async def test_to_several_that_are_over() -> None:
    async with on_stage(dead()) as it:
        it.connections.marks |= set(it.connections.rows)
        await said(it, "are over: there is nothing to be done")


async def test_in_the_past() -> None:
    async with on_stage(several()) as it:
        await it.press("comma")
        await said(it, "This is the past: end shows the present")


async def test_once_the_probe_has_retired() -> None:
    async with on_stage(probe_failed()) as it:
        await said(it, "The probe has retired")


@pytest.mark.parametrize("key", ["h", "c", "r"])
async def test_to_one_that_has_died_with_its_server_while_the_menu_was_open(key: str) -> None:
    story = Story("tutorial")
    conn = story.comes()
    story.receives(conn, 100)
    async with on_stage(story) as it:
        await ask(it)
        await it.until_shown("tutorial dies of it")
        story.dies("ConnectionResetError")
        it.go_on(1)
        await it.press(key)
        await it.until(lambda: "over by now" in str([each.message for each in it.app._notifications]))
        assert (it.app.screen, it.staged.asked) == (it.main, [])


async def test_to_one_that_is_over_before_the_question_is_answered() -> None:
    story = Story()
    conn = story.comes()
    story.receives(conn, 100)
    async with on_stage(story) as it:
        await ask(it, "r")
        await it.until_shown("100 bytes are lost")
        story.is_reset(conn)
        it.go_on(1)
        await it.press("y")
        await it.until(lambda: "over by now" in str([each.message for each in it.app._notifications]))
        assert it.staged.asked == []


# Where it is seen.


async def test_what_was_done_is_among_the_events_and_enter_opens_its_connection() -> None:
    story = several()
    story.tell(ev.ReadingStopped, 4, "")
    story.tell(ev.EndedByHand, 5, "reset", "")
    async with on_stage(story, (120, 40)) as it:
        await it.until_shown("client-3         reset")
        await it.until_shown("◫ paused")
        await it.press("4", "slash", *"stop read", "enter", "enter")
        await it.until(lambda: it.app.view.chosen == 4 and it.app.focused is it.main.detail)
        await it.until_shown("◫ reading stopped by hand")
        await it.until_shown("stop read")


async def test_who_was_reset_by_hand_is_not_said_to_have_been_so_by_its_peer() -> None:
    async with on_stage(poked()) as it:
        await it.press("j", "2")
        await it.until_shown("reset by hand: it is gone without a goodbye")
        assert not any("the peer reset" in line for line in it.lines()[12:16])


async def test_bytes_put_in_are_counted_in_the_detail() -> None:
    story = Story()
    story.tell(ev.Injected, story.comes(), 5, 5, "", b"hello", 5)
    story.sleeps()
    async with on_stage(story) as it:
        await it.press("2", "w")
        await it.until_shown("injected                   5  by hand")
