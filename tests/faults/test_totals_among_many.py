"""Exact totals among many, with the screen open and facts left out; ABUSE_AMONG=10000 makes them ten thousand."""

from tests.faults.load import Load, loaded
from tests.faults.on_a_screen import AMONG, address_on
from tests.faults.telling import telling, totals_of
from tests.tui.terminal import Terminal

ROOMY = (120, 56)
"""For all panes at once, with the totals in the detail."""
SCANT = 500
"""Records that may wait: of all those connections together far fewer than come between two looks."""
SIZE = 64


def shows(it: Terminal, load: Load, number: int, moved: int) -> None:
    """Filtered by its port, the connection has the row and the detail, and they are right."""
    port = load.ports[number]
    it.type(f"/{port}\r")
    it.until(lambda: totals_of(it, port) == [moved, moved])
    it.type("\x1b")
    it.until(lambda: "match" not in it.text())


def test_totals_of_all_are_exact_with_the_screen_open_and_facts_left_out() -> None:
    with telling(ROOMY, room=SCANT) as telltale:
        it = telltale.it
        with loaded(address_on(it), connections=AMONG) as load:
            it.until_shown(f" {AMONG:,} open")
            moved = [messages * SIZE for messages in load.rest().of_each]
            it.until_shown(" left out")
            for number in (0, AMONG // 2, AMONG - 1):
                shows(it, load, number, moved[number])
            it.type("q")
            assert it.end() == 0
        knows = telltale.told
    assert knows.rows == {f"127.0.0.1:{port}": (size, size) for port, size in zip(load.ports, moved, strict=True)}
    assert knows.moved == knows.counted == (sum(moved), sum(moved))
    assert knows.left_out > AMONG
