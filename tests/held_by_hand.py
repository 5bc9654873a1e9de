"""A server as facts: who listens, who came in, and before which call its thread is held."""

from connscope import events as ev
from connscope.events import UNKNOWN, Fact, Held
from connscope.predict import Question, question
from tests.facts_by_hand import fact, ledger_of

OWN, SERVER = "127.0.0.1:50000", "127.0.0.1:65432"

LISTENER = [
    fact(ev.Opened, conn=3, fd=3),
    fact(ev.Listening, conn=3, address=SERVER),
    fact(ev.BlockingSet, conn=3, blocking=False),
    fact(ev.Registered, conn=3, watch=1),
]


def client(conn: int, watch: int, address: str = "") -> list[Fact]:
    """One that came in, whose calls do not wait, and that is watched."""
    return [
        fact(ev.Accepted, conn=conn, fd=conn, listener=3, address=address),
        fact(ev.BlockingSet, conn=conn, blocking=False),
        fact(ev.Registered, conn=conn, watch=watch),
    ]


def held(call: str, **given: object) -> Held:
    """A thread before this call: of a socket's, on connection 7."""
    at_select = {"conn": 0, "loop": 1, "asked": UNKNOWN} if call == "select" else {"loop": 0, "asked": 1024}
    return fact(ev.Held, call=call, **{"at": 100, **at_select, **given})


def asked(call: str, *facts: Fact, **given: object) -> Question:
    """The question about it, where these facts have been told."""
    found = question(held(call, **given), ledger_of(*facts))
    assert found is not None
    return found
