"""The pane of launched clients: what it shows of each, and of all."""

import pytest

from connscope.text import visible
from connscope.tui.widgets.clients import FEW
from tests.tui.alone import alone, several
from tests.tui.scenes import HOSTILE, launched
from tests.tui.seen import settled
from tests.tui.story import Story


async def test_without_clients_it_names_the_keys_that_launch_them() -> None:
    async with alone(Story(), (60, 6)) as it:
        assert it.lines()[1:3] == [
            "│ No client of ours is out there.                          │",
            "│ l launches one, L many.                                  │",
        ]


async def test_on_the_smallest_terminal_every_client_says_what_matters() -> None:
    async with alone(launched(), (60, 13)) as it:
        assert it.lines() == [
            "╭─ Clients ────────────────────────────────────────────────╮",
            "│   client     recv / msg     state                        │",
            "│        1       44 / 44      ✓ all back                   │",
            "│        2    1.0 M / 1.0 M   ✓ all back                   │",
            "│        3       44 / 44      ✓ all back                   │",
            "│        4        0 / 44      ✕ connection refused         │",
            "│        5  100,000 / 4.0 M   ✕ reset by the peer          │",
            "│        6        0 / 4.0 M   ❆ frozen · stops-reading     │",
            "│        7       22 / 22…     ● active                     │",
            "│        8   33,000 / 99,000  ● active · slow-reader       │",
            "│        9       22 / 44      ■ stopped: 22 of 44 bytes    │",
            "│       10        0 / 44      ◍ connecting · EINPROGRESS   │",
            "╰────────── 2 failed · 1 frozen · 3 open · 1 connecting … ─╯",
        ]


async def test_with_room_there_are_exact_numbers_bars_outb_and_behaviour() -> None:
    async with alone(launched(), (120, 13)) as it:
        lines = it.lines()
        assert [" ".join(lines[number].strip("│ ").split()) for number in (1, 7)] == [
            "client behaviour recv_total / msg_total outb state",
            f"6 stops-reading 0 / 4,194,304 {'─' * 13} 724 K ❆ frozen · does not read",
        ]


async def test_a_client_goes_from_connecting_to_all_back() -> None:
    async with alone(Story()) as it:
        seen = []
        client = it.story.launches()
        for step in (
            lambda: None,
            lambda: it.story.connects(client),
            lambda: it.story.client_sends(client, 44),
            lambda: it.story.client_receives(client, 22),
            lambda: (it.story.client_receives(client, 22), it.story.client_ends(client)),
        ):
            step()
            it.now()
            seen.append(it.row(0).replace("━", "").replace("─", "").split())
        assert [" ".join(words) for words in seen] == [
            "1 0 / 44 0 B ◍ connecting · EINPROGRESS",
            "1 0 / 44 0 B ● active",
            "1 0 / 44 0 B ● active",
            "1 22 / 44 0 B ● active",
            "1 44 / 44 ✓ all back",
        ]


async def test_what_comes_from_outside_is_shown_as_it_is_and_read_as_no_markup() -> None:
    story = Story()
    for data in HOSTILE:
        story.client_ends(story.launches(behaviour=visible(data, 13), address=visible(data, 20)), visible(data, 160))
    async with alone(story, (200, 10)) as it:
        it.pane.refilter("[/]")
        assert any("✕ [/] [@click=app.quit]x[/] [bold red]" in line for line in it.lines())
        assert "match “[/]”" in it.lines()[-1]
        assert all(line.isprintable() for line in it.lines())


@pytest.mark.parametrize("size", [(60, 20), (1, 1), (20, 5), (250, 80), (56, 2)])
async def test_no_size_is_too_small_or_too_large(size: tuple[int, int]) -> None:
    async with alone(launched(), size) as it:
        it.pane.choose(7)
        assert len(it.lines()) == size[1]


async def test_y_copies_the_row_as_plain_text() -> None:
    async with alone(launched()) as it:
        it.pane.choose(3)
        assert it.pane.copied().split() == ["4", "0", "/", "44", "─" * 8, "✕", "connection", "refused"]


# How far a launch is.


async def test_the_border_tells_how_far_a_launch_is_before_they_have_begun() -> None:
    async with alone(Story()) as it:
        it.pane.expect(5_000)
        it.now()
        before = it.lines()[-1].strip("╰─╯ ")
        it.story.connects(it.story.launches())
        it.now()
        assert [before, it.lines()[-1].strip("╰─╯ ")] == [
            "0 open · 5,000 to come",
            "1 open · 4,999 to come",
        ]


async def test_no_word_of_the_border_is_cut() -> None:
    async with alone(launched(), (90, 13)) as it:
        for width in range(89, 55, -1):
            await it.pilot.resize_terminal(width, 13)
            line = (await settled(it.pilot))[-1]
            words = line.strip("╰─╯ ").removesuffix(" …")
            assert len(line) == width
            assert "2 failed · 1 frozen · 3 open · 1 connecting · 3 all back · 1 stopped".startswith(words)
            assert words.rsplit(" · ", 1)[-1] in ("1 connecting", "3 all back", "1 stopped")


async def test_those_that_will_not_come_after_all_are_awaited_no_more() -> None:
    async with alone(several(1)) as it:
        it.pane.expect(5)
        it.pane.expect(-9)
        it.now()
        assert it.pane.summary() == "1 open"


async def test_of_very_many_the_totals_are_counted_twice_a_second() -> None:
    async with alone(several(FEW + 1)) as it:
        it.now(1)
        it.story.client_ends(1)
        it.now(0.1)
        soon = it.pane.summary()
        it.now(0.5)
        assert [soon, it.pane.summary()] == ["501 open", "500 open · 1 all back"]


async def test_of_very_many_a_row_in_view_is_drawn_at_once() -> None:
    async with alone(several(FEW + 1)) as it:
        it.now(1)
        it.story.client_ends(1)
        it.now(0.1)
        assert it.row(0).endswith("✓ all back")


async def test_of_very_many_those_that_are_let_go_of_leave_at_once_also_while_filtered() -> None:
    async with alone(several(FEW + 2)) as it:
        it.pane.refilter("client-5")
        it.story.client_ends(5)
        it.now(1)
        before = it.pane.rows
        it.app.view.ledger.forget_ended()
        it.now(0.1)
        assert (before[0], it.pane.rows) == (5, before[1:])
