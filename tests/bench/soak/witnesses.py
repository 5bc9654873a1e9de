"""A few who are there from the beginning to the end, and who must be found on the screen with exact totals."""

import socket

from tests.bench.soak.crowds import Outcome
from tests.faults.peers import PATIENCE, Address, ask
from tests.faults.telling import shows
from tests.tui.terminal import Terminal

FROM = "127.0.0.2"
"""An address of their own: nobody else has ever had one of their ports."""
COUNT = 3
LINE = b"I was there all the time."


class Witnesses:
    """They speak at the beginning and in the end."""

    def __init__(self, address: Address) -> None:
        self.peers = [connect_from(FROM, address) for _ in range(COUNT)]
        self.said = 0
        self.speak()

    def speak(self) -> None:
        """A few lines each, and all of it comes back."""
        for peer in self.peers:
            assert all(ask(peer, LINE) for _ in range(7))
        self.said += 7 * len(LINE)

    @property
    def outcomes(self) -> list[Outcome]:
        """What they say of themselves."""
        return [
            Outcome("witness", "{}:{}".format(*peer.getsockname()), self.said, self.said, "") for peer in self.peers
        ]

    def look(self, it: Terminal) -> list[str]:
        """What the screen says otherwise."""
        wrong = []
        for outcome in self.outcomes:
            try:
                shows(it, outcome.address, (outcome.sent, outcome.back))
            except AssertionError as waited:
                wrong.append(f"on the screen there is something else than {outcome}: {waited}")
        return wrong

    def close(self) -> None:
        """They go."""
        for peer in self.peers:
            peer.close()


def connect_from(host: str, address: Address) -> socket.socket:
    """A peer that comes from there."""
    peer = socket.create_connection(address, PATIENCE, (host, 0))
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer
