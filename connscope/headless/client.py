"""`connscope client`: the multi-connection client, a line for each connection as it ends, and a summary.

It knows no server: any that echoes will do.
"""

import json
import time
from collections.abc import Callable, Sequence

from connscope.clients.behaviours import BEHAVIOURS
from connscope.clients.behaviours.well_behaved import WellBehaved
from connscope.clients.multiconn import MultiConn
from connscope.clients.plans import Outcome, reason
from connscope.descriptors import allow_many
from connscope.headless.ending import Ending
from connscope.headless.output import Output
from connscope.launches import Launch
from connscope.text import visible
from connscope.units import amount, count, duration, exact

DEADLINE_SECONDS = 0.4
"""From the signal to the end. Echoes in flight get a moment of it, and the summary the rest."""

__all__ = ["client", "reason"]

Names = Sequence[str]
"""Of the behaviours of one connection."""

Report = tuple[Callable[[Outcome, Names], str], Callable[[list[Outcome], int], str]]
"""How an outcome is told, and how all of them are, with the nanoseconds that it took."""


def client(launch: Launch, *, as_json: bool = False) -> int:
    """Run the connections to their end; answers the exit code: 0 if each ended as it was meant to.

    Raises OSError or ValueError for a host that cannot be found.
    """
    told, summed_up = JSON if as_json else WORDS
    output = Output()
    names = names_of(launch)
    clients = MultiConn(
        log=lambda _: None,
        report=lambda outcome: output.put(line(told(outcome, names[outcome.connid - 1]), output)),
    )
    ending = Ending(DEADLINE_SECONDS, code=1, act=clients.stop)
    clients.hear_signals()
    allow_many()
    started = time.monotonic_ns()
    try:
        start(clients, launch)
    except (OSError, ValueError):
        clients.close()
        raise
    outcomes = clients.run()
    output.put(line(summed_up(outcomes, time.monotonic_ns() - started), output))
    output.end()
    ending.over()
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def start(clients: MultiConn, launch: Launch) -> None:
    """Have all parts of it made, one after the other."""
    for num_conns, options in launch.parts():
        behaviours = [BEHAVIOURS[name](**values) for name, values in options["behaviours"]]
        clients.start_connections(launch.host, launch.port, num_conns, **{**options, "behaviours": behaviours})


def names_of(launch: Launch) -> list[Names]:
    """Of each connection, in order, what may make itself felt; connids begin at 1."""
    parts = [(num_conns, [name for name, _ in options["behaviours"]]) for num_conns, options in launch.parts()]
    return [
        [name for name in names if name != WellBehaved.name] for num_conns, names in parts for _ in range(num_conns)
    ]


def line(text: str, output: Output) -> bytes:
    """A line as the output's reader expects it."""
    return f"{text}\n".encode(output.encoding, "replace")


def outcome_in_words(outcome: Outcome, names: Names) -> str:
    """Which connection, from where, how it went, and how often each behaviour made itself felt."""
    how = visible(outcome.error or outcome.note, 160) or f"all {exact(outcome.recv_total)} bytes came back"
    acted = " + ".join(f"{name} ×{count(outcome.acted.get(name, 0))}" for name in names)
    felt = f" · {acted}" if acted else ""
    return f"connection {outcome.connid:<4}  {visible(outcome.address):<21}  {how}{felt}"


def summary_in_words(outcomes: list[Outcome], took: int) -> str:
    """How many went well, how much came back, and how long it took."""
    good, meant, received = totals(outcomes)
    came_back = f"{exact(good - meant)} of {exact(len(outcomes))} connections got every byte back"
    otherwise = f", {exact(meant)} ended otherwise, as meant" if meant else ""
    return f"{came_back}{otherwise} · {amount(received)} in {duration(took)}"


def outcome_as_json(outcome: Outcome, names: Names) -> str:
    """Every field of it, with a type as facts have one."""
    fields = outcome._asdict() | {"address": visible(outcome.address), "error": visible(outcome.error, 160)}
    acted = {name: fields["acted"].get(name, 0) for name in names}
    return json.dumps({"type": "Outcome", **fields, "note": visible(outcome.note, 160), "acted": acted})


def summary_as_json(outcomes: list[Outcome], took: int) -> str:
    """Totals of all connections."""
    good, meant, received = totals(outcomes)
    fields = {"connections": len(outcomes), "good": good, "as_meant": meant, "recv_total": received, "took": took}
    return json.dumps({"type": "Summary", **fields})


def totals(outcomes: list[Outcome]) -> tuple[int, int, int]:
    """How many ended as they were meant to, of these otherwise than with every byte back, and the bytes of all."""
    good = [outcome for outcome in outcomes if outcome.ok]
    meant = sum(bool(outcome.note) for outcome in good)
    return len(good), meant, sum(outcome.recv_total for outcome in outcomes)


WORDS: Report = (outcome_in_words, summary_in_words)
JSON: Report = (outcome_as_json, summary_as_json)
