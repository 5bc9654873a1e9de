"""Where the bytes are, on the screen: in the detail or in a row of its own, always at its place."""

import time

import pytest

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.stations import stations
from connscope.wishes import LaunchClients, ThawClient
from tests.tui.real import Real, serving
from tests.tui.scenes import MIB, held, nobody, several
from tests.tui.spoken import Spoken
from tests.tui.staged import Stage, on_stage
from tests.tui.stalls import KIB, stops_reading
from tests.tui.story import CLIENTS, Story

ROW = " client "

ROOM = 4 << 20
QUEUES = (2_256 * KIB, 144 * KIB, 2_504 * KIB, 40 * KIB)
"""About what the kernels hold when `stops_reading` has come to its end."""


def row(it: Stage) -> str:
    """The line above the keys."""
    return it.lines()[-2]


# The row.


async def test_the_row_is_there_as_soon_as_anybody_has_connected_and_stays() -> None:
    async with on_stage(nobody()) as it:
        assert not row(it).startswith(ROW)
        it.story.comes(ours=True)
        it.play()
        await it.until(lambda: row(it).startswith(ROW))
        for key in ("j", "4", "5", "3", "w", "1", "comma", "end"):
            await it.press(key)
            assert row(it).startswith(ROW), key


async def test_where_the_detail_is_in_view_no_row_says_it_again() -> None:
    async with on_stage(stops_reading()) as it:
        await it.press("2")
        await it.until_shown("where are the bytes?")
        assert not row(it).startswith(ROW)
        await it.press("4")
        await it.until(lambda: row(it).startswith(ROW))


async def test_a_held_program_leaves_it_its_place_and_nothing_else_is_missing() -> None:
    async with on_stage(held()) as it:
        await it.until_shown("about to")
        lines = it.lines()
        assert lines[-2].startswith(ROW)
        assert [line.split("  ")[0].strip() for line in lines[-5:-2]] == ["just did", "about to", "outb"]
        assert sum(line[3:7].strip().isdigit() for line in lines[7:-6]) == 9


async def test_in_the_least_room_it_yields() -> None:
    async with on_stage(held(), (60, 20)) as it:
        await it.until_shown("about to")
        assert not any(line.startswith(ROW) for line in it.lines())


async def test_while_a_filter_is_typed_it_stands_there_and_nothing_moves() -> None:
    async with on_stage(several()) as it:
        before = it.lines()
        await it.press("slash")
        await it.until_shown("show what contains…")
        assert it.lines()[:-2] == before[:-2]


async def test_it_follows_the_cursor() -> None:
    async with on_stage(stops_reading()) as it:
        await it.press("j")
        await it.until(lambda: "outb  256 K" in row(it))
        await it.press("k")
        await it.until(lambda: "outb      0" in row(it))
        await it.press("g")
        await it.until(lambda: row(it).strip() == "this is the listening socket: no bytes pass it")


# A client that has gone elsewhere.


def elsewhere() -> Spoken:
    """A connection by hand, the only one there is, to somebody else who does not read."""
    story = Spoken("192.0.2.7:7")
    it = story.clients[story.client]
    story.say(b"Hello")
    story.call(ev.WouldBlock, it.end, "send", "send", 16 * MIB, 16 * MIB, thread=CLIENTS)
    about = (0, 5, UNKNOWN, True, 0, 5, 2_626_560, 65_536, "ESTAB", 45, 10)
    story.facts.append(ev.KernelSampled(story.at, it.end, *about, 0, 0, 0, 0))
    story.later(1)
    return story


@pytest.mark.parametrize("keys", [("5", "enter"), ("5", "K"), ("5", "j", "2"), ("5", "G", "2"), ("5", "2")])
async def test_it_can_be_looked_at_though_its_server_is_not_here(keys: tuple[str, ...]) -> None:
    async with on_stage(elsewhere()) as it:
        await it.press(*keys)
        await it.until_shown("client-1 · where are the bytes?")
        await it.press("5")
        await it.until(lambda: row(it).startswith(" client      5 ▲"))


async def test_it_is_said_that_the_other_side_takes_no_more_and_nothing_that_cannot_be_known() -> None:
    async with on_stage(elsewhere(), (80, 40)) as it:
        await it.press("5", "enter")
        await it.until_shown("▲ The other side takes no more: the client's send queue is full.")
        text = "\n".join(it.lines())
        assert [text.count(words) for words in ("  full", "no queue is full", "does not read", "lost")] == [2, 0, 0, 0]


# The detail.


async def test_what_stands_below_the_cause_keeps_its_place_when_bytes_flow_again() -> None:
    story = stops_reading()
    async with on_stage(story, (120, 60)) as it:
        await it.press("j")
        await it.until_shown("too. Nothing is lost.")
        before = place_of(it, "received")
        story.later(1)
        reads_again(story)
        it.play()
        story.later(2)
        it.play()
        await it.until_shown("no queue is full")
        assert place_of(it, "received") == before


def reads_again(story: Story) -> None:
    """All comes back at once to the one that did not read."""
    client = story.clients[2]
    story.client_sends(2, 22)
    story.sends(client.conn)
    story.client_receives(2, client.sent - client.back)
    story.kernels_hold(2, (0, 0, 0, 0), (65_536, 65_536))


def place_of(it: Stage, label: str) -> int:
    return next(y for y, line in enumerate(it.lines()) if line.startswith(f"│ {label} "))


async def test_a_cause_that_comes_and_goes_is_told_a_moment_longer() -> None:
    story = stops_reading("tutorial")
    async with on_stage(story, (120, 60)) as it:
        await it.press("j")
        await it.until_shown("▲ The client does not read")
        reads_again(story)
        it.go_on(0.1)
        assert any("▲ The client does not read" in line for line in it.lines())
        it.go_on(1)
        await it.until_shown("no queue is full")


async def test_what_came_of_a_client_of_ours_is_told_in_full_however_long_it_is() -> None:
    story = Story()
    client = story.launches(behaviour="drip")
    story.connects(client)
    story.client_ends(client, "the server closed after 20 of 44 bytes, and 24 bytes that were said never came back")
    async with on_stage(story, (80, 40)) as it:
        await it.press("5", "enter")
        await it.until_shown("✕ client-1: the server closed after 20 of 44 bytes, and 24 bytes")
        await it.until_shown("never came back · drip")


async def test_what_tcp_says_comes_with_its_key_and_goes() -> None:
    async with on_stage(stops_reading(), (120, 60)) as it:
        await it.press("j", "K")
        await it.until_shown("TCP_INFO                server's end    client's end")
        await it.until_shown("state                   ESTAB           ESTAB")
        await it.press("K")
        await it.until(lambda: not any("ESTAB" in line for line in it.lines()))


async def test_of_what_is_over_tcp_says_nothing_any_more_and_that_is_said() -> None:
    story = stops_reading()
    story.client_ends(2, "its deadline came")
    async with on_stage(story, (120, 60)) as it:
        await it.press("j", "K")
        await it.until_shown("state                   ESTAB           over  ")
        story.closes(story.clients[2].conn)
        it.play()
        await it.until(lambda: "ESTAB" not in it.main.detail.copied())
        told = it.main.detail.copied().splitlines()
        assert [line.split() for line in told if line.startswith("state")] == [["state", "over", "over"]]
        assert not any("ESTAB" in line or "cwnd" in line for line in told)


async def test_a_call_s_note_that_has_no_room_is_seen_to_be_cut() -> None:
    async with on_stage(stops_reading(), (80, 50)) as it:
        await it.press("j", "2")
        await it.until_shown("client-2 · where are the bytes?")
        detail = it.main.detail
        calls = range(len(detail.lines), detail.count())
        said = ["".join(text for text, _ in detail.parts(number, 60)) for number in calls]
        assert {len(line) for line in said} == {60}
        assert any(line.endswith("…") for line in said)


async def test_of_the_listening_socket_it_says_nothing_and_that_is_said() -> None:
    async with on_stage(stops_reading(), toasts=True) as it:
        await it.press("g", "K")
        await it.until_shown("That is the listening socket: TCP_INFO is told of")
        assert (it.main.pane, it.main.detail.tells_tcp) == ("connections", False)


async def test_a_queue_that_is_full_in_one_look_and_not_in_the_next_does_not_flicker() -> None:
    story = stops_reading()
    async with on_stage(story) as it:
        await it.press("j")
        await it.until(lambda: row(it).count("▲") == 5)
        for tenth in range(1, 21):
            story.later(0.1)
            story.kernels_hold(2, QUEUES, (0 if tenth % 2 else ROOM, 0))
            it.play()
            assert row(it).count("▲") == 5
        story.kernels_hold(2, QUEUES, (ROOM, 0))
        it.go_on(1)
        await it.until(lambda: row(it).count("▲") == 4)


# Whose kernel is asked.


def watched(it: Stage, *, quiet: bool = False) -> tuple[list[int], int]:
    """Whom the screen watches from its next beat on, and who of them is watched most closely."""
    it.main.quiet.stirred_at = 0.0 if quiet else time.monotonic()
    it.main.beat()
    return it.staged.watched


async def test_the_kernels_of_those_in_view_are_asked_and_of_the_past_nobody_s() -> None:
    async with on_stage(several(), (120, 40)) as it:
        assert watched(it) == (it.connections.rows, it.connections.chosen)
        await it.press("comma")
        assert watched(it) == ([], 0)
        await it.press("end")
        assert watched(it) == (it.connections.rows, it.connections.chosen)


async def test_where_the_table_has_no_room_for_it_only_the_chosen_one_s_is_asked() -> None:
    async with on_stage(several()) as it:
        assert watched(it) == ([], it.connections.chosen)


async def test_where_nothing_has_happened_for_a_while_the_chosen_one_s_is_asked_no_more_often_than_others() -> None:
    async with on_stage(several()) as it:
        assert watched(it, quiet=True) == ([it.connections.chosen], 0)


# A real one.

SAID = 12 * 60_000
CAUSES = {"echo": "READ is off", "tutorial": "bound"}


def stalled_client(it: Real) -> LaunchClients:
    """One of ours that says much and reads nothing."""
    frozen = (("stops-reading", {}),)
    return LaunchClients(
        it.session.host, it.session.port, 1, (bytes(60_000),), 12, 0.02, True, small_pipes=True, behaviours=frozen
    )


@pytest.mark.usefixtures("beat")
@pytest.mark.parametrize("policy", CAUSES)
async def test_a_client_that_does_not_read_is_named_as_the_cause_and_once_it_does_all_is_back(policy: str) -> None:
    async with serving(policy) as it:
        it.session.launch(stalled_client(it))
        await it.until_shown("1 open")
        await it.press("2")
        await it.until_shown("▲ The client does not read enough")
        await it.until_shown(CAUSES[policy])
        await it.until_shown("Nothing is")  # lost: that word may stand in the next line
        it.session.do(ThawClient(1))
        await it.until_shown("no queue is full")
        await it.until(lambda: all_is_back(it), "every byte")


def all_is_back(it: Real) -> bool:
    """Whether nothing is on its way any more."""
    ledger = it.session.ledger
    found = stations(ledger, ledger.connections[it.app.view.chosen])
    return found is not None and (found.wrote, sum(found.held), found.read) == (SAID, 0, SAID)
