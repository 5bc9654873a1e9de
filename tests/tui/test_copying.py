"""Copying: a small menu of what is wanted, and always plain text."""

from tests.tui.scenes import a_reset, hostile, launched, several, slow_reader
from tests.tui.staged import Stage, on_stage


async def copied(it: Stage, *keys: str) -> str:
    """What is on the clipboard after these."""
    await it.press(*keys)
    await it.until(lambda: it.app.screen is it.main)
    return it.app.clipboard


async def test_the_menu_names_what_can_be_copied_and_goes_away_again() -> None:
    async with on_stage(several()) as it:
        await it.press("y")
        await it.until_shown("whole story")
        labels = ("row", "bytes as hex", "bytes, Python", "whole story")
        assert [label for label in labels if not any(label in line for line in it.lines())] == []
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.main)
        assert it.app.clipboard == ""


async def test_what_waits_in_outb_is_copied_as_hex() -> None:
    async with on_stage(slow_reader()) as it:
        assert "0000  4d 65 73 73 61 67 65 20" in await copied(it, "G", "y", "h")


async def test_what_waits_in_outb_is_copied_as_python_writes_it() -> None:
    async with on_stage(slow_reader()) as it:
        assert "outb = b'Message 1 from client.Message 1" in await copied(it, "G", "y", "r")


async def test_the_whole_story_is_copied_call_by_call() -> None:
    async with on_stage(a_reset()) as it:
        story = await copied(it, "G", "y", "s")
        assert story.startswith("connscope ")
        assert [
            word for word in ("client-2", "accept", "recv", "send", "ECONNRESET", "close") if word not in story
        ] == []


async def test_of_a_client_of_ours_both_ends_are_told() -> None:
    async with on_stage(launched(), (120, 40)) as it:
        story = await copied(it, "5", "g", "y", "s")
        assert [end for end in ("client's end", "server's end") if end not in story] == []


async def test_arrows_and_enter_choose_too() -> None:
    async with on_stage(slow_reader()) as it:
        assert "last_received" in await copied(it, "G", "y", "j", "down", "up", "enter")


async def test_a_click_chooses_too() -> None:
    async with on_stage(slow_reader()) as it:
        await it.press("G", "y")
        await it.until_shown("bytes as hex")
        line = next(number for number, text in enumerate(it.lines()) if "bytes as hex" in text)
        await it.pilot.click(offset=(20, line))
        await it.until(lambda: "last_received" in it.app.clipboard)


async def test_all_marked_rows_are_copied() -> None:
    async with on_stage(several()) as it:
        rows = await copied(it, "g", "j", "m", "m", "y", "y")
        assert [row.split()[2] for row in rows.splitlines()] == ["client-1", "client-2"]


async def test_nothing_that_a_peer_sent_is_copied_raw() -> None:
    async with on_stage(hostile(), (120, 40)) as it:
        for key in "yhrs":
            text = await copied(it, "G", "y", key)
            assert all(line.isprintable() for line in text.split("\n"))


async def test_what_somebody_saw_in_outb_before_more_came_is_not_copied_as_what_is_there() -> None:
    async with on_stage(slow_reader()) as it:
        conn = max(it.story.outb)
        it.story.receives(conn, 9)
        it.play()
        assert "that nobody has looked at" in await copied(it, "G", "y", "h")
