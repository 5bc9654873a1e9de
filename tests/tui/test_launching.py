"""What is wished of our own clients by keys: many at once, one, those that are marked, all."""

import msgspec
import pytest
from textual import events

from connscope.clients.behaviours import BEHAVIOURS
from connscope.launches import PRESETS, Launch, added, read_groups
from connscope.tui.widgets.launch_form import LaunchForm
from connscope.tui.wishing import crowd_of, culprit
from connscope.wishes import decoder
from tests.tui.scenes import dead, launched, nobody, several
from tests.tui.staged import on_stage


async def test_enter_in_the_form_launches_the_slow_ones_and_then_the_others() -> None:
    async with on_stage(nobody(), toasts=True) as it:
        await it.press("L", "enter")
        await it.until_shown("50 clients are on their way.")
        assert it.staged.asked == ["launch 5 stops-reading", "launch 45 well-behaved"]


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_whatever_is_taken_from_the_list_can_be_wished_of_another_process(name: str) -> None:
    launch = Launch("h", 7, 10, (b"x",), groups=read_groups(added("", 0, name, 10)[0]))
    wishes = crowd_of(launch)
    assert [decoder().decode(msgspec.json.encode(wish)) for wish in wishes] == wishes
    assert [(wish.num_conns, wish.behaviours) for wish in wishes] == [(1, ((name, {}),)), (9, ())]


async def test_the_form_begins_with_what_was_launched_last() -> None:
    async with on_stage(nobody()) as it:
        await it.press("L")
        fields = it.app.screen.query_one(LaunchForm)
        fields.rows["num_conns"].control.focus()
        await it.press("end", "backspace", "backspace", "7", "enter")
        await it.until(lambda: it.main.launched is not None)
        await it.press("L")
        await it.until_shown("7 connections to ")


async def test_pasted_bytes_are_said_as_they_are_and_never_shown_raw() -> None:
    async with on_stage(nobody()) as it:
        await it.press("L")
        it.app.screen.query_one(LaunchForm).rows["kind"].control.value = "text"
        it.app.screen.query_one(LaunchForm).rows["text"].control.focus()
        await it.pilot.pause(0)
        it.app.post_message(events.Paste("a\x1b[2J\nb"))
        await it.until_shown(r"a\x1b[2J\nb")
        await it.press("enter")
        await it.until(lambda: it.main.launched is not None)
        assert it.main.launched is not None
        assert b"a\x1b[2J\nb" in b"".join(it.main.launched.messages)


async def test_after_a_launch_the_clients_are_seen_and_the_keys_stay_where_they_were() -> None:
    async with on_stage(several()) as it:
        await it.press("L", "enter")
        await it.until(lambda: it.main.clients.display)
        assert it.app.focused is it.connections


async def test_where_nobody_listens_nothing_is_launched_and_that_is_said() -> None:
    async with on_stage(dead(), toasts=True) as it:
        await it.press("L", "enter")
        await it.until_shown("Nobody listens: r restarts the server.")
        assert it.staged.asked == []


async def test_all_marked_clients_are_ended() -> None:
    async with on_stage(launched(), (120, 40)) as it:
        await it.press("5", "slash", *"reading", "enter", "g", "m", "escape", "G", "m", "x")
        open_ones = [client for client in it.main.view.ledger.clients.values() if not client.ended_at]
        await it.until(lambda: it.staged.asked)
        assert set(it.staged.asked) <= {f"EndClient {client.id}" for client in open_ones}
        assert len(it.staged.asked) == 2


async def test_a_frozen_client_is_thawed_by_the_same_key() -> None:
    async with on_stage(launched(), (120, 40)) as it:
        frozen = next(client for client in it.main.view.ledger.clients.values() if client.frozen)
        await it.press("5")
        it.main.clients.choose(it.main.clients.rows.index(frozen.id))
        await it.press("z")
        await it.until(lambda: it.staged.asked == [f"ThawClient {frozen.id}"])


async def test_whoever_freezes_one_is_told_that_the_same_key_thaws_it() -> None:
    async with on_stage(launched(), (120, 40), toasts=True) as it:
        clients = it.main.view.ledger.clients.values()
        reads = next(client for client in clients if not client.frozen and not client.ended_at)
        await it.press("5")
        it.main.clients.choose(it.main.clients.rows.index(reads.id))
        await it.press("z")
        await it.until_shown(f"client-{reads.id} does not read: z again thaws it.")
        assert it.staged.asked == [f"FreezeClient {reads.id}"]


async def test_a_connection_that_is_not_ours_cannot_be_frozen_and_that_is_said() -> None:
    async with on_stage(several(), toasts=True) as it:
        await it.press("G", "z")
        await it.until_shown("No client of ours that is still there")
        assert it.staged.asked == []


async def test_clearing_in_the_pane_of_our_clients_takes_away_those_that_have_ended() -> None:
    async with on_stage(launched(), (120, 40), toasts=True) as it:
        await it.press("5", "X")
        await it.until_shown("ended clients cleared")
        assert not any(client.ended_at for client in it.main.view.ledger.clients.values())


def test_what_is_to_show_a_fault_soon_gets_small_pipes() -> None:
    small = [culprit(name, "127.0.0.1", 7).small_pipes for name in ("silent", "resets", "half-closes", "floods")]
    assert small == [False, False, True, True]


async def test_presets_are_gone_through_as_fast_as_somebody_can_type() -> None:
    async with on_stage(nobody()) as it:
        await it.press("L")
        form = it.app.screen.query_one(LaunchForm)
        form.presets.focus()
        await it.until(lambda: form.presets.has_focus)
        for _ in range(3):
            it.app.simulate_key("right")
        await it.until(lambda: form.filled_in == list(PRESETS)[3])
