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
        self.said: object = None
        """What the words are about, as they are now."""

    def show(self) -> None:
        """Say it. Said again at every beat it would lay out the screen each time."""
        moment = self.moment()
        if moment != self.said:
            self.said = moment
            self.update(self.words())

    def moment(self) -> object:
        """All that the words depend on."""
        session = self.view.session
        return session.name, session.address, self.view.dead

    def words(self) -> Content:
        """What the loop is doing, and what to do next."""
        policy, address, ended = self.view.session.name, self.view.session.address, self.view.dead
        host, _, port = address.rpartition(":")
        other = "the tutorial's server instead" if policy == "echo" else "the good server instead"
        if ended:
            first = Content("The server has ended, and nobody is listening.\nIts last picture stays.")
        else:
            first = Content.from_markup(
                "The loop is asleep in [bold]select()[/], watching one socket for READ.\n"
                "A client that knocks makes that socket readable."
            )
        lines = (
            key_line("l", "one client that stays"),
            key_line("L", "many clients, as you want them"),
            key_line("i", "a connection by hand: you say the bytes"),
            key_line("d", "both servers side by side: what goes wrong"),
            key_line("p", other),
            key_line("?", "what is to be seen here"),
        )
        keys = Content.from_markup("\n\n" + "\n".join(lines))
        outside = Content.assemble("\n\n", ("from outside   ", "$dim"), f"nc {host} {port}")
        return Content.assemble(first, keys, outside)
