"""The states of a connection, and which fact leads from which to which. All of it is this table.

A fact that is not in a state's row leaves the state as it is. Facts in `STRANGE` say that something came that cannot come there: the
ledger notes it on the connection, and never raises.
"""

from enum import Enum

from connscope.events import (
    Accepted,
    Closed,
    Connected,
    Connecting,
    Fact,
    Listening,
    PeerFinished,
    Received,
    Reset,
    Sent,
)


class State(Enum):
    """What a socket is at, as far as the program's own calls tell."""

    OPENED = "opened"
    LISTENING = "listening"
    CONNECTING = "connecting"
    OPEN = "open"
    PEER_DONE = "peer done"
    RESET = "reset"
    CLOSED = "closed"


OPENED, LISTENING, CONNECTING, OPEN, PEER_DONE, RESET, CLOSED = State

TRANSITIONS: dict[State, dict[type[Fact], State]] = {
    OPENED: {Listening: LISTENING, Connecting: CONNECTING, Accepted: OPEN, Received: OPEN, Sent: OPEN,
             PeerFinished: PEER_DONE, Reset: RESET, Closed: CLOSED},
    LISTENING: {Closed: CLOSED},
    CONNECTING: {Connected: OPEN, Received: OPEN, Sent: OPEN, PeerFinished: PEER_DONE, Reset: RESET,
                 Closed: CLOSED},
    OPEN: {PeerFinished: PEER_DONE, Reset: RESET, Closed: CLOSED},
    PEER_DONE: {Reset: RESET, Closed: CLOSED},
    RESET: {},
    CLOSED: {},
}  # fmt: skip

STRANGE: dict[State, set[type[Fact]]] = {
    LISTENING: {Received, Sent, PeerFinished, Connecting},
    OPEN: {Accepted, Listening, Connecting},
    PEER_DONE: {Received, Accepted, Listening, Connecting},
    RESET: {Received, Accepted, Listening, Connecting},
    CLOSED: {Received, Sent, PeerFinished, Accepted, Listening, Connecting},
}


def is_over(state: State) -> bool:
    """Whether nothing more can come of it."""
    return state in (RESET, CLOSED)
