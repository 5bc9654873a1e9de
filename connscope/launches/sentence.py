"""What will happen, in plain words: the sentence below the form."""

from connscope.launches.launch import Launch
from connscope.text import visible
from connscope.units import amount, exact


def sentence(launch: Launch) -> str:
    """Who says what to whom, and who does not read."""
    who = f"{counted(launch.num_conns, 'connection')} to {address(launch)}"
    each = "each says" if launch.num_conns > 1 else "it says"
    slow = f" {slow_ones(launch)}." if launch.slow else ""
    return f"{who}: {each} {what(launch)}{pace(launch)}{ending(launch)}.{slow}"


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


def ending(launch: Launch) -> str:
    """When it is over."""
    if not launch.repeat:
        return ", until stopped"
    return ", and stays" if launch.stay else ", and closes when all is back"


def slow_ones(launch: Launch) -> str:
    """Who does not read as the others do, and for how long."""
    one = launch.slow == 1
    if launch.slow_rate:
        how = f"{'reads' if one else 'read'} {amount(launch.slow_rate)} a second"
    else:
        how = "does not read" if one else "do not read"
    until = "until thawed by hand (z)" if launch.thaw is None else f"for {launch.thaw:g} s"
    return f"{who_is_slow(launch)} {how} {until}"


def who_is_slow(launch: Launch) -> str:
    """It, some, or all."""
    if launch.num_conns == 1:
        return "It"
    return f"{exact(launch.slow)} of them" if launch.slow < launch.num_conns else "All of them"


def counted(number: int, thing: str) -> str:
    """So many of them."""
    return f"{exact(number)} {thing}{'' if number == 1 else 's'}"
