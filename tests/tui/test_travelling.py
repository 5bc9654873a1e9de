"""Back in the recent past and forward again: each moment is the same screen, however it was reached."""

from collections.abc import Callable

import pytest

from connscope import events as ev
from connscope.tui.travel import Travel, ends_a_loop
from tests.tui.scenes import held, several, stepped
from tests.tui.seen import settled
from tests.tui.staged import Stage, on_stage
from tests.tui.story import Story

SIZE = (120, 40)


def busy() -> Story:
    """Some hundreds of calls of several clients, in the end held."""
    story = held()
    conns = list(story.outb)
    story.goes_on()
    for number in range(300):
        story.later(0.01)
        story.echoes(conns[number % len(conns)], b"Message %d from client." % number)
    story.holds("recv", conns[0], 1024)
    return story


async def test_five_hundred_facts_back_and_forward_again_is_the_identical_screen() -> None:
    async with on_stage(busy(), SIZE) as it:
        before = await settled(it.pilot)
        await it.press("comma")
        near = await settled(it.pilot)
        assert near != before
        travel, stops = it.app.view.travel, it.main.stops
        for _ in range(500):
            assert travel.back(stops)
        await it.press("comma")
        far = await settled(it.pilot)
        assert far != near
        await it.press("full_stop")
        for _ in range(500):
            travel.forward(stops)
        it.main.show_moment(True)
        assert await settled(it.pilot) == near
        await it.press("full_stop")
        assert it.app.view.is_live
        assert await settled(it.pilot) == before


async def test_each_moment_is_what_the_screen_showed_when_it_was_the_present() -> None:
    story = stepped()
    stops = [number for number, fact in enumerate(story.facts) if isinstance(fact, ev.Held)]
    async with on_stage(story) as it:
        await it.press("home")
        seen = []
        while not it.app.view.is_live:
            if it.app.view.travel.at in stops:
                held_at = it.app.view.held
                assert held_at is not None
                seen.append((held_at.call, held_at.after, it.lines()[-4].split("   ")[0].strip()))
            await it.press("full_stop")
    assert seen == [
        ("select", True, "about to  serve those that are ready"),
        ("accept", False, "about to  accept()"),
        ("register", False, "about to  register(READ | WRITE)"),
        ("select", False, "about to  select(None)"),
    ]


async def test_a_select_at_a_time_is_a_jump_from_answer_to_answer() -> None:
    async with on_stage(busy(), SIZE) as it:
        numbers = []
        for _ in range(5):
            await it.press("less_than_sign")
            numbers.append(it.app.view.travel.at)
        facts = [it.app.view.journal[number] for number in numbers if number is not None]
        assert all(map(ends_a_loop, facts))
        assert numbers == sorted(set(numbers), reverse=True)  # type: ignore[type-var]
        await it.press("greater_than_sign")
        assert it.app.view.travel.at == numbers[-2]


async def test_the_beginning_is_as_far_back_as_it_goes_and_that_is_said() -> None:
    async with on_stage(stepped(), toasts=True) as it:
        await it.press("home", "comma")
        await it.until_shown("as far back as it is known")
        await it.press("end")
        assert it.app.view.is_live


async def test_what_was_in_outb_then_is_shown_where_it_was_recorded_and_where_not_that_is_said() -> None:
    async with on_stage(held(), SIZE) as it:
        assert "4d 65 73 73" in "\n".join(it.lines()[-6:])
        story = it.story
        story.goes_on()
        conn = list(story.outb)[1]
        story.receives(conn, b"and more")
        story.later(0.1)
        it.play()
        await it.until_shown("its bytes were not recorded")
        await it.press("comma", "comma")
        await it.until(lambda: "4d 65 73 73" in "\n".join(it.lines()[-6:]))


async def test_the_program_may_run_on_while_the_past_is_shown_and_the_header_names_both() -> None:
    async with on_stage(several(), SIZE) as it:
        await it.press("comma", "comma")
        shown = it.lines()
        assert "▶ running   ◂ view" in shown[0]
        it.story.echoes(next(iter(it.story.outb)), b"meanwhile")
        it.story.later(2)
        it.play()
        later = await settled(it.pilot)
        assert later[1:] == shown[1:]
        assert later[0] != shown[0]
        assert "s back" in later[0]


def wanted(*numbers: int) -> Callable[[int], bool]:
    return lambda number: number in numbers


@pytest.fixture
def travel() -> Travel:
    from connscope.journal import Journal
    from connscope.ledger import Ledger

    ledger, journal = Ledger(), Journal()
    facts: list[ev.Fact] = [ev.Printed(number, str(number)) for number in range(10)]
    for fact in facts:
        ledger.apply(fact)
    journal.add(facts, ledger)
    return Travel(journal)


def test_back_from_the_present_is_to_the_moment_before_the_last(travel: Travel) -> None:
    assert travel.back(wanted(3, 5, 8))
    assert (travel.at, travel.end) == (5, 6)
    assert travel.back(wanted(3, 5, 8))
    assert travel.at == 3
    assert not travel.back(wanted(3, 5, 8))
    assert travel.at == 3


def test_forward_to_the_last_moment_is_the_present(travel: Travel) -> None:
    travel.go_to(1)
    travel.forward(wanted(3, 5, 8))
    assert travel.at == 3
    travel.forward(wanted(3, 5, 8))
    assert travel.at == 5
    travel.forward(wanted(3, 5, 8))
    assert (travel.at, travel.end) == (None, 10)


def test_what_the_journal_has_let_go_of_cannot_be_gone_to(travel: Travel) -> None:
    assert not travel.go_to(10)
    assert travel.at is None


async def test_a_click_beside_a_line_sets_its_breakpoint_and_another_takes_it_away() -> None:
    async with on_stage(held(), SIZE, toasts=True) as it:
        await click_beside(it, 25)
        await it.until_shown("Breakpoint 1: servers/tutorial.py:25")
        assert it.staged.stepping.at_line("servers/tutorial.py", 25) is not None
        await click_beside(it, 25)
        await it.until_shown("Breakpoint 1 is gone")
        await click_beside(it, 24)
        await it.until_shown("Line 24 makes no socket call")
        assert [point.line for point in it.staged.stepping.points.values()] == [25]


async def click_beside(it: Stage, line: int) -> None:
    code = it.main.code
    await it.pilot.click(code, offset=(2, line - round(code.scroll_y)))
    await it.pilot.pause(0)
