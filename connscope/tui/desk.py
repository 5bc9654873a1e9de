"""What lies on the desk beside one connection by hand: what was said before, what is typed, what is waited for.

It stays while the page is closed. The fields' texts in, what is to be said and expected out; it says nothing itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from connscope.byhand.conversation import Conversation
from connscope.byhand.expecting import Expectation, Verdict
from connscope.byhand.saying import read_saying
from connscope.launches.form import BYTES, Read, seconds, unless_empty, whole
from connscope.tui.exchange import Exchange
from connscope.tui.look import Part
from connscope.tui.widgets.say_form import USUAL, WITH_BYTES
from connscope.wishes import Say

MOST_REMEMBERED = 200
MOST_PIECE = 16 << 20
MOST_TIMES = 1_000_000

NUMBERS: dict[str, tuple[str, Read]] = {
    "piece": ("pieces", unless_empty(whole(1, MOST_PIECE, BYTES))),
    "every": ("every", unless_empty(seconds(0, 3_600))),
    "times": ("times", unless_empty(whole(1, MOST_TIMES))),
    "within": ("within", seconds(0.01, 3_600)),
}
"""The label of each field, and how its text is read."""


class Past(NamedTuple):
    """Something that was said, as it was typed."""

    kind: str
    text: str


NOTHING = Past("text", "")


class Order(NamedTuple):
    """What enter comes to: to say something, to expect something, or both."""

    say: Say | None
    expect: Expectation | None


@dataclass
class Desk:
    """Beside one conversation."""

    conversation: Conversation
    history: list[Past]
    """Of all conversations, the oldest first."""
    exchange: Exchange = field(default_factory=Exchange)
    values: dict[str, str] = field(default_factory=lambda: dict(USUAL))
    shown: Past | None = None
    """What of the history is in the line; None: what has not been said yet, which comes after all that was."""
    draft: Past = NOTHING
    """That, while somebody is elsewhere in it."""
    told_verdict: Verdict | None = None
    """What was said last of what had been expected."""
    outcome: Part = ("", "dim")
    told_complaint: str = ""
    """What was said last of an option that could not be set."""
    ended_how: str = ""
    """How we ended it, if we did."""
    told_over: Part = ("", "")
    """What was said of its end."""

    def remember(self, kind: str, text: str) -> None:
        """It was said; said twice in a row it is remembered once."""
        if text and self.history[-1:] != [Past(kind, text)]:
            self.history.append(Past(kind, text))
            del self.history[:-MOST_REMEMBERED]
        self.shown, self.draft = None, Past(kind, "")

    def step(self, steps: int, kind: str, text: str) -> Past | None:
        """What was said before that or after it, with what is typed kept; None where there is nothing."""
        if self.shown is None:
            self.draft = Past(kind, text)
        to = self.place + steps
        if not 0 <= to <= len(self.history):
            return None
        self.shown = self.history[to] if to < len(self.history) else None
        return self.shown or self.draft

    @property
    def place(self) -> int:
        """Where in the history that is by now: on other pages more was said meanwhile, and the oldest has gone."""
        if self.shown is None:
            return len(self.history)
        return next((place for place, past in enumerate(self.history) if past is self.shown), -1)


def read_order(client: int, values: Mapping[str, str]) -> Order:
    """What the fields come to. Raises ValueError with what is wrong and what to do."""
    numbers = {name: number(label, read, values[name]) for name, (label, read) in NUMBERS.items()}
    say = None
    if values["text"]:
        data = read_saying(values["kind"], values["text"])
        say = Say(client, data, numbers["piece"] or 0, numbers["every"] or 0.0, numbers["times"] or 1)
    expect = None
    if (kind := values["expect"]) != "any":
        times = say.times if say is not None and kind == "echo" else 1
        expect = Expectation(kind, expected(kind, values["expected"], say), numbers["within"], times)
    if say is None and expect is None:
        raise ValueError("Nothing to say: type something first, or choose what to expect.")
    return Order(say, expect)


def number(label: str, read: Read, text: str) -> Any:
    """A field's value, or which field is wrong and why."""
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"{label}: {error}") from None


def expected(kind: str, text: str, say: Say | None) -> bytes:
    """The bytes that are to come."""
    if kind in WITH_BYTES:
        if not text:
            raise ValueError("These bytes: empty, say which are expected.")
        return read_saying(kind, text)
    if kind != "echo":
        return b""
    if say is None:
        raise ValueError("Nothing is said that could come back: type something first.")
    return say.data
