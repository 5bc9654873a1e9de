"""Guesses at a real server that is stepped call by call: each question is answered, and by one of its answers."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from connscope import wishes
from connscope.events import Held
from connscope.predict import Question, judge, question
from tests.sources.draining import Watched, connected, watching

STEPS = 60


def conversation(server: Watched, closing: ExitStack) -> Iterator[bool]:
    """What two clients do, one thing after the other; False where they do nothing."""
    peer = closing.enter_context(connected(server))
    yield True
    other = closing.enter_context(connected(server))
    yield True
    peer.sendall(b"x" * 22)
    yield True
    yield False
    peer.shutdown(socket.SHUT_WR)
    yield True
    other.shutdown(socket.SHUT_WR)
    yield True


class Walk:
    """Steps a server from call to call; before each `select()` its clients do the next thing."""

    def __init__(self, server: Watched, clients: Iterator[bool]) -> None:
        self.server, self.clients = server, clients
        self.last: Held | None = None
        self.judged: list[tuple[Question, set[str]]] = []

    def stands(self) -> bool:
        """Whether the server stands still, and not where it stood before."""
        return self.server.program.held not in (None, self.last)

    def arrive(self) -> bool:
        """Wait for the next stop, or be the one for whom the server waits. False when there is nothing left to do."""
        self.server.until(lambda: self.stands() or self.server.is_asleep())
        if not self.stands() and not any(self.clients):
            return False
        self.server.until(self.stands)
        return True

    def step(self) -> bool:
        """Ask, let one call through, and judge."""
        held = self.last = self.server.program.held
        assert held is not None
        asked = question(held, self.server.ledger)
        if (held.call, held.after) == ("select", False):
            next(self.clients, None)
        before = len(self.server.facts)
        self.server.source.do(wishes.StepCall())
        goes_on = self.arrive()
        if asked is not None:
            keys = {key for fact in self.server.facts[before:] if (key := judge(asked, fact))}
            self.judged.append((asked, keys))
        return goes_on


def walked(policy: str) -> list[tuple[Question, set[str]]]:
    """All questions, each with its judgements."""
    with ExitStack() as closing, watching(policy) as server:
        walk = Walk(server, conversation(server, closing))
        server.until(server.is_asleep)
        server.source.do(wishes.Hold())
        steps = 0
        walk.arrive()
        while walk.step():
            steps += 1
            assert steps < STEPS
    return walk.judged


@pytest.mark.parametrize("policy", ["tutorial", "echo"])
def test_each_question_has_exactly_one_judgement_and_it_is_among_its_answers(policy: str):
    judged = walked(policy)
    assert [keys for _, keys in judged if len(keys) != 1] == []
    assert [keys for asked, keys in judged if not keys <= {answer.key for answer in asked.answers}] == []


SEEN = {
    "tutorial": "came · knock · came · read · bytes · all · write · read · end · read · end · nobody",
    "echo": "came · again · knock · came · again · read · bytes · all · nobody · end · read · end · nobody",
}


@pytest.mark.parametrize("policy", SEEN)
def test_what_two_clients_make_of_a_server_can_be_guessed_call_by_call(policy: str):
    assert " · ".join(key for _, keys in walked(policy) for key in keys) == SEEN[policy]
