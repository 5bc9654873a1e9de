"""Guessing what a held call will do: people learn by predicting, so a question comes before the step, and a fact after.

What is worth asking, with which answers, and which fact shows which of them to be right, stand in tables. It knows no
screen, no clock and no source: a question is made of the call that is held and of the ledger.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from msgspec import Struct

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import UNKNOWN, ConnId, Fact, Held
from connscope.ledger import Ledger
from connscope.states import LISTENING
from connscope.units import exact
from connscope.wording.outcomes import OUTCOMES, READ, WRITE, slept, some


class Answer(NamedTuple):
    """One of the answers to choose from."""

    key: str
    text: str


class Question(NamedTuple):
    """What is asked before a step; one of its answers will be right."""

    held: Held
    sentence: str
    answers: tuple[Answer, ...]
    listeners: frozenset[ConnId] = frozenset()
    """The listening sockets that a held `select()` watches."""
    same: str = "nobody"
    """The answer that is right if `select()` says what it said last."""


# What is asked.

ENDS = ("accepted", "connected")
"""Roles of what a person calls a connection."""

RESET = "an error such as a reset"
NOTHING_YET = {"again": "BlockingIOError: nothing to read", "error": RESET}
SENDING = {"all": "{all}", "part": "a part of it", "again": "BlockingIOError: no room", "error": RESET}
CONNECTING = {
    "at once": "connected at once",
    "under way": "EINPROGRESS: known later",
    "refused": "refused: nobody listens",
    "error": "another error",
}
ON_SOCKETS: dict[str, tuple[str, dict[str, str]]] = {
    "recv": (
        "What will recv({asked}) on {who} return?",
        {"bytes": "some bytes", "end": 'b"": the peer is done', **NOTHING_YET},
    ),
    "recv_into": (
        "What will recv_into() on {who} return?",
        {"bytes": "a number of bytes", "end": "0: the peer is done", **NOTHING_YET},
    ),
    "send": ("How much will send() on {who} take?", SENDING),
    "sendall": ("How much will sendall() on {who} take?", SENDING),
    "accept": (
        "What will accept() on {who} return?",
        {"came": "a connection", "again": "BlockingIOError: nobody waits", "error": "an error such as EMFILE"},
    ),
    "connect": ("How will connect() on {who} go?", CONNECTING),
    "connect_ex": ("How will connect_ex() on {who} go?", CONNECTING),
}
"""The calls on a socket that are worth a question: the sentence, and the answers."""

NOT_IF_IT_WAITS = frozenset({"again", "under way"})
"""Answers that a socket whose calls wait does not give."""

ALL = {UNKNOWN: "all of it", 1: "its one byte"}


def question(held: Held, ledger: Ledger) -> Question | None:
    """What to ask before this call; None for one that has been made already, or of which nobody learns anything."""
    if held.after:
        return None
    if held.call == "select":
        return about_select(held, ledger)
    conn = ledger.connections.get(held.conn)
    asks_for_nothing = held.call.startswith(("recv", "send")) and not held.asked
    if conn is None or held.call not in ON_SOCKETS or asks_for_nothing:
        return None
    sentence, answers = ON_SOCKETS[held.call]
    everything = ALL.get(held.asked, f"all {exact(held.asked)} bytes")
    offered = [(key, text) for key, text in answers.items() if not (conn.waits and key in NOT_IF_IT_WAITS)]
    return Question(
        held,
        sentence.format(asked=held.asked, who=name_of(ledger, held.conn)),
        tuple(Answer(key, text.format(all=everything)) for key, text in offered),
    )


def about_select(held: Held, ledger: Ledger) -> Question | None:
    """Who will be ready; None if nobody ever can be. Of several kinds the first counts."""
    # Of a connection that was met in an overload it is not known who watches it.
    watched = [conn for conn in ledger.connections.values() if conn.watch and conn.loop in (held.loop, 0)]
    listeners = [conn for conn in watched if conn.state is LISTENING]
    readers = [conn for conn in watched if conn.watch & READ and conn.state is not LISTENING]
    reader = "a connection" if any(conn.role in ENDS for conn in readers) else "something else"
    kinds = (
        ("knock", listeners, "{fds} · the listening socket: somebody knocks"),
        ("read", readers, f"{reader} to READ, whoever else"),
        ("write", [conn for conn in watched if conn.watch & WRITE], "{fds} to WRITE only"),
    )
    answers = [Answer(key, text.format(fds=descriptors(conns))) for key, conns, text in kinds if conns]
    if not answers:
        return None
    answers.append(Answer("nobody", "nobody yet: it sleeps" if held.asked else "nobody"))
    ids = frozenset(conn.id for conn in listeners)
    loop = ledger.loops.get(held.loop)
    return Question(held, "What will select() answer?", tuple(answers), ids, kind_of(loop.ready if loop else [], ids))


def descriptors(conns: list[Connection]) -> str:
    """The first few by their numbers."""
    return "fd " + some(["?" if conn.fd == UNKNOWN else str(conn.fd) for conn in conns])


def name_of(ledger: Ledger, conn_id: ConnId) -> str:
    """Who it is, within a sentence."""
    conn = ledger.connections.get(conn_id)
    if conn is None:
        return "something else"
    if conn.role == "listening":
        return "the listening socket"
    partner = ledger.partner(conn)
    name = conn.name or (partner.name if partner is not None else "")
    return name or (f"fd {conn.fd}" if conn.fd != UNKNOWN else "something else")


# Who was right.


def kind_of(ready: list[tuple[ConnId, int]], listeners: frozenset[ConnId]) -> str:
    """The answer that is right if these are ready."""
    if any(conn in listeners for conn, _ in ready):
        return "knock"
    if any(mask & READ for _, mask in ready):
        return "read"
    return "write" if ready else "nobody"


SHOWS: dict[type[Fact], Callable[[Question, Any], str]] = {
    ev.Woke: lambda asked, fact: "nobody" if slept(fact) else kind_of(fact.ready, asked.listeners),
    ev.Asleep: lambda *_: "nobody",
    ev.Idled: lambda asked, _: asked.same,
    ev.Received: lambda *_: "bytes",
    ev.Peeked: lambda _, fact: "bytes" if fact.size else "end",
    ev.UrgentReceived: lambda *_: "bytes",
    ev.PeerFinished: lambda *_: "end",
    ev.Sent: lambda _, fact: "part" if fact.size < fact.asked else "all",
    ev.UrgentSent: lambda *_: "all",
    ev.WouldBlock: lambda *_: "again",
    ev.Accepted: lambda *_: "came",
    ev.Connecting: lambda _, fact: "under way" if fact.error else "at once",
    ev.Connected: lambda *_: "at once",
    ev.Reset: lambda _, fact: "refused" if fact.error == "ECONNREFUSED" else "error",
    ev.Failed: lambda *_: "error",
}
"""For each kind of fact that can tell what came of a held call: the answer that it shows to be right."""


def judge(question: Question, fact: Fact) -> str | None:
    """The key of the answer that was right; None if the fact does not concern the question. The first fact counts."""
    if type(fact) not in SHOWS or not concerns(fact, question.held):
        return None
    key, offered = SHOWS[type(fact)](question, fact), {answer.key for answer in question.answers}
    # An outcome that was not offered is an error that nobody thinks of; `select()` has none.
    return next((each for each in (key, "error") if each in offered), None)


def concerns(fact: Any, held: Held) -> bool:
    """Whether it tells of the call that was held."""
    if fact.at < held.at:
        return False
    if held.call == "select":
        return getattr(fact, "loop", 0) == held.loop
    return (
        isinstance(fact, ev.CallFact)
        and fact.thread == held.thread
        and held.conn == getattr(fact, "listener", fact.conn)
    )


# What the learner is told.


class Tally(Struct):
    """How many questions somebody has answered, and how many of them rightly."""

    asked: int = 0
    right: int = 0

    @property
    def words(self) -> str:
        """Both numbers, as they are shown."""
        return f"{exact(self.right)} of {exact(self.asked)} right"

    def settle(self, question: Question, chosen: str, fact: Fact, ledger: Ledger) -> str:
        """Count an answer by the fact that judges its question; says what happened. Nothing chosen is not counted."""
        what = OUTCOMES[type(fact)](fact, question.held.call, partial(name_of, ledger))
        if not chosen:
            return f"{what}."
        is_right = judge(question, fact) == chosen
        self.asked += 1
        self.right += is_right
        return f"{'Right' if is_right else 'No'}: {what}."
