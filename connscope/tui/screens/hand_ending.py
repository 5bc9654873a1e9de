"""What is done to a connection by hand besides speaking: its reading, its options, its end."""

from connscope.tui.screens.confirm import Confirm
from connscope.tui.screens.hand_saying import HandSaying
from connscope.units import amount
from connscope.wishes import (
    EndClient,
    FreezeClient,
    HalfCloseClient,
    ReadClientOptions,
    ResetClient,
    SetClientOption,
    ThawClient,
    Wish,
)

ENDED = {"close": "closed by us", "reset": "reset by us, without a goodbye"}


class HandEnding(HandSaying):
    """Asked first only where that loses something."""

    def action_freeze(self) -> None:
        """Stop reading, or read again."""
        if self.it.frozen:
            self.do(ThawClient(self.it.number), "It reads again.")
        else:
            self.do(
                FreezeClient(self.it.number), "❆ It does not read: what comes waits in the kernel. z thaws it.", "warn"
            )

    def action_half_close(self) -> None:
        """Say no more, once all that was said is gone."""
        waits = f" once {amount(self.it.unsent)} are gone" if self.it.unsent else ""
        self.do(HalfCloseClient(self.it.number), f"Nothing more is said{waits}: the other side reads an end.")

    def action_close(self) -> None:
        """Close it; asked first where that loses something."""
        self.unless_lost("Close it?", "close", EndClient(self.it.number))

    def action_reset(self) -> None:
        """End it without a goodbye; asked first where that loses something."""
        self.unless_lost("Reset it?", "reset", ResetClient(self.it.number))

    def unless_lost(self, question: str, word: str, wish: Wish) -> None:
        """Do it at once where nothing is lost by it."""
        lost = self.what_is_lost()
        if not lost or self.it.over:
            self.end(wish, ENDED[word])
            return
        confirm = Confirm(question, f"That loses {lost}.")
        self.app.push_screen(confirm, lambda yes: self.end(wish, ENDED[word]) if yes else None)

    def end(self, wish: Wish, how: str) -> None:
        """Do it, and remember how it was ended."""
        if self.do(wish, f"{how.capitalize()}."):
            self.desk.ended_how = how

    def what_is_lost(self) -> str:
        """The bytes that would never arrive, in words; empty if there are none that we know of."""
        unread = self.exchange.unread
        words = [f"{amount(self.it.unsent)} said and not sent"] if self.it.unsent else []
        return ", and ".join([*words, *([f"{amount(unread)} not read"] if unread else [])])

    def action_options(self) -> None:
        """Read them, and have them set."""
        from connscope.tui.screens.socket_options import SocketOptions

        if self.do(ReadClientOptions(self.it.number), "Its options, as the kernel says them."):
            self.app.push_screen(SocketOptions(self.it), self.set_options)

    def set_options(self, wanted: dict[str, int] | None) -> None:
        """Ask the kernel for those that were changed."""
        for name, value in (wanted or {}).items():
            if not self.do(SetClientOption(self.it.number, name, value), "Asked for: the top line has what was given."):
                return
