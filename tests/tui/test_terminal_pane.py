"""The pane of what a program writes: newest last, made visible, scrolled back, filtered, copied."""

import pytest

from connscope.tui.widgets.terminal import MOST_COPIED, WHOLE_SCREEN
from tests.tui.scenes import HOSTILE
from tests.tui.typed_to import Seat, serving, typed_to

USUAL = (120, 40)


def title(it: Seat) -> str:
    return it.pane.entitled[0] + it.pane.entitled[2]


def note(it: Seat) -> str:
    return it.pane.entitled[1]


async def test_what_is_written_is_read_as_soon_as_the_beat_comes() -> None:
    async with typed_to() as it:
        it.writes("hello\nYour name: ")
        await it.until(lambda: it.rows()[:2] == ["hello", "Your name:"])
        assert it.pane.copied() == "Your name: "


async def test_nothing_hostile_is_shown_raw() -> None:
    async with typed_to(size=USUAL) as it:
        it.writes(b"\n".join(HOSTILE) + b"\n")
        await it.until_shown("[/] [@click=app.quit]x[/] [bold red]")
        assert all(line.isprintable() for line in it.lines())


async def test_the_title_says_what_runs_and_how_it_is_doing() -> None:
    async with typed_to() as it:
        it.writes("x\n")
        await it.until(lambda: title(it) == "python app.py · running · pid 4711")
        it.story.holds("select")
        it.play()
        await it.until(lambda: title(it) == "python app.py · held · pid 4711")


@pytest.mark.parametrize(
    ("code", "signal", "words"),
    [(0, "", "ended (code 0)"), (3, "", "ended (code 3)"), (-1, "SIGKILL", "killed by SIGKILL")],
)
async def test_the_title_says_how_it_ended(code: int, signal: str, words: str) -> None:
    async with typed_to() as it:
        it.writes("last words")
        await it.until(lambda: it.pane.copied() == "last words")
        it.story.ends(code, signal)
        it.play()
        await it.until(lambda: title(it) == f"python app.py · {words} · pid 4711")
        assert it.pane.printout.last == ["last words"]  # and no cursor: nothing more will come


async def test_it_follows_until_somebody_scrolls_up_and_again_at_the_end() -> None:
    async with typed_to() as it:
        it.writes("".join(f"line {number}\n" for number in range(100)))
        await it.press("6", "k", "k", "k")
        before = it.rows()[:-1]
        it.writes("later\n" * 5)
        await it.until(lambda: note(it) == "8 newer · f follow")
        assert it.rows()[:-1] == before
        await it.press("f")
        await it.until(lambda: it.rows()[-2:] == ["later", ""] and note(it) == "")
        it.writes("last\n")
        await it.until(lambda: it.rows()[-2:] == ["last", ""])


async def test_who_reads_old_lines_stays_at_them_while_the_oldest_go() -> None:
    async with typed_to(size=USUAL) as it:
        it.writes("".join(f"line {number}\n" for number in range(10_000)))
        await it.press("6", "g", *["pagedown"] * 4)
        line, top = it.pane.copied(), it.rows()[0]
        it.writes("more\n" * 50)
        await it.until(lambda: "50 older lines are gone" in note(it))
        assert (it.pane.copied(), it.rows()[0]) == (line, top)


async def test_a_filter_of_its_own() -> None:
    async with typed_to() as it:
        it.writes("GET /a\nERROR here\nGET /b\n")
        await it.press("6", "slash", *"error")
        await it.until(lambda: it.rows()[:2] == ["ERROR here", ""])
        assert "1 match “error”" in note(it)
        it.writes("GET /c\nanother error\n")
        await it.until(lambda: it.rows()[1:2] == ["another error"])
        await it.press("escape")
        await it.until(lambda: "GET /c" in it.rows())


async def test_y_copies_the_line_or_all_of_it() -> None:
    async with typed_to() as it:
        it.writes("x" * 100 + "\nlast\n")
        await it.press("6", "g", "y", "y")
        await it.until(lambda: it.app.clipboard == "x" * 100)
        await it.press("y", "a")
        await it.until(lambda: it.app.clipboard == "x" * 100 + "\nlast")


async def test_of_much_the_newest_is_copied() -> None:
    async with typed_to() as it:
        it.writes("".join(f"line {number}\n" for number in range(9_000)))
        text, what = it.pane.all_copied()
        assert text.startswith("line ")
        assert text.endswith("\nline 8999")
        assert (len(text) <= MOST_COPIED, what) == (True, "the last 64 K of it")


async def test_a_program_that_draws_on_the_whole_screen_is_told_where_to_run() -> None:
    async with typed_to(size=USUAL) as it:
        it.writes(b"\x1b[?1049h\x1b[2J\x1b[Hmenu")
        await it.until_shown(WHOLE_SCREEN)
        await it.press("6", "j", "k", "G", "y", "y")
        it.writes(b"\x1b[?1049l\nback\n")
        await it.until(lambda: "back" in it.rows())


async def test_nothing_is_drawn_anew_where_nothing_was_written() -> None:
    async with typed_to() as it:
        it.writes("one\n")
        await it.until(lambda: it.rows()[:1] == ["one"])
        drawn = []
        it.pane.refresh = lambda *regions, **_: drawn.append(regions)  # type: ignore[assignment,func-returns-value]
        taken = it.pane.written
        it.main.beat()
        it.main.beat()
        assert (drawn, it.pane.written is taken) == ([], True)
        it.writes("two\n")
        assert drawn


async def test_what_it_shows_is_the_present_and_it_says_so() -> None:
    async with typed_to(serving(), USUAL) as it:
        it.writes("one\n")
        await it.press("6", "comma")
        await it.until(lambda: note(it) == "as it is now")


async def test_it_writes_for_the_room_that_there_is() -> None:
    async with typed_to(None, (80, 24)) as it:
        it.writes("x\n")
        await it.until(lambda: it.sizes)
        region = it.pane.scrollable_content_region
        assert it.sizes[-1] == (region.width, region.height - 1)
        told = len(it.sizes)
        await it.press("6", "enter")
        await it.until(lambda: it.focus is it.line)
        assert len(it.sizes) == told  # the line that is typed has its row already
        await it.pilot.resize_terminal(100, 30)
        await it.until(lambda: it.sizes[-1][0] == region.width + 20)


async def test_a_server_of_ours_has_no_such_pane() -> None:
    from tests.tui.scenes import several
    from tests.tui.staged import on_stage

    async with on_stage(several()) as it:
        await it.press("6", "I")
        assert (it.main.pane, it.main.terminal) == ("connections", None)
        assert "6" not in {command.key for command in it.app.commands}
