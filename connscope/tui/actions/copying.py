"""Copying: what is on the screen, as plain text for somebody else."""

import platform
import sys

from connscope import __version__
from connscope.connections import Connection
from connscope.tui.actions.acting import Acting
from connscope.tui.command import TERMINAL
from connscope.units import amount

WRITTEN = (
    ("y", "line", "the one under the cursor, all of it"),
    ("a", "all", "what the program has written, the newest of it if it is much"),
)
CHOICES = (
    ("y", "row", "row", "what is under the cursor or marked, as it stands here"),
    ("h", "hex", "bytes as hex", "outb, the last bytes received and sent"),
    ("r", "repr", "bytes, Python", "the same as Python writes them"),
    ("s", "story", "whole story", "call by call, fit for a bug report"),
)
"""Key, name in `copyable`, label, what it is."""


class Copying(Acting):
    """What goes to the clipboard."""

    def action_copy(self) -> None:
        """A line of events or source as it is; of a connection what is wanted of it."""
        if self.pane in ("events", "code"):
            self.copy(self.current.copied(), "the line")
            return
        from connscope.tui.option import Option
        from connscope.tui.screens.choice import Choice  # nobody waits for it at the start

        if self.pane == TERMINAL:
            self.app.push_screen(Choice("Copy", [Option(*each) for each in WRITTEN]), self.copy_written)
            return
        options = [Option(key, label, says) for key, _, label, says in CHOICES]
        self.app.push_screen(Choice("Copy", options), self.copy_choice)

    def copy_written(self, key: str | None) -> None:
        """Of what the program has written."""
        if key and self.terminal is not None:
            text, what = self.terminal.all_copied() if key == "a" else (self.terminal.copied(), "the line")
            self.copy(text, what)

    def copy_choice(self, key: str | None) -> None:
        """What was chosen, of all that are marked or of the one under the cursor."""
        from connscope.story import copyable

        name = next((name for each, name, _, _ in CHOICES if each == key), "")
        if name == "row":
            self.copy(self.current.copied(), "the row")
        elif name:
            texts = [copyable(conn, "", lambda conn=conn: self.story_of(conn))[name]() for conn in self.meant]  # type: ignore[misc]
            self.copy("\n".join(texts) or "No connection is chosen.\n", f"the {name}")

    @property
    def meant(self) -> list[Connection]:
        """The connections that are marked or under the cursor; of our clients, their own ends."""
        if self.pane != "clients":
            return self.connections.picked
        ledger = self.view.ledger
        clients = [ledger.clients[number] for number in self.clients.picked]
        return [conn for client in clients if (conn := ledger.connection_of(client))]

    def story_of(self, conn: Connection) -> str:
        """All that is known of a connection, both ends if both are here."""
        from connscope.story import story

        view, session = self.view, self.session
        where = f"Python {platform.python_version()} on {sys.platform}"
        setting = f"connscope {__version__} · {session.name} at {session.address} · {where}"
        other = view.ledger.partner(conn)
        return story(conn, view.name(conn), view.journal.facts, view.time_of_day, other=other, setting=setting)

    def copy(self, text: str, what: str) -> None:
        """Hand it to the terminal, which hands it to the clipboard."""
        self.app.copy_to_clipboard(text)
        lines = text.count("\n") or 1
        self.tell(f"Copied {what}: {text}" if lines == 1 else f"Copied {what}: {lines} lines, {amount(len(text))}.")
