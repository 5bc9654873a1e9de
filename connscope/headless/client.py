"""`connscope client`: the multi-connection client, a line for each connection as it ends, and a summary.

It knows no server: any that echoes will do.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Outcome, reason
from connscope.descriptors import allow_many
from connscope.headless.ending import Ending
from connscope.headless.output import Output
from connscope.text import visible
from connscope.units import amount, duration, exact

DEADLINE_SECONDS = 0.4
"""From the signal to the end. Echoes in flight get a moment of it, and the summary the rest."""

__all__ = ["client", "reason"]

Report = tuple[Callable[[Outcome], str], Callable[[list[Outcome], int], str]]
"""How an outcome is told, and how all of them are, with the nanoseconds that it took."""


def client(host: str, port: int, num_conns: int, *, as_json: bool = False, **options: Any) -> int:
    """Run the connections to their end; answers the exit code: 0 if every byte came back.

    Options are those of `MultiConn.start_connections`. Raises OSError or ValueError for a host that cannot be found.
    """
    told, summed_up = JSON if as_json else WORDS
    output = Output()
    clients = MultiConn(log=lambda _: None, report=lambda outcome: output.put(line(told(outcome), output)))
    ending = Ending(DEADLINE_SECONDS, code=1, act=clients.stop)
    allow_many()
    started = time.monotonic_ns()
    try:
        clients.start_connections(host, port, num_conns, **options)
    except (OSError, ValueError):
        clients.close()
        raise
    outcomes = clients.run()
    output.put(line(summed_up(outcomes, time.monotonic_ns() - started), output))
    output.end()
    ending.over()
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def line(text: str, output: Output) -> bytes:
    """A line as the output's reader expects it."""
    return f"{text}\n".encode(output.encoding, "replace")


def outcome_in_words(outcome: Outcome) -> str:
    """Which connection, from where, and how it went."""
    how = f"all {exact(outcome.recv_total)} bytes came back" if outcome.ok else visible(outcome.error, 160)
    return f"connection {outcome.connid:<4}  {visible(outcome.address):<21}  {how}"


def summary_in_words(outcomes: list[Outcome], took: int) -> str:
    """How many went well, how much came back, and how long it took."""
    good, received = good_and_received(outcomes)
    came_back = f"{exact(good)} of {exact(len(outcomes))} connections got every byte back"
    return f"{came_back} · {amount(received)} in {duration(took)}"


def outcome_as_json(outcome: Outcome) -> str:
    """Every field of it, with a type as facts have one."""
    fields = outcome._asdict() | {"address": visible(outcome.address), "error": visible(outcome.error, 160)}
    return json.dumps({"type": "Outcome", **fields})


def summary_as_json(outcomes: list[Outcome], took: int) -> str:
    """Totals of all connections."""
    good, received = good_and_received(outcomes)
    return json.dumps(
        {"type": "Summary", "connections": len(outcomes), "good": good, "recv_total": received, "took": took}
    )


def good_and_received(outcomes: list[Outcome]) -> tuple[int, int]:
    """How many connections got every byte back, and how many bytes all of them got."""
    return sum(outcome.ok for outcome in outcomes), sum(outcome.recv_total for outcome in outcomes)


WORDS: Report = (outcome_in_words, summary_in_words)
JSON: Report = (outcome_as_json, summary_as_json)
