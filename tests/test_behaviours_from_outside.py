"""Each behaviour as a person asks for it, from a shell and in the launcher's form, and as an observer then sees it.

All of them at once, each on a connection of its own, to an echo server that we did not write.
"""

import json
import signal
import time
from collections.abc import Callable

import pytest

from connscope import events as ev
from connscope.clients.behaviours import BEHAVIOURS
from connscope.clients.behaviours.garbage import hostile
from connscope.launches import Launch, read_form, texts
from connscope.sources.clients import ClientSource
from connscope.tui.wishing import crowd_of
from connscope.wishes import EndClients
from tests.clients.far_end import PATIENCE
from tests.clients.observing import Observer, Recording, observing
from tests.headless.running import running
from tests.sources.draining import Watched

MESSAGES = tuple(bytes([letter]) * 500 for letter in b"abcd")
ALL = b"".join(MESSAGES)
FLOOD, HALF = 300_000, 100_000

ASKED = {
    "well-behaved": "",
    "silent": "",
    "garbage": "size=300",
    "slow-reader": "rate=4000",
    "stops-reading": "thaw=0.6",
    "drip": "bytes=100,every=0.01",
    "split": "pieces=4,gap=0.01",
    "join": "messages=4",
    "burst": "messages=2,every=0.6",
    "late": "by=0.6",
    "latency": "delay=0.6,jitter=0",
    "bandwidth": "rate=4K",
    "urgent": "every=2",
    "floods": f"size={FLOOD}",
    "half-closes": f"size={HALF},thaw=0.3",
    "leaves-unread": "",
    "limit": "after=1234",
    "resets": "after=700",
}
SPELLED = [f"{name}:{asked + ',' if asked else ''}count=1" for name, asked in ASKED.items()]
NEVER_END = {"silent", "floods"}

Seen = dict[str, Recording]


def flooded(observer: Observer) -> bool:
    """Whether it has said all that it may."""
    return any(sum(len(data) for _, data in seen.heard) == FLOOD for seen in list(observer.recordings.values()))


def by_shell(observer: Observer) -> dict[str, str]:
    """`connscope client`, and ctrl+c for those that do not end; of each its name and where it was."""
    host, port = observer.address
    messages = [word for message in MESSAGES for word in ("--message", message.decode("ascii"))]
    groups = [word for spelled in SPELLED for word in ("--behaviour", spelled)]
    with running("client", host, str(port), str(len(ASKED)), "--json", *messages, *groups) as process:
        told = [json.loads(process.stdout.readline()) for _ in range(len(ASKED) - len(NEVER_END))]
        until = time.monotonic() + PATIENCE
        while not flooded(observer):
            assert time.monotonic() < until
            time.sleep(0)
        process.send_signal(signal.SIGINT)
        told += [json.loads(process.stdout.readline()) for _ in NEVER_END]
    return {"".join(each["acted"]) or "well-behaved": each["address"] for each in told}


def by_form(observer: Observer) -> dict[str, str]:
    """The launcher's form, as it is filled in and then fulfilled; of each its name and where it was."""
    usual = texts(Launch(*observer.address, len(ASKED), MESSAGES))
    launch = read_form({**usual, "behaviours": " | ".join(SPELLED)})
    assert isinstance(launch, Launch)
    clients = Watched(ClientSource())
    try:
        for number, wish in enumerate(crowd_of(launch), 1):
            wish.first = number
            clients.source.do(wish)
        clients.until(lambda: len(clients.told(ev.ClientEnded)) == len(ASKED) - len(NEVER_END))
        clients.until(lambda: flooded(observer))
        clients.source.do(EndClients())
        clients.until(lambda: len(clients.told(ev.ClientEnded)) == len(ASKED))
    finally:
        clients.source.stop()
    return {fact.behaviour: fact.own for fact in clients.facts if isinstance(fact, ev.ClientBegan)}


@pytest.fixture(scope="module", params=[by_shell, by_form])
def seen(request: pytest.FixtureRequest) -> Seen:
    with observing("asyncio") as observer:
        names = request.param(observer)
        return {name: observer.recordings[own].wait() for name, own in names.items()}


# What is to be seen. Of a delay half is enough: the observer may be late to see it begin.


def whole(seen: Recording) -> bool:
    """It said its messages, heard all of it and closed in good order."""
    return (seen.said, seen.told, seen.was_reset) == (ALL, len(ALL), False)


def gap(seen: Recording, place: int) -> float:
    """Seconds between the byte before this place and the one there."""
    return seen.byte_at(place) - seen.byte_at(place - 1)


def listened(seen: Recording) -> float:
    """Seconds from its last byte until it closed."""
    return seen.closed_at - seen.byte_at(len(ALL) - 1)


def standstill(seen: Recording) -> float:
    """Seconds in which it could have heard all of it and gone, and did neither."""
    return seen.closed_at - max(seen.told_at, seen.heard[-1][0])


LOOKS_LIKE: dict[str, Callable[[Recording], bool]] = {
    "well-behaved": whole,
    "silent": lambda seen: (seen.said, seen.was_reset) == (b"", False) and seen.closed_at - seen.began_at >= 0.3,
    "garbage": lambda seen: (seen.said, seen.told, seen.was_reset) == (b"".join(hostile(300, 4)), 1200, False),
    "slow-reader": lambda seen: whole(seen) and listened(seen) >= 0.2,
    "stops-reading": lambda seen: whole(seen) and seen.closed_at - seen.began_at >= 0.3,
    "drip": lambda seen: whole(seen) and seen.segments >= 20,
    "split": lambda seen: whole(seen) and seen.segments >= 16,
    "join": lambda seen: whole(seen) and seen.segments == 1,
    "burst": lambda seen: whole(seen) and gap(seen, 1000) >= 0.3,
    "late": lambda seen: whole(seen) and seen.byte_at(0) - seen.began_at >= 0.3,
    "latency": lambda seen: whole(seen) and seen.byte_at(0) - seen.began_at >= 0.3 and seen.segments >= 2,
    "bandwidth": lambda seen: whole(seen) and seen.byte_at(len(ALL) - 1) - seen.byte_at(0) >= 0.2,
    "urgent": lambda seen: (seen.said, seen.was_reset) == (ALL[:1000] + b"!" + ALL[1000:] + b"!", False),
    "floods": lambda seen: (len(seen.said), seen.was_reset) == (FLOOD, True),
    "half-closes": lambda seen: (len(seen.said), seen.told) == (HALF, HALF) and standstill(seen) >= 0.15,
    "leaves-unread": lambda seen: (seen.said, seen.told, seen.was_reset) == (ALL, len(ALL), True),
    "limit": lambda seen: (seen.said, seen.told, seen.was_reset) == (ALL[:1234], 1234, False),
    "resets": lambda seen: seen.was_reset and seen.told >= 700 and ALL.startswith(seen.said),
}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_each_does_what_it_says(seen: Seen, name: str) -> None:
    assert LOOKS_LIKE[name](seen[name]), seen[name]
