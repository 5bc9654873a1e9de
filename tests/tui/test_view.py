"""What is on show: rates over the last second, names, peaks, times; and what the footer offers."""

import pytest

from connscope import events as ev
from connscope.ledger import Ledger
from connscope.servers import echo
from connscope.text import cells
from connscope.tui.command import ALL_PANES
from connscope.tui.commands import COMMANDS
from connscope.tui.rates import Rates, Sums
from connscope.tui.view import View
from connscope.tui.widgets.footer import Footer
from tests.tui.scenes import dead, leaves, several, spinning
from tests.tui.staged import WALL_SECONDS, Staged
from tests.tui.story import CLIENTS, LISTENER, LOOP, OWN_ENDS, SECOND, START, Story


def view_of(story: Story) -> View:
    """A view at the story's end, without a screen; it looks four times a second."""
    staged = Staged(story)
    view = View(staged, staged.clock, lambda: WALL_SECONDS)
    for now in [*range(START, story.at, SECOND // 4), story.at]:
        staged.source.now = now
        view.advance(staged.tick(None))
    return view


def conn_named(view: View, name: str) -> int:
    return next(conn.id for conn in view.connections if view.name(conn) == name)


def test_a_spinning_loop_is_told_by_its_loops_and_its_cpu() -> None:
    rates = view_of(spinning()).rates
    assert rates.all_idle
    assert rates.loops == pytest.approx(168_000, rel=0.01)
    assert rates.cpu == pytest.approx(0.98, rel=0.01)


@pytest.mark.parametrize(("loops", "spins"), [(200.0, True), (20.0, False)])
def test_a_spin_that_gets_little_time_is_still_one_and_a_few_idle_loops_are_none(loops: float, spins: bool) -> None:
    rates = Rates()
    rates.loops = rates.idle = loops
    assert rates.all_idle == spins


def test_a_loop_that_does_something_is_not_all_idle() -> None:
    story = spinning()
    for _ in range(20_000):
        story.wakes()
    story.later(0.25)
    assert not view_of(story).rates.all_idle


def test_rates_are_those_of_the_last_second() -> None:
    story = Story()
    conn = story.comes()
    story.echoes(conn, 1 << 20)
    story.later(3)
    for _ in range(4):
        story.later(0.25)
        story.echoes(conn, 25)
    view = view_of(story)
    assert view.rates.echoed == pytest.approx(100, rel=0.3)
    assert view.calls_at(("servers/echo.py", 19)) == pytest.approx(4, rel=0.3)


def test_after_a_rest_what_has_just_happened_is_of_the_last_second_its_cpu_too() -> None:
    rates = Rates()
    rates.take_sums(START, Sums(loops=10, cpu=5, cpu_at=START), {})
    now = START + 3600 * SECOND
    rates.rested(now)
    rates.take_sums(now, Sums(loops=110, echoed=50, cpu=5 + SECOND // 2, cpu_at=now), {})
    assert (rates.loops, rates.echoed, rates.cpu) == (100, 50, 0.5)


def test_rates_go_back_to_nothing() -> None:
    story = several()
    story.later(3)
    rates = view_of(story).rates
    assert (rates.loops, rates.echoed, rates.calls) == (0, 0, {})


def test_a_server_that_begins_anew_does_not_run_backwards() -> None:
    rates, ledger = Rates(), Ledger()
    ledger.apply(ev.Woke(START, LOOP, 1, ev.NOWHERE, -1, 0, 1000, 0, []))
    rates.take(START, ledger, LOOP, None)
    ledger.apply(ev.Woke(START, LOOP + 1, 1, ev.NOWHERE, -1, 0, 5, 0, []))
    rates.take(START + SECOND, ledger, LOOP + 1, None)
    assert rates.loops == 0


def test_cpu_is_nothing_without_a_program() -> None:
    rates = Rates()
    rates.take(START, Ledger(), LOOP, None)
    assert rates.cpu == 0


def test_the_table_has_the_server_s_ends_only() -> None:
    view = view_of(several())
    assert {conn.role for conn in view.connections} == {"listening", "accepted"}
    assert len(view.connections) == 8


def test_both_ends_of_our_own_clients_have_one_name() -> None:
    view = view_of(several())
    ours = [conn for conn in view.ledger.connections.values() if conn.role == "connected"]
    assert [view.name(conn) for conn in ours] == ["client-1", "client-2", "client-3", "client-4"]
    assert [view.name(conn) for conn in view.connections] == ["", *map(view.name, ours), "", "", ""]


def test_an_earlier_client_s_name_does_not_pass_on_to_whoever_has_its_port() -> None:
    story = Story()
    leaves(story, story.comes(ours=True, address="127.0.0.1:50912"))
    story.later(1)
    story.comes(address="127.0.0.1:50912")
    view = view_of(story)
    assert [view.name(conn) for conn in view.connections] == ["", "client-1", ""]


@pytest.mark.parametrize(
    ("fact", "caller"),
    [
        (ev.Closed(0, 3, 1, ev.NOWHERE, 0, False), "client-1"),
        (ev.Closed(0, 7, 1, ev.NOWHERE, 0, False), "127.0.0.1:50920"),
        (ev.Closed(0, LISTENER, 1, ev.NOWHERE, 0, False), "listening"),
        (ev.Closed(0, 12345, 1, ev.NOWHERE, 0, False), "gone"),
        (ev.Unregistered(0, 12345, 1, ev.NOWHERE, 0, LOOP, 0, ""), "gone"),
        (ev.LoopEnded(0, LOOP), "loop"),
        (ev.Ended(0, "echo", ""), "program"),
        (ev.Cleared(0, "closed"), "screen"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_fact_is_told_of_whoever_it_is_about(fact: ev.Fact, caller: str) -> None:
    assert view_of(several()).caller(fact) == caller


def test_a_dead_server_s_listening_socket_still_has_its_row() -> None:
    assert LISTENER in {conn.id for conn in view_of(dead()).connections}


def test_the_listening_socket_of_an_earlier_server_has_none() -> None:
    story = dead()
    story.tell(ev.Started, "tutorial", "127.0.0.1:65432")
    assert LISTENER not in {conn.id for conn in view_of(story).connections}


def test_the_time_of_day_is_the_wall_clock_s() -> None:
    view = view_of(Story())
    assert [view.time_of_day(START + ns) for ns in (0, 999_000_001, 60 * SECOND)] == [
        "14:02:11.000", "14:02:11.999", "14:03:11.000",
    ]  # fmt: skip


def test_a_peak_is_kept_while_outb_shrinks_and_forgotten_with_its_connection() -> None:
    story = Story()
    conn = story.comes()
    story.receives(conn, 1000)
    story.sends(conn, 10)
    story.later(0.3)
    story.sends(conn, 900)
    view = view_of(story)
    assert view.peak(conn) == 990
    view.ledger.connections.pop(conn)
    view.advance({conn})
    assert view.peak(conn) == 0


@pytest.mark.parametrize("pane", ALL_PANES)
def test_the_footer_fits_every_width_and_always_offers_help_and_quit(pane: str) -> None:
    footer = Footer(COMMANDS)
    footer.pane = pane
    for width in range(18, 251):
        offered = footer.offered(width)
        assert [command.label for command in offered[-2:]] == ["help", "quit"]
        assert cells("".join(text for text, _ in footer.parts(0, width))) <= width


@pytest.mark.parametrize("pane", ALL_PANES)
def test_the_footer_offers_more_where_there_is_more_room(pane: str) -> None:
    footer = Footer(COMMANDS)
    footer.pane = pane
    sizes = [len(footer.offered(width)) for width in range(58, 251)]
    assert sizes == sorted(sizes)
    assert sizes[0] > 2


def test_clearing_the_table_renames_nobody_in_what_happened_before() -> None:
    story = Story()
    ours, strangers = story.comes(ours=True), story.comes(address="192.0.2.7:7")
    for conn in (ours, strangers):
        story.echoes(conn, b"Hello")
        story.closes(conn)
    story.call(ev.Closed, ours + OWN_ENDS, "close", 0, False, thread=CLIENTS)
    view = view_of(story)
    before = [view.caller(fact) for fact in story.facts]
    view.ledger.forget_closed()
    assert [view.caller(fact) for fact in story.facts] == before
    assert {"client-1", "192.0.2.7:7"} <= set(before)
    assert not view.ledger.closed


def test_who_is_open_keeps_his_name_when_the_other_end_is_forgotten() -> None:
    story = Story()
    conn = story.comes(ours=True)
    story.call(ev.Closed, conn + OWN_ENDS, "close", 0, False, thread=CLIENTS)
    view = view_of(story)
    view.ledger.forget_closed()
    assert view.name(view.ledger.connections[conn]) == "client-1"


def test_what_is_over_keeps_the_mark_of_the_server_that_it_ended_with() -> None:
    story = Story()
    conn = story.comes()
    story.echoes(conn, b"Hello")
    story.dies("")
    view = view_of(story)
    view.ledger.apply(ev.Started(story.at, "tutorial", "127.0.0.1:65432"))
    view.session.name = "tutorial"
    ended = view.ledger.connections[conn]
    assert (view.high_water, view.high_water_of(ended)) == (0, echo.HIGH_WATER)
