"""What stands below the listening socket while nobody has come: what the loop is doing, and what to do next."""

from textual.content import Content
from textual.widgets import Static

from connscope.tui.view import View


def key_line(key: str, does: str) -> str:
    """A key, and what it does. Both are ours: the markup is never made from data."""
    return f"[bold $accent]{key}[/]   {does}"


class Welcome(Static):
    """Words, not data."""

    DEFAULT_CSS = """
    Welcome {
        layer: above;
        height: auto;
        width: 1fr;
        margin: 5 4 1 6;
        background: $background;
        color: $foreground;
    }
    """

    def __init__(self, view: View) -> None:
        super().__init__(id="welcome")
        self.view = view

    def show(self) -> None:
        """Say it for the policy that serves."""
        host, _, port = self.view.session.address.rpartition(":")
        other = "the tutorial's server instead" if self.view.session.policy == "echo" else "the good server instead"
        program = self.view.program
        if program is not None and not program.running:
            first = Content("The server has ended, and nobody is listening.\nIts last picture stays.")
        else:
            first = Content.from_markup(
                "The loop is asleep in [bold]select()[/], watching one socket for READ.\n"
                "A client that knocks makes that socket readable."
            )
        keys = Content.from_markup(
            "\n\n\n"
            + key_line("l", "one client that stays")
            + "\n"
            + key_line("p", other)
            + "\n"
            + key_line("?", "what is to be seen here")
        )
        outside = Content.assemble("\n\n", ("from outside   ", "$dim"), f"nc {host} {port}")
        self.update(Content.assemble(first, keys, outside))
