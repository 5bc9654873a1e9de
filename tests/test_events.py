"""Every kind of fact is described, made by somebody, kept by the ledger or passed over on purpose, and told in JSON."""

import errno

import msgspec
import pytest
from hypothesis import given

from connscope import events as ev
from connscope.events import Fact, decoder, every_fact
from connscope.ledger import CALLED_ONLY, FOLDS, Ledger
from connscope.probe import records as r
from connscope.probe.places import Places
from connscope.sources.translate import Translator
from tests.any_facts import ANY_FACT

KINDS = every_fact()

PASSED_OVER = {ev.Printed, ev.PipesSet}
"""Told to be read: nothing of them is kept. How a connection ends, the program's own calls say."""

OF_A_CLIENT = {ev.ClientBegan, ev.ClientActed, ev.ClientFroze, ev.ClientThawed, ev.ClientEnded}
NOT_FROM_RECORDS = {
    *(ev.Asleep, ev.CpuSampled, ev.Started, ev.Ended, ev.Retired, ev.Dropped, ev.Known, ev.Cleared, ev.KernelSampled),
    *(ev.Waiting, ev.Unwatched, ev.Unseen),
    *OF_A_CLIENT,
}
"""What a source or the screen adds by itself."""

WRITTEN = [call for call in range(len(r.CALLS)) if call != r.ANSWER]
ASKED = [64, 0]
OUTCOMES = [(0, 0), (5, 0), (0, errno.EAGAIN), (0, errno.ECONNRESET), (0, errno.EMFILE)]
"""Result and error number."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_is_described_in_a_sentence(kind: type[Fact]):
    assert kind.__doc__ is not None
    assert kind.__doc__.split("\n")[0].endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_is_folded_or_passed_over_on_purpose(kind: type[Fact]):
    fold = FOLDS[kind]
    assert (fold is Ledger.passed) == (kind in PASSED_OVER)
    assert (fold is Ledger.called_only) == (kind in CALLED_ONLY)


def test_nothing_is_folded_that_is_no_fact():
    assert set(FOLDS) == set(KINDS)


def made_of(call: int, asked: int, result: int, error: int) -> Fact:
    """What the translator makes of a record of this call."""
    head = [3 << 2 | 1] if call in (r.SELECT, r.IDLE) else b"127.0.0.1:7"
    return Translator(Places()).fact((1, 2, call, 3, 0, 0, asked, result, error, 0, -1, head))


def test_every_fact_is_made_of_some_record_or_added_by_a_source():
    made = {type(made_of(call, asked, *outcome)) for call in WRITTEN for asked in ASKED for outcome in OUTCOMES}
    assert (made | NOT_FROM_RECORDS, made & NOT_FROM_RECORDS) == (set(KINDS), set())


@given(ANY_FACT)
def test_a_fact_written_as_json_and_read_again_is_the_same_fact(fact: Fact):
    assert decoder().decode(msgspec.json.encode(fact)) == fact


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"type":"Exploded","at":1}', b'{"type":"LoopEnded","at":"x"}'])
def test_what_is_no_fact_is_refused(line: bytes):
    with pytest.raises(msgspec.DecodeError):
        decoder().decode(line)
