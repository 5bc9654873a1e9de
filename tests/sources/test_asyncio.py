"""What is told of a program of asyncio's: who waits for whom and where, and what waits in its buffers."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.events import Fact, Place
from tests.sources.watched import PROGRAMS, folded, run, told

PROGRAM = PROGRAMS / "asyncio_laid_open.py"
LINES = PROGRAM.read_text("utf-8").splitlines()

Step = tuple[str, str, str]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> list[Fact]:
    folder = tmp_path_factory.mktemp("run")
    ended = run(folder, str(PROGRAM))
    assert (ended.stderr, ended.returncode) == ("", 0)
    look, waits = number("def look("), number("await asyncio.wait_for(future, 90)")
    assert ended.stdout.splitlines() == [
        f"60 look() at asyncio_laid_open.py:{look}",
        f"90 sleeper too_long() at asyncio_laid_open.py:{waits}",
        "watched 1000000",
    ]
    return told(folder)


def number(text: str) -> int:
    """Of the line in which this stands."""
    return 1 + next(number for number, line in enumerate(LINES) if text in line)


def source(place: Place) -> str:
    """The line of the program, if it is one of its own."""
    return LINES[place[1] - 1].strip() if Path(place[0]) == PROGRAM else ""


def chains(facts: list[Fact]) -> Iterator[list[Step]]:
    """Each chain with its steps in the program's own code."""
    steps = [fact for fact in facts if isinstance(fact, ev.Awaiting)]
    numbers = iter(range(len(steps)))
    for _, chain in groupby(steps, key=lambda step: next(numbers) - step.step):
        own = [(step.task, step.function, source(step.place)) for step in chain if source(step.place)]
        if own:
            yield own


def nameless(chain: list[Step]) -> list[Step]:
    """The same without the numbers of tasks."""
    return [(task.rstrip("0123456789"), *rest) for task, *rest in chain]  # type: ignore[misc]


def test_a_chain_goes_from_the_read_through_all_coroutines_to_the_task(facts: list[Fact]) -> None:
    assert [
        ("Task-", "record", "return await reader.readexactly(10)"),
        ("Task-", "message", "return await record(reader)"),
        ("Task-", "handle", "await message(reader)"),
    ] in [nameless(chain) for chain in chains(facts)]


def test_a_chain_goes_on_through_generators_and_whoever_waits_for_the_task(facts: list[Fact]) -> None:
    (found,) = [chain for chain in chains(facts) if chain[0][1] == "lines"]
    assert [(function, line) for _, function, line in found] == [
        ("lines", "while line := await reader.readline():"),
        ("read_all", "async for line in lines(reader):"),
        ("gathered", "return await asyncio.gather(read_all(reader), asyncio.sleep(0))"),
        ("patiently", "return await asyncio.wait_for(gathered(reader), 20)"),
    ]
    assert found[-1][0] == "patient"


def test_at_a_call_the_chain_is_how_the_running_task_came_there(facts: list[Fact]) -> None:
    assert [
        ("Task-", "look", "HERE.probe.look(row.conn, everything=True)"),
        ("Task-", "messages", "look(at_a_call=True)"),
        ("Task-", "main", "await messages()"),
    ] in [nameless(chain) for chain in chains(facts)]


def test_where_no_task_waits_it_is_the_protocol_that_takes_what_comes(facts: list[Fact]) -> None:
    assert [("Counter", "Counter.data_received", "def data_received(self, data):")] in list(chains(facts))


def test_what_nobody_waits_for_any_more_is_told_to_be_so(facts: list[Fact]) -> None:
    read = next(fact.conn for fact in facts if isinstance(fact, ev.Awaiting) and fact.function == "lines")
    told = [number for number, fact in enumerate(facts) if isinstance(fact, ev.Awaiting) and fact.conn == read]
    before, after = (folded(facts[:number]).connections[read] for number in (told[-1], told[-1] + 1))
    assert (bool(before.awaits), after.awaits) == (True, ())


def test_a_streams_buffer_is_seen_with_what_is_in_it(facts: list[Fact]) -> None:
    seen = {(fact.name, fact.size, fact.text, fact.head) for fact in facts if isinstance(fact, ev.DataSeen)}
    assert ("reader", 5, "", b"12345") in seen
    assert ("protocol", -1, "StreamReaderProtocol", b"") in seen
    assert {(name, text) for name, _, text, _ in seen if name == "paused"} >= {
        ("paused", "no"),
        ("paused", "reading"),
        ("paused", "writing"),
    }


def test_what_a_transport_has_still_to_send_is_its_outb(facts: list[Fact]) -> None:
    flooded = next(fact.conn for fact in facts if isinstance(fact, ev.Sent) and fact.asked == 1_000_000)
    sent, seen = 0, []
    for fact in facts:
        if isinstance(fact, ev.Sent) and fact.conn == flooded:
            assert fact.outb == (1_000_000 - sent if sent else 0)
            sent += fact.size
        elif isinstance(fact, ev.OutbSeen) and fact.conn == flooded:
            seen.append(fact.size == 1_000_000 - sent)
    assert sent == 1_000_000
    assert len(seen) >= 2
    assert all(seen)
    assert folded(facts).connections[flooded].outb == 0


def test_what_a_library_makes_in_a_task_of_its_own_was_made_where_the_program_waits_for_it(facts: list[Fact]) -> None:
    made = [source(conn.made) for conn in folded(facts).connections.values() if conn.role == "connected"]
    assert made[0] == "reader, writer = await asyncio.wait_for(asyncio.open_connection(*where), 20)"
    assert all("open_connection" in line or "create_connection" in line for line in made)
