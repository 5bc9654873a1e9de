"""The ring file's layout: whoever changes it gives it another version, and a ring of the version that holds is read."""

import gzip
import json
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.events import Fact
from connscope.sources.child import ChildSource
from tests.sources.golden_ring import LAYOUT, RING, agreed


@pytest.fixture
def facts(tmp_path: Path) -> list[Fact]:
    path = tmp_path / "1-0.ring"
    path.write_bytes(gzip.decompress(RING.read_bytes()))
    source = ChildSource(path, "golden")
    facts = source.drain()
    source.stop()
    return facts


def test_a_layout_that_has_changed_has_another_version() -> None:
    assert LAYOUT.exists(), "write the layout of this version down: python -m tests.sources.golden_ring"
    assert agreed() == json.loads(LAYOUT.read_text()), "give it another version, then write it down"


def test_a_ring_of_this_version_is_read(facts: list[Fact]) -> None:
    calls = [fact for fact in facts if isinstance(fact, ev.CallFact | ev.Woke | ev.LoopEnded)]
    told = [type(fact).__name__ for fact in calls]
    assert told[-9:] == [
        *("BlockingSet", "Registered", "Sent", "Woke", "Received", "WouldBlock", "LoopEnded", "Closed", "Closed"),
    ]
    received = next(fact for fact in facts if isinstance(fact, ev.Received))
    assert (received.call, received.asked, received.size, received.head) == ("recv", 100, 5, b"hello")
    assert (received.place, received.outb) == (("<string>", 10), 4)
