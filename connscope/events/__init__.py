"""Every fact: something that happened, in the past tense, as a small typed struct.

Sources hand them out, the ledger folds them, the screen lists them as events, and `serve --json` prints one object for
each, its name as `"type"`, bytes in base64. Times are monotonic nanoseconds. There is a file for each thing that facts
are about, and none knows a source or a reader.
"""

from functools import cache
from typing import Union

import msgspec

from connscope.events.calls import (
    Accepted,
    BlockingSet,
    Bound,
    CallFact,
    Closed,
    Connected,
    Connecting,
    Failed,
    HalfClosed,
    Listening,
    Modified,
    Opened,
    OptionSet,
    OutbSeen,
    Peeked,
    PeerFinished,
    Received,
    Registered,
    Reset,
    Secured,
    Sent,
    Unregistered,
    UrgentReceived,
    UrgentSent,
    WouldBlock,
)
from connscope.events.clients import ClientActed, ClientBegan, ClientEnded, ClientFact, ClientFroze, ClientThawed
from connscope.events.fact import NOWHERE, OURS_FROM, UNKNOWN, ConnId, Fact, Place, process_of
from connscope.events.gate import Awaiting, Cleared, DataSeen, GateFact, Held, Released
from connscope.events.hands import EndedByHand, HandFact, Injected, PipesSet, ReadingResumed, ReadingStopped
from connscope.events.kernel import KernelSampled
from connscope.events.loops import Asleep, Idled, LoopEnded, Stalled, Woke
from connscope.events.programs import (
    CpuSampled,
    Dropped,
    Ended,
    Known,
    Printed,
    Retired,
    Started,
    Unseen,
    Unwatched,
    Waiting,
)

__all__ = [
    "NOWHERE",
    "OURS_FROM",
    "UNKNOWN",
    "Accepted",
    "Asleep",
    "Awaiting",
    "BlockingSet",
    "Bound",
    "CallFact",
    "Cleared",
    "ClientActed",
    "ClientBegan",
    "ClientEnded",
    "ClientFact",
    "ClientFroze",
    "ClientThawed",
    "Closed",
    "ConnId",
    "Connected",
    "Connecting",
    "CpuSampled",
    "DataSeen",
    "Dropped",
    "Ended",
    "EndedByHand",
    "Fact",
    "Failed",
    "GateFact",
    "HalfClosed",
    "HandFact",
    "Held",
    "Idled",
    "Injected",
    "KernelSampled",
    "Known",
    "Listening",
    "LoopEnded",
    "Modified",
    "Opened",
    "OptionSet",
    "OutbSeen",
    "Peeked",
    "PeerFinished",
    "PipesSet",
    "Place",
    "Printed",
    "ReadingResumed",
    "ReadingStopped",
    "Received",
    "Registered",
    "Released",
    "Reset",
    "Retired",
    "Secured",
    "Sent",
    "Stalled",
    "Started",
    "Unregistered",
    "Unseen",
    "Unwatched",
    "UrgentReceived",
    "UrgentSent",
    "Waiting",
    "Woke",
    "WouldBlock",
    "decoder",
    "every_fact",
    "process_of",
]

FAMILIES = (CallFact, ClientFact, GateFact, HandFact)
"""What facts have in common; nothing is ever just that."""


def every_fact(family: type[Fact] = Fact) -> list[type[Fact]]:
    """All the kinds of fact that there are."""
    return [kind for near in family.__subclasses__() for kind in (near, *every_fact(near)) if kind not in FAMILIES]


@cache
def decoder() -> msgspec.json.Decoder[Fact]:
    """Reads one line of `serve --json`; raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.Decoder(Union[tuple(every_fact())])  # noqa: UP007 - made from a list, which `|` cannot do
