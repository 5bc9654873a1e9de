"""The top line of a connection by hand: whose it is, where to, how it is, and what its socket is set to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from connscope.serving import LOOPBACK
from connscope.text import visible
from connscope.tui.client_cells import CLIENT_STATES
from connscope.tui.view import View
from connscope.tui.widgets.header import NARROW, Group, Header
from connscope.units import amount

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation

STATES = {
    "connecting": CLIENT_STATES["connecting"],
    "open": ("●", "good"),
    "peer done": CLIENT_STATES["peer done"],
    "half-closed": ("◑", "text"),
    "closing": ("◌", "warn"),
    "over": ("■", "dim"),
}
"""Glyph and role of each state of a conversation."""

SHOWN = ("NODELAY", "SNDBUF", "RCVBUF", "LINGER")


class HandBar(Header):
    """One line; the whole band says so while the program is held."""

    gap = "  "

    def __init__(self, view: View, conversation: "Conversation") -> None:
        super().__init__(view)
        self.conversation = conversation

    def groups(self, width: int) -> list[Group]:
        """What there is to say."""
        it = self.conversation
        name = [
            (f"client-{it.number}", "key"),
            (" → ", "dim"),
            (visible(self.address(width), max(20, width // 3)), "text"),
        ]
        return [Group(0, name), *self.condition(width), *self.settings()]

    def address(self, width: int) -> str:
        """Where to. Where room is short this machine yields."""
        host, _, port = self.conversation.address.rpartition(":")
        return f":{port}" if width < NARROW and host in LOOPBACK else self.conversation.address

    def condition(self, width: int) -> list[Group]:
        """How it is."""
        it = self.conversation
        glyph, role = STATES.get(it.state, ("·", "text"))
        if it.state == "over" and it.error:
            groups = [Group(0, [("✕ ", "bad"), (visible(it.error, max(12, width // 3)), "bad")])]
        else:
            groups = [Group(0, [(f"{glyph} {it.state}", role)])]
        if it.frozen and it.state != "over":
            groups.append(Group(0, [("❆ frozen", "warn")]))
        if it.finishing and it.state == "open":
            groups.append(Group(1, [("◑ and then no more", "text")]))
        if self.view.stepping.stands:
            groups.append(Group(1, [("❚❚ held", "mark")]))
        return groups

    def settings(self) -> list[Group]:
        """What the socket is set to."""
        options = self.conversation.options
        return [
            Group(rank, [(f"{name.lower()} ", "dim"), (option_text(name, options), "text")])
            for rank, name in enumerate(SHOWN, 3)
            if name in options
        ]


def option_text(name: str, options: Mapping[str, int]) -> str:
    """What an option is set to, in a word."""
    value = options[name]
    if name == "NODELAY":
        return "on" if value else "off"
    if name == "LINGER":
        return "off" if value < 0 else f"{value} s"
    return amount(value)
