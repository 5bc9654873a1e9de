"""Which panes are seen on a terminal of a given size: a pure function, so that every size can be tried.

The table of connections always is. On a small terminal one more pane stands below it; on a usual one the detail, the
events, and beside the detail the source, our clients, or what the program writes; on a wide one all of them. While time
stands still the source is always among them, and the table makes room for it. A program that writes before it has a
socket is read first of all.
"""

from typing import NamedTuple

SMALL = (100, 32)
"""Below this many columns or rows there is room for the table and one more pane."""
WIDE = 160
"""From so many columns on there is room for all."""
TINY = (60, 20)
"""Below this there is no room for anything."""
TALL = 36
"""From so many rows on there is room for the program's words below ours, while nobody is there."""
SPARE = (70, 24)
"""From so many columns and rows on there is a row for where the bytes are, if the detail does not show it."""


NONE, THERE, SPEAKS, SPOKE = "none", "there", "speaks", "spoke"
"""The program's terminal: there is none; there is one; it is all that there is to be seen of it; or that there was."""
SHARED = ("code", "clients", "terminal")
"""Who stands beside the detail in turn."""


class Wish(NamedTuple):
    """What was asked for last."""

    pane: str = "connections"
    """The one that has the keys."""
    below: str = "events"
    """The one that stands below the table where there is room for one only,"""
    below_held: str = "code"
    """and the one that does so while time stands still."""
    beside: str = "code"
    """The one that stands beside the detail where there is room for one only."""
    alone: bool = False
    """The one that has the keys is to have the screen to itself."""

    def looking_at(self, pane: str, *, stands: bool = False) -> "Wish":
        """The same with the keys in another pane, which is seen from now on."""
        beside = pane if pane in SHARED else self.beside
        wish = self._replace(pane=pane, beside=beside)
        if pane == "connections":
            return wish
        return wish._replace(below_held=pane) if stands else wish._replace(below=pane)


class Room(NamedTuple):
    """How the panes are arranged, a class of `app.tcss`, and which are seen."""

    arrangement: str
    panes: tuple[str, ...]
    way: bool = False
    """Whether there is a row for where the bytes are."""


ARRANGEMENTS = ("alone", "small", "usual", "wide", "speaking", "early")


def room_for(
    size: tuple[int, int], wish: Wish, empty: bool = False, stands: bool = False, terminal: str = NONE
) -> Room:
    """What fits. Empty: nobody is there yet, and the table has the screen to itself. Stands: time stands still."""
    room = (early(size, wish, terminal) if empty else None) or panes_for(size, wish, stands, terminal)
    spare = size[0] >= SPARE[0] and size[1] >= SPARE[1]
    return room._replace(way=spare and not empty and "detail" not in room.panes)


def early(size: tuple[int, int], wish: Wish, terminal: str) -> Room | None:
    """While nobody is there: the table with what we have to say, or the program's terminal; None: what was asked for.

    Of a server of ours there is nothing else to be seen then; of a program there is its source.
    """
    if terminal == NONE:
        return Room("alone", ("connections",))
    if wish.alone or wish.pane not in ("connections", "terminal"):
        return None
    both, tall = ("connections", "terminal"), size[1] >= TALL
    if wish.pane == "terminal" or terminal == SPEAKS or (terminal == SPOKE and not tall):
        return Room("speaking", both)
    return Room("early", both) if tall else Room("alone", ("connections",))


def panes_for(size: tuple[int, int], wish: Wish, stands: bool, terminal: str) -> Room:
    """Which panes, and how they are arranged."""
    width, height = size
    if wish.alone:
        return Room("alone", (wish.pane,))
    if width < SMALL[0] or height < SMALL[1]:
        return Room("small", ("connections", wish.below_held if stands else wish.below))
    if width < WIDE:
        first = wish.pane if wish.pane in ("clients", "terminal") else "detail"
        panes = (first, "code") if stands else ("detail", wish.beside)
        return Room("usual", ("connections", *panes, "events"))
    theirs = ("terminal",) if terminal != NONE else ()
    return Room("wide", ("connections", "detail", *theirs, "code", "clients", "events"))
