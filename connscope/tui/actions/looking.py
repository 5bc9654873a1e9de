"""Looking: how much of the screen a pane has, how times are told, and which rows are marked."""

from connscope.tui.actions.acting import Acting
from connscope.tui.themes import THEMES


class Looking(Acting):
    """How things are shown, whatever they are."""

    def action_maximise(self) -> None:
        """The pane that has the keys alone, or all again."""
        self.wish = self.wish._replace(alone=not self.wish.alone)
        self.make_room()

    def action_times(self) -> None:
        """The time of day, or the time since the start."""
        self.view.times = "elapsed" if self.view.times == "clock" else "clock"
        self.tell("Times of day." if self.view.times == "clock" else "Seconds since the start.")
        self.tick()

    def action_tcp(self) -> None:
        """What TCP says of the connection, or no more; or why it says nothing."""
        if self.pane == "clients":
            self.choose_client(self.clients.chosen)
        if why := self.untold:
            self.tell(why)
        else:
            self.turn_tcp()

    def turn_tcp(self) -> None:
        """On or off; where the detail is not in view, it comes."""
        tells = not (self.detail.tells_tcp and self.detail.display)
        if not self.detail.display:
            self.go_to("detail")
        self.detail.tell_tcp(tells and self.detail.display)

    @property
    def untold(self) -> str:
        """Why TCP says nothing of what is chosen; empty if it does, or if nobody has come yet."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        if self.empty or (conn is not None and conn.role in ("accepted", "connected")):
            return ""
        if conn is not None and conn.role == "listening":
            return "That is the listening socket: TCP_INFO is told of connections."
        return "No connection is chosen."

    def action_theme(self) -> None:
        """The next one."""
        names = list(THEMES)
        name = names[(names.index(self.app.theme) + 1) % len(names)]
        self.app.theme = name
        self.tell(f"Theme {name}.")

    def action_mark(self) -> None:
        """The row under the cursor."""
        self.rows_pane.toggle_mark()
