"""Exact totals among many, with the screen open and facts left out; ABUSE_AMONG=10000 makes them ten thousand."""

from tests.faults.load import loaded
from tests.faults.on_a_screen import AMONG, address_on
from tests.faults.telling import shows, telling

ROOMY = (120, 56)
"""For all panes at once, with the totals in the detail."""
SCANT = 500
"""Records that may wait: of all those connections together far fewer than come between two looks."""
SIZE = 64


def test_totals_of_all_are_exact_with_the_screen_open_and_facts_left_out() -> None:
    with telling(ROOMY, room=SCANT) as telltale:
        it = telltale.it
        with loaded(address_on(it), connections=AMONG) as load:
            it.until_shown(f" {AMONG:,} open")
            moved = [messages * SIZE for messages in load.rest().of_each]
            it.until_shown(" left out")
            for number in (0, AMONG // 2, AMONG - 1):
                shows(it, f"127.0.0.1:{load.ports[number]}", (moved[number], moved[number]))
            it.type("q")
            assert it.end() == 0
        knows = telltale.told
    assert knows.rows == {f"127.0.0.1:{port}": (size, size) for port, size in zip(load.ports, moved, strict=True)}
    assert knows.moved == knows.counted == (sum(moved), sum(moved))
    assert knows.left_out > AMONG
