"""What stands in the table's place as long as somebody's program has touched no socket, and after it has ended so."""

from textual.content import Content

from connscope.text import visible
from connscope.tui.program_state import Doing, doing
from connscope.tui.program_view import ProgramView
from connscope.tui.widgets.welcome import Welcome, key_line
from connscope.wording.unseen import unseen_sentence

TRIES = (
    "Does it begin what it is to do? Its terminal (6) shows what it says.",
    "What it is to be told stands behind its name:",
)
"""What to look at when a program ended so."""


class ProgramWelcome(Welcome):
    """Words, not data; what is data is never taken for markup."""

    DEFAULT_CSS = "ProgramWelcome { margin: 3 4 1 6; }"

    view: ProgramView

    def moment(self) -> object:
        """Its state, and who cannot be watched."""
        ledger = self.view.session.ledger
        return doing(self.view), self.view.session.name, len(ledger.unwatched), unseen_sentence(ledger)

    def words(self) -> Content:
        """What it does, and what to do next."""
        state, name = doing(self.view), visible(self.view.session.name, 40)
        said = self.ended(name, state) if state.over else [self.runs(name, state)]
        return Content.assemble(*said, *self.unwatched(), *self.unseen(), "\n\n", *self.keys(state))

    def runs(self, name: str, state: Doing) -> Content:
        """It may still come to it."""
        if state.words.startswith("starting"):
            return Content.assemble((name, "bold"), " is starting…")
        return Content.assemble(
            (name, "bold"),
            " runs: waiting for a socket…\n",
            "As soon as it opens one, in any of its threads and processes, that is seen here.",
        )

    def ended(self, name: str, state: Doing) -> list[Content | str]:
        """It has not come to it."""
        command = visible(self.view.session.command, 60)
        return [
            Content.assemble((name, "bold"), f" {state.words}: it ended without touching a socket.\n\n"),
            f"{TRIES[0]}\n{TRIES[1]}\n",
            Content.assemble("    connscope run …  as in  ", (command, "$accent")),
        ]

    def unwatched(self) -> list[Content | str]:
        """The first of the processes that cannot be seen, and why."""
        there = list(self.view.session.ledger.unwatched.values())
        if not there:
            return []
        more = f", and {len(there) - 1} more" if len(there) > 1 else ""
        what = visible(there[0].command, 40) or f"process {there[0].pid}"
        return ["\n\n", f"What it started cannot be seen: {what} {visible(there[0].why, 60)}{more}."]

    def unseen(self) -> list[str | tuple[str, str]]:
        """What it has opened past us, why, and how that is avoided."""
        sentence = unseen_sentence(self.view.session.ledger)
        return ["\n\n", (f"▲ {visible(sentence, 300)}", "$warning")] if sentence else []

    def keys(self, state: Doing) -> list[Content]:
        """What helps."""
        again = "start it again" if state.over else "end it, and start it again"
        lines = (
            key_line("r", again),
            key_line("3", "its source"),
            key_line("6", "its terminal: what it writes, and a line to type into"),
            key_line("?", "what is to be seen here"),
        )
        return [Content.from_markup("\n".join(lines))]
