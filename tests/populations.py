"""Whatever a population can be asked for: groups of behaviours, for tests that try laws."""

from hypothesis import assume
from hypothesis import strategies as st

from connscope.clients.behaviours import BEHAVIOURS, clash, parameters
from connscope.launches import LONGEST_GROUPS, Group, spelled
from connscope.launches.groups import Behaving, Groups, clashes

MICROSECONDS = st.integers(0, 10_000_000).map(lambda n: n / 1_000_000)
SIZES = st.integers(1, 100_000) | st.integers(1, 64).map(lambda n: n << 10)


@st.composite
def behaving(draw: st.DrawFn, names: tuple[str, ...] = tuple(BEHAVIOURS)) -> Behaving:
    """Any behaviour, with some of its parameters."""
    name = draw(st.sampled_from(names))
    usual = parameters(BEHAVIOURS[name])
    chosen = [word for word in usual if draw(st.booleans())]
    values = {word: float(draw(SIZES if isinstance(usual[word], int) else MICROSECONDS)) for word in chosen}
    try:
        BEHAVIOURS[name](**values)
    except ValueError:
        assume(False)
    return name, values


@st.composite
def any_group(draw: st.DrawFn, most: int) -> Group:
    """One that is so many connections at most."""
    behaviours = [draw(behaving())]
    other = draw(behaving())
    if not clash((behaviours[0][0], other[0])) and other[0] != behaviours[0][0]:
        behaviours.append(other)
    count = draw(st.none() | st.integers(0, most))
    share = draw(st.integers(0, 200).map(lambda half: half / 2)) if count is None and draw(st.booleans()) else None
    return Group(tuple(behaviours), count, share)


@st.composite
def any_groups(draw: st.DrawFn, num_conns: int) -> Groups:
    """Several, that can all be had at once."""
    groups: list[Group] = []
    for _ in range(draw(st.integers(0, 3))):
        more = [*groups, draw(any_group(num_conns // 4))]
        taken = sum(group.count or 0 for group in more)
        shares = sum(group.share or 0 for group in more)
        if taken + shares * num_conns / 100 + len(more) <= num_conns and not list(clashes(more)):
            groups = more
    assume(len(spelled(groups)) <= LONGEST_GROUPS)
    return tuple(groups)
