"""Every two behaviours: they go together and both are felt, or a sentence says why not."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pytest

from connscope.clients.behaviours import BEHAVIOURS, clash
from connscope.clients.behaviours.table import ALL, DECIDES
from connscope.clients.plans import Outcome, planned
from tests.clients.far_end import PATIENCE
from tests.clients.observing import Recording, observing
from tests.clients.trying import Running, running

BRISK: dict[str, dict[str, float]] = {
    "slow-reader": {"rate": 20_000},
    "stops-reading": {"thaw": 0.1},
    "drip": {"bytes": 1000, "every": 0.005},
    "split": {"gap": 0.005},
    "join": {"messages": 2},
    "burst": {"messages": 2, "every": 0.02},
    "late": {"by": 0.05},
    "latency": {"delay": 0.01, "jitter": 0.005},
    "bandwidth": {"rate": 20_000},
    "garbage": {"size": 3000},
    "floods": {"size": 100_000},
    "half-closes": {"size": 70_000, "thaw": 0.2},
    "limit": {"after": 7000},
}
"""As fast as can be, and of three messages of 3,000 bytes something is seen of each."""

PLAN: dict[str, Any] = {"messages": [bytes([n]) * 3000 for n in b"abc"]}
PAIRS = list(combinations(BEHAVIOURS, 2))
TOGETHER = [pair for pair in PAIRS if not clash(pair)]
APART = [pair for pair in PAIRS if clash(pair)]


class Seen(NamedTuple):
    """What came of two behaviours on one connection."""

    outcome: Outcome
    recording: Recording


def made(*names: str) -> list[Any]:
    return [BEHAVIOURS[name](**BRISK.get(name, {})) for name in names]


@pytest.fixture(scope="module", params=["echo", "asyncio"])
def seen(request: pytest.FixtureRequest) -> dict[tuple[str, str], Seen]:
    """All of them at once, each pair on a connection of its own."""
    with observing(request.param) as observer, running() as it:
        for pair in TOGETHER:
            it.client.launch(*observer.address, 1, behaviours=made(*pair), **PLAN)
        outcomes = {outcome.connid: outcome for outcome in ends(it)}
        recordings = {outcome.connid: observer.recordings[outcome.own].wait() for outcome in outcomes.values()}
    return {pair: Seen(outcomes[connid], recordings[connid]) for connid, pair in enumerate(TOGETHER, 1)}


def ends(it: Running) -> Iterator[Outcome]:
    """Those that never end by themselves are ended as soon as both behaviours were felt."""
    flooding = {connid: set(pair) for connid, pair in enumerate(TOGETHER, 1) if "floods" in pair}
    for _ in range(len(TOGETHER) - len(flooding)):
        yield it.outcome()
    while flooding:
        acted = it.acted.get(timeout=PATIENCE)
        missing = flooding.get(acted.connid, set())
        missing.discard(acted.behaviour)
        if acted.connid in flooding and not missing:
            it.client.end(acted.connid)
            del flooding[acted.connid]
            yield it.outcome()


Pairs = dict[tuple[str, str], Seen]


def test_both_are_felt_and_the_end_is_as_it_was_meant_to_be(seen: Pairs) -> None:
    found = {pair: (outcome.error, set(outcome.acted)) for pair, (outcome, _) in seen.items()}
    assert found == {pair: ("", set(pair)) for pair in TOGETHER}


def test_every_byte_is_accounted_for(seen: Pairs) -> None:
    for pair, (outcome, recording) in seen.items():
        said = len(recording.said) - outcome.acted.get("urgent", 0)  # which are in line there
        never_reads = bool({"floods", "leaves-unread"}.intersection(pair))
        assert (pair, said, outcome.recv_total) == (pair, outcome.sent, 0 if never_reads else outcome.sent)
        assert (pair, recording.was_reset) == (pair, never_reads or "resets" in pair)


def test_what_was_said_is_what_both_make_of_the_plan(seen: Pairs) -> None:
    for pair, (_, recording) in seen.items():
        plan = planned("127.0.0.1", 80, behaviours=made(*pair), **PLAN)
        said, meant = (without_shouts(text, pair) for text in (recording.said, b"".join(plan.messages * plan.repeat)))
        assert (pair, said) == (pair, meant[: len(said)])
        assert len(said) == len(meant) or {"limit", "floods", "half-closes"}.intersection(pair)


def without_shouts(text: bytes, pair: tuple[str, str]) -> bytes:
    return text.replace(b"!", b"") if "urgent" in pair else text


def test_what_counts_messages_counts_each_of_them(seen: Pairs) -> None:
    for pair, (outcome, _) in seen.items():
        if {"floods", "half-closes"}.isdisjoint(pair):  # they make messages of their own
            messages = outcome.sent // 3000
            counts = {"urgent": messages, "burst": messages // 2}
            assert (pair, *(outcome.acted[name] for name in pair if name in counts)) == (
                pair,
                *(counts[name] for name in pair if name in counts),
            )


def test_what_makes_one_of_several_messages_goes_with_nothing_that_comes_between_them() -> None:
    assert [clash(["join", name]) for name in ("burst", "latency", "urgent")] == [
        "join and burst both decide when its messages leave",
        "join and latency both decide when its messages leave",
        "join and urgent both decide what comes between two messages",
    ]


def test_what_does_not_go_together_is_refused_with_a_sentence() -> None:
    for one, other in APART:
        shared = [aspect for aspect in ALL if all(aspect in DECIDES[BEHAVIOURS[name]] for name in (one, other))]
        sentence = f"{one} and {other} both decide {shared[0]}"
        assert clash([one, other]) == sentence
        with pytest.raises(ValueError, match=f"^{sentence}$"):
            planned("127.0.0.1", 80, behaviours=made(one, other))


def test_three_go_together_if_every_two_do() -> None:
    assert clash(["slow-reader", "drip", "late"]) == ""
    assert clash(["late", "slow-reader", "drip", "stops-reading"]) == (
        "slow-reader and stops-reading both decide how fast it reads"
    )


def test_none_goes_together_with_itself() -> None:
    assert [clash([name, name]) for name in BEHAVIOURS] == [f"{name} is there twice" for name in BEHAVIOURS]


def test_one_alone_or_none_is_fine() -> None:
    assert [clash([name]) for name in BEHAVIOURS] + [clash([])] == [""] * (len(BEHAVIOURS) + 1)


def test_there_is_a_way_to_combine_all_but_the_two_that_decide_everything() -> None:
    assert set(BEHAVIOURS) - {name for pair in TOGETHER for name in pair} == {"well-behaved", "silent"}


def test_their_order_makes_no_difference() -> None:
    names = ("floods", "garbage")
    one, other = (planned("127.0.0.1", 80, behaviours=made(*order)) for order in (names, reversed(names)))
    assert one == other
