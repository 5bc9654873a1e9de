"""The states of a connection, and which fact leads from which to which. All of it is these two tables.

A fact that is not in a state's row leaves the state as it is. Facts in `STRANGE` say that something came that cannot
come there: the ledger notes it on the connection, and never raises.
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

RESETS = frozenset({"ECONNRESET", "EPIPE", "ECONNABORTED", "ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"})
"""Errors after which a connection is no more."""


class State(Enum):
    """What a socket is at, as far as the program's own calls tell."""

    OPENED = "opened"
    LISTENING = "listening"
    CONNECTING = "connecting"
    OPEN = "open"
    PEER_DONE = "peer done"
    RESET = "reset"
    CLOSED = "closed"

    # That of Enum runs Python code, for each fact that is folded.
    __hash__ = object.__hash__


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

# `Accepted` and `Connecting` are never strange: the exact table may have told of the connection before they come.
STRANGE: dict[State, set[type[Fact]]] = {
    OPENED: set(),
    LISTENING: {Received, Sent, PeerFinished, Connecting},
    CONNECTING: {Listening},
    OPEN: {Listening},
    PEER_DONE: {Received, Listening},
    RESET: {Received, Listening},
    CLOSED: {Received, Sent, PeerFinished, Listening},
}


def is_over(state: State) -> bool:
    """Whether nothing more can come of it."""
    return state is RESET or state is CLOSED
