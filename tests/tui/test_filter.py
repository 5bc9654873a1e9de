"""The filter: while it is typed, letters are text; afterwards they are commands again."""

import pytest
from textual.events import Key
from textual.widgets import Input

from connscope.events import ConnId, WouldBlock
from connscope.tui import sieve
from connscope.tui.roll import Roll
from connscope.tui.sieve import Sieve
from connscope.tui.widgets import events
from connscope.tui.widgets.connections import Connections
from tests.tui.scenes import several
from tests.tui.staged import Stage, on_stage


def clients(it: Stage) -> list[str]:
    """Who has a row."""
    rows = [it.connections.parts(number, 75) for number in range(it.connections.count())]
    return ["".join(text for text, _ in parts).split()[1] for parts in rows]


def a_roll(many: int) -> Roll:
    """They are open, and nobody listens."""
    ids = list(range(1, many + 1))
    return Roll(ids, frozenset(ids), (), many, 0)


async def test_letters_in_the_filter_are_text() -> None:
    async with on_stage(several()) as it:
        await it.press("slash", *"lXq?")
        assert it.main.query_one(Input).value == "lXq?"
        assert (it.staged.asked, it.app.return_code, it.app.screen) == ([], None, it.main)


async def test_rows_go_while_the_filter_is_typed() -> None:
    async with on_stage(several()) as it:
        await it.press("slash", *"T-2")
        await it.until(lambda: clients(it) == ["client-2"])


async def test_of_letters_typed_ahead_all_are_looked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []
    refilter = Connections.refilter

    def told(connections: Connections, wanted: str) -> None:
        looked_for.append(wanted)
        refilter(connections, wanted)

    async with on_stage(several()) as it:
        await it.press("slash")
        monkeypatch.setattr(Connections, "refilter", told)
        for letter in "full":
            it.app.post_message(Key(letter, letter))
        await it.until(lambda: clients(it) == ["127.0.0.1:50920", "127.0.0.1:50922"])
        assert looked_for == ["full"]


def test_more_letters_have_only_those_looked_at_who_came_through_before() -> None:
    sieve, roll, looked_at = Sieve(), a_roll(2_000), list[ConnId]()
    sieve.sift(roll, 1, lambda conn_id: conn_id % 2 == 0)

    def matches(conn_id: ConnId) -> bool:
        looked_at.append(conn_id)
        return conn_id % 4 == 0

    sieve.narrow()
    through = sieve.sift(roll, 1, matches)
    assert through == {conn_id for conn_id in roll.ids if conn_id % 4 == 0}
    assert len(set(looked_at)) < 1_500


def test_who_has_gone_is_not_looked_at_when_more_letters_come() -> None:
    sieve, fewer, looked_at = Sieve(), a_roll(1_000), list[ConnId]()

    def matches(conn_id: ConnId) -> bool:
        looked_at.append(conn_id)
        return False

    sieve.sift(a_roll(2_000), 1, lambda _: True)
    sieve.narrow()
    assert not sieve.sift(fewer, 1, matches)
    assert set(looked_at) == fewer.members


async def test_enter_keeps_the_filter_and_gives_the_keys_back() -> None:
    async with on_stage(several()) as it:
        await it.press("slash", *"ful", "enter", "l")
        await it.until(lambda: it.staged.asked == ["launch 1 well-behaved"])
        assert clients(it) == ["127.0.0.1:50920", "127.0.0.1:50922"]
        assert not it.main.query_one(Input).display


async def test_escape_takes_the_filter_away_and_leaves_the_cursor_on_its_connection() -> None:
    async with on_stage(several()) as it:
        before = clients(it)
        await it.press("j", "j", "slash", "f", "escape")
        await it.until(lambda: clients(it) == before)
        assert it.app.focused is it.connections
        assert it.connections.rows[it.connections.cursor] == it.main.view.chosen


async def test_in_the_past_the_filter_finds_those_that_were_so_then_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sieve, "FEW", 1)
    async with on_stage(several()) as it:
        it.connections.refilter("active")
        view, found = it.main.view, []
        for moment in range(view.journal.end - 1, view.journal.first, -1):
            view.travel.go_to(moment)
            view.look()
            it.connections.show()
            assert set(it.connections.rows) == set(filter(it.connections.matcher(), view.roll.ids))
            found.append(len(it.connections.rows))
        assert max(found) > min(found)


async def test_events_have_a_filter_of_their_own() -> None:
    async with on_stage(several()) as it:
        rows = clients(it)
        await it.press("4", "slash", *"eag", "enter")
        await it.until_shown("2 match “eag”")
        assert sum("EAGAIN" in line for line in it.lines()) == 2
        assert clients(it) == rows


async def test_what_a_filter_finds_long_ago_comes_in_pieces_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 7)
    async with on_stage(several()) as it:
        it.events.refilter("eag")
        first = list(it.events.numbers)
        await it.until(lambda: not it.events.looks_back)
        await it.until_shown("2 match “eag”")
        journal = it.main.view.journal
        wanted = [number for number, fact in journal.since(0) if isinstance(fact, WouldBlock)]
        assert (first, it.events.numbers) == ([], wanted)


async def test_who_has_moved_up_stays_on_the_line_while_older_ones_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 60)
    async with on_stage(several()) as it:
        it.events.refilter("recv")
        it.events.choose(2)
        number = it.events.numbers[2]
        await it.until(lambda: not it.events.looks_back)
        assert it.events.numbers[it.events.cursor] == number
        assert it.events.cursor > 2
