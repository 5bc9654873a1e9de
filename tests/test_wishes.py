"""Every wish can be written, read again, and fulfilled, by the clients or by the server."""

import msgspec
import pytest

from connscope.sources import byhand, clients
from connscope.sources.hands import DEEDS
from connscope.wishes import (
    Breakpoint,
    ClientWish,
    ConnectionWish,
    EndConnection,
    Inject,
    LaunchClients,
    Pace,
    Say,
    SetBreakpoints,
    SetClientOption,
    Wish,
    decoder,
    every_wish,
)

LAUNCH = LaunchClients("127.0.0.1", 7, 3, (b"\x00\xff[/]", b""), 0, 0.5, True, True, 9.0, (("drip", {"bytes": 1.0}),))
GIVEN: dict[type[Wish], Wish] = {
    LaunchClients: LAUNCH,
    Inject: Inject(7, b"\x00\xff"),
    EndConnection: EndConnection(7, "reset"),
    Pace: Pace(0.25, loops=True),
    Say: Say(7, b"\x00\xff", 3, 0.5, 2),
    SetClientOption: SetClientOption(7, "NODELAY", 1),
    SetBreakpoints: SetBreakpoints((Breakpoint(1, "line", file="servers/echo.py", line=7), Breakpoint(2, "EOF"))),
}
EXAMPLES = {
    kind: GIVEN.get(kind) or (kind(7) if issubclass(kind, ClientWish | ConnectionWish) else kind())  # type: ignore[call-arg]
    for kind in every_wish()
}


@pytest.mark.parametrize("kind", every_wish())
def test_a_wish_written_as_json_and_read_again_is_the_same_wish(kind: type[Wish]):
    assert decoder().decode(msgspec.json.encode(EXAMPLES[kind])) == EXAMPLES[kind]


def test_every_wish_can_be_fulfilled():
    assert set(clients.WISHES) | set(byhand.DOINGS) | set(DEEDS) == set(every_wish())
    assert set(DEEDS) == set(every_wish(ConnectionWish))


@pytest.mark.parametrize("line", [b"", b"{}", b'{"type":"Explode"}', b'{"type":"EndClient","client":"x"}'])
def test_what_is_no_wish_is_refused(line: bytes):
    with pytest.raises(msgspec.DecodeError):
        decoder().decode(line)
