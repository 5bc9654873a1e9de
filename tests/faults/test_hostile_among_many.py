"""Peers that say hostile bytes among many others, on a real terminal: none arrives as it was sent.

ABUSE_AMONG=10000 makes the others ten thousand.
"""

from contextlib import ExitStack

from connscope.text import visible
from tests.faults.load import loaded
from tests.faults.on_a_screen import AMONG, SIZE, address_on
from tests.faults.peers import ask, connect
from tests.hostile import SAID, unseemly
from tests.tui.terminal import Terminal, terminal

ROOMY = (SIZE[0], 60)
"""The bytes are below the stations."""
COLUMNS = 8
"""By which rows can be sorted."""


HARMFUL = [said for said in SAID if visible(said).encode() != said]
"""All but what is markup and no more, and what every terminal shows as it is."""


def looked_at(it: Terminal, peers: dict[bytes, int]) -> None:
    """From the last row up: the bytes of each are in the detail."""
    it.type("G")
    for said, port in reversed(peers.items()):
        it.until_shown(f"╭─ 127.0.0.1:{port} · where", "last sent", said[:8].hex(" "))
        it.type("k")


def filtered(it: Terminal, pane: str, port: int, shown: str) -> None:
    """Only what is its is left in that pane."""
    it.type(f"{pane}/{port}\r")
    it.until_shown(f"match “{port}”", shown)
    it.type("\x1b")
    it.until(lambda: "match" not in it.text())


def test_nothing_that_peers_say_among_many_arrives_as_it_was_sent() -> None:
    with terminal("--port", "0", size=ROOMY) as it, ExitStack() as stack:
        address = address_on(it)
        load = stack.enter_context(loaded(address, connections=AMONG))
        load.rest()
        it.until_shown(f" {AMONG:,} open")  # else what the peers say may be among the facts that are left out
        socks = {said: stack.enter_context(connect(address)) for said in SAID}
        assert all(ask(sock, said) for said, sock in socks.items())
        peers = {said: sock.getsockname()[1] for said, sock in socks.items()}
        it.until_shown(f" {AMONG + len(SAID):,} open")
        looked_at(it, peers)
        filtered(it, "1", peers[SAID[0]], f"╭─ 127.0.0.1:{peers[SAID[0]]} · where")
        filtered(it, "4", peers[SAID[-1]], "recv_into")
        for _ in range(COLUMNS):
            it.type("1oGg")
        it.until(lambda: "sorted by" not in it.text())
        assert unseemly(it) == []
        assert [said for said in HARMFUL if said in it.raw] == []
