"""What will happen, in plain words: the sentence below the form."""

from connscope.clients.behaviours.table import AMOUNT, END
from connscope.launches.deeds import decides, deed
from connscope.launches.groups import Behaving
from connscope.launches.launch import Launch
from connscope.text import visible
from connscope.units import amount, exact

MOST_DEEDS = 4
"""Of so many groups it is said what they do."""


def sentence(launch: Launch) -> str:
    """Who says what to whom, and who misbehaves how."""
    who = f"{counted(launch.num_conns, 'connection')} to {address(launch)}"
    return f"{who}{plan(launch)}.{deeds(launch)}"


def plan(launch: Launch) -> str:
    """What those do whose amount is not a behaviour's, and how those of them end whose end is not."""
    say = [(count, options["behaviours"]) for count, options in launch.parts()]
    say = [(count, behaviours) for count, behaviours in say if not decides(behaviours, AMOUNT)]
    number = sum(count for count, _ in say)
    if not number:
        return ""
    end = sum(count for count, behaviours in say if not decides(behaviours, END))
    several = 1 < number < launch.num_conns
    each = "it" if launch.num_conns == 1 else "each" if number == launch.num_conns else f"{exact(number)} of them"
    return f": {each} say{'' if several else 's'} {what(launch)}{pace(launch)}{ending(launch, number, end, several)}"


def address(launch: Launch) -> str:
    """Where to; an address with colons in brackets."""
    host = visible(launch.host, 60)
    return f"[{host}]:{launch.port}" if ":" in host else f"{host}:{launch.port}"


def what(launch: Launch) -> str:
    """The messages, and how often."""
    times = {0: " again and again", 1: ""}.get(launch.repeat, f" {exact(launch.repeat)} times")
    if not launch.messages:
        return f"{amount(launch.random_bytes)} of random bytes{times}"
    sizes = {len(message) for message in launch.messages}
    number = len(launch.messages)
    if number == 1:
        return f"a message of {amount(*sizes)}{times}"
    size = f"of {amount(*sizes)}" if len(sizes) == 1 else f"of up to {amount(max(sizes))}"
    return f"{exact(number)} messages {size}{times}"


def pace(launch: Launch) -> str:
    """How fast, where there is more than one message."""
    if max(1, len(launch.messages)) * launch.repeat == 1:
        return ""
    return f", one every {launch.every:g} s" if launch.every else ", as fast as they are taken"


def ending(launch: Launch, number: int, end: int, several: bool) -> str:
    """When it is over for those that have an end of the launch's, which all of them may be."""
    if not end:
        return ""
    some, s = (f"{exact(end)} ", "" if end > 1 else "s") if end < number else ("", "" if several else "s")
    if not launch.repeat:
        return f", {some}until stopped"
    return f", and {some}stay{s}" if launch.stay else f", and {some}close{s} when all is back"


def deeds(launch: Launch) -> str:
    """Who misbehaves and how, one group after the other."""
    parts = [(count, options["behaviours"]) for count, options in launch.parts() if options["behaviours"]]
    if not parts:
        return ""
    told = [told_of(launch, count, behaviours, first=not number) for number, (count, behaviours) in enumerate(parts)]
    if len(told) > MOST_DEEDS:
        rest = sum(count for count, _ in parts[MOST_DEEDS - 1 :])
        told[MOST_DEEDS - 1 :] = [f"{exact(rest)} misbehave in other ways"]
    return f" {'; '.join(told)}."


def told_of(launch: Launch, count: int, behaviours: tuple[Behaving, ...], *, first: bool) -> str:
    """How many of them do what."""
    return f"{who_does(launch, count, first=first)} {' and '.join(deed(each, one=count == 1) for each in behaviours)}"


def who_does(launch: Launch, count: int, *, first: bool) -> str:
    """It, some, or all; that they are some of these is said once."""
    if launch.num_conns == 1:
        return "It"
    if count == launch.num_conns:
        return "All of them"
    return f"{exact(count)} of them" if first else exact(count)


def counted(number: int, thing: str) -> str:
    """So many of them."""
    return f"{exact(number)} {thing}{'' if number == 1 else 's'}"
