"""One more behaviour in the text of a form: where it is put, all its parameters spelled out, and for how many."""

from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.launches.groups import Group, sizes
from connscope.launches.spelling import BETWEEN_GROUPS, read_groups, spelled_group

FEW = 10
"""One in so many connections: enough to be seen, and most are well."""


def added(text: str, cursor: int, name: str, num_conns: int) -> tuple[str, int]:
    """The text with that behaviour behind the group in which the cursor stands, and where the cursor is then.

    Behind a `+` it acts with those before it; else it is a group of its own.
    """
    end = next((found.start() for found in BETWEEN_GROUPS.finditer(text) if found.start() >= cursor), len(text))
    before, after = text[:end].rstrip(), text[end:]
    joins = before.endswith("+")
    count = None if joins else sensible(text, num_conns)
    usual = {word: float(value) for word, value in parameters(BEHAVIOURS[name]).items()}
    own = spelled_group(Group(((name, usual),), count))
    between = " " if joins or before.endswith(("|", ";")) else " | "
    before = f"{before}{between}{own}" if before else own
    return before + (f" {after}" if after else ""), len(before)


def sensible(text: str, num_conns: int) -> int:
    """A tenth of the connections, or what the other groups leave of them; one at least, if there is one or not."""
    try:
        left = num_conns - sum(sizes(read_groups(text), num_conns))
    except ValueError:
        left = num_conns
    return max(1, min(num_conns // FEW, left))
