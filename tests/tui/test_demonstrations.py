"""What the comparison promises to show is seen, at either server: real ones, with the real client."""

from collections.abc import Callable

import pytest

from connscope.connections import Connection
from connscope.tui.differences import DIFFERENCES, SIDES
from tests.tui.real import Real, serving

pytestmark = pytest.mark.usefixtures("beat")

KIB = 1 << 10


def served(it: Real) -> list[Connection]:
    """The server's ends."""
    return [conn for conn in it.session.ledger.connections.values() if conn.role == "accepted"]


def outcomes(it: Real) -> list[str]:
    """How our clients have ended."""
    return [client.error or "all back" for client in it.session.ledger.clients.values() if client.ended_at]


def asleep(it: Real) -> bool:
    """Whether the server waits in select()."""
    return it.session.ledger.loops[it.session.loop].asleep_since > 0


def program_error(it: Real) -> str:
    """What the server died of."""
    return it.session.ledger.programs[it.session.policy].error


SEEN: dict[tuple[str, str], Callable[[Real], object]] = {
    ("silent", "tutorial"): lambda it: it.app.view.rates.all_idle,
    ("silent", "echo"): lambda it: served(it) and asleep(it),
    ("resets", "tutorial"): lambda it: "reset" in program_error(it),
    ("resets", "echo"): lambda it: [conn.error for conn in served(it)] == ["ECONNRESET"] and not program_error(it),
    ("half-closes", "tutorial"): lambda it: any(conn.lost > 0 for conn in served(it)),
    ("half-closes", "echo"): lambda it: outcomes(it) == ["all back"],
    ("floods", "tutorial"): lambda it: any(conn.outb > 512 * KIB for conn in served(it)),
    ("floods", "echo"): lambda it: (
        any(200 * KIB < conn.outb < 600 * KIB and conn.full for conn in served(it)) and asleep(it)
    ),
}


def test_every_demonstration_is_tried_here() -> None:
    wanted = {(difference.behaviour, policy) for difference in DIFFERENCES if difference.behaviour for policy in SIDES}
    assert wanted == set(SEEN)


@pytest.mark.parametrize(("behaviour", "policy"), SEEN)
async def test_what_is_promised_is_seen(behaviour: str, policy: str) -> None:
    number = next(number for number, each in enumerate(DIFFERENCES, 1) if each.behaviour == behaviour)
    async with serving() as it:
        await it.press("d")
        await it.until(lambda: it.app.screen is not it.app.main, "the page")
        await it.press(str(number), "enter" if policy == "tutorial" else "e")
        await it.until(lambda: it.session.policy == policy and SEEN[behaviour, policy](it), behaviour)
