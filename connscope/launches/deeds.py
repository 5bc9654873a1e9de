"""What each behaviour does in plain words: what stands behind "5 of them". `(s)` is where one does it and not several.

A new behaviour has its words here; a test says which has none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from math import inf

from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.clients.behaviours.table import AMOUNT, DECIDES
from connscope.launches.groups import Behaving
from connscope.units import amount, exact

Values = Mapping[str, float]


def deed(behaving: Behaving, *, one: bool) -> str:
    """What it does, all its parameters given or as usual; said of one, or of several."""
    name, values = behaving
    said = DEEDS[name]({**parameters(BEHAVIOURS[name]), **values})
    return re.sub(r"\((s|es)\)", r"\1" if one else "", said)


def until(values: Values) -> str:
    """How long it goes on so."""
    return "until thawed by hand (z)" if values["thaw"] == inf else f"for {values['thaw']:g} s"


def half_closes(values: Values) -> str:
    """A lot, or what it has to say; then it hears the rest."""
    size = round(values["size"])
    sends = f"send(s) up to {amount(size)}, as much as the server takes," if size else "say(s) all of it,"
    return f"{sends} half-close(s), and only {values['thaw']:g} s later read(s)"


def decides(behaviours: Iterable[Behaving], aspect: str) -> bool:
    """Whether one of them does, so that what the launch says of it is not said of these."""
    return any(decided_by(name, values, aspect) for name, values in behaviours if name != "well-behaved")


def decided_by(name: str, values: Values, aspect: str) -> bool:
    """As the table has it, but that 0 can make less or more of the amount."""
    if aspect == AMOUNT and values.get("size") == 0:
        return False
    return aspect in DECIDES[BEHAVIOURS[name]] or (aspect == AMOUNT and values.get("after") == 0)


def resets(values: Values) -> str:
    """At once, after some bytes, or in the end."""
    after = values["after"]
    when = {0: "once connected", inf: "when all is back"}.get(after) or f"after {amount(round(after))}"
    return f"reset(s) {when}"


def latency(values: Values) -> str:
    """How late, and how evenly."""
    jitter = f" (±{values['jitter']:g} s)" if values["jitter"] else ""
    return f"send(s) each message {values['delay']:g} s late{jitter}"


def urgent(values: Values) -> str:
    """How often."""
    every = round(values["every"])
    return f"send(s) a byte out of band after every {f'{exact(every)} messages' if every > 1 else 'message'}"


DEEDS: dict[str, Callable[[Values], str]] = {
    "well-behaved": lambda _: "behave(s) well",
    "slow-reader": lambda values: f"read(s) {amount(round(values['rate']))} a second {until(values)}",
    "stops-reading": lambda values: f"do(es) not read {until(values)}",
    "drip": lambda values: f"send(s) {amount(round(values['bytes']))} every {values['every']:g} s",
    "floods": lambda values: (
        f"send(s) up to {amount(round(values['size']))}, as much as the server takes, and never read(s)"
    ),
    "burst": lambda values: f"say(s) {exact(round(values['messages']))} messages at once every {values['every']:g} s",
    "split": lambda values: f"send(s) a message in {values['pieces']:g} pieces, {values['gap']:g} s apart",
    "join": lambda values: f"send(s) {exact(round(values['messages']))} messages in one",
    "half-closes": half_closes,
    "leaves-unread": lambda _: "close(s) with bytes unread",
    "resets": resets,
    "silent": lambda _: "say(s) nothing",
    "late": lambda values: f"begin(s) {values['by']:g} s late",
    "latency": latency,
    "bandwidth": lambda values: f"send(s) and read(s) {amount(round(values['rate']))} a second",
    "limit": lambda values: f"close(s) after {amount(round(values['after']))}",
    "urgent": urgent,
    "garbage": lambda values: f"say(s) {amount(round(values['size']))} of hostile bytes instead",
}
