"""The top line: what is observed, how it is doing, and whether the picture is whole."""

from connscope.text import cells, visible
from connscope.tui.cells import state_of
from connscope.tui.look import Part
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import amount, count, exact


class Header(Lines, can_focus=False):
    """One line, drawn anew when it changes."""

    DEFAULT_CSS = """
    Header {
        dock: top;
        height: 1;
        border: none;
        padding: 0 1;
        scrollbar-gutter: auto;
        background: $panel;
        & .lines--text { background: $panel; }
    }
    """

    def __init__(self, view: View) -> None:
        super().__init__(id="header")
        self.view = view

    def count(self) -> int:
        """One."""
        return 1

    def parts(self, _: int, width: int) -> list[Part]:
        """As many facts as there is room for, the most important first."""
        parts: list[Part] = []
        room = width
        for group in self.groups(width):
            size = sum(cells(text) for text, _ in group) + (3 if parts else 0)
            if size > room:
                break
            parts += [("   ", "text"), *group] if parts else group
            room -= size
        return parts

    def groups(self, width: int) -> list[list[Part]]:
        """What there is to say, each a few words."""
        session = self.view.session
        name: list[Part] = [("connscope", "key"), ("  ", "text"), (session.policy, "strong")]
        name.append((" " + visible(session.address, 30), "text"))
        room = width - sum(cells(text) for text, _ in name) - 3
        return [name, *self.trouble(room), *self.health(), *self.traffic()]

    def trouble(self, room: int) -> list[list[Part]]:
        """What makes the picture end or lack something, in as many words as there is room for."""
        ledger, program = self.view.ledger, self.view.program
        groups: list[list[Part]] = []
        if program is not None and not program.running:
            why = f"✕ died: {program.error}" if program.error else "■ ended"
            groups.append([(visible(why, room - 13), "bad"), (" · ", "dim"), ("r", "key"), (" restarts", "text")])
        if ledger.failure:
            groups.append([(visible("✕ the probe failed: " + ledger.failure, room), "bad")])
        return groups

    def health(self) -> list[list[Part]]:
        """How the program's thread is doing."""
        rates, program = self.view.rates, self.view.program
        if program is None or not program.running:
            return []
        cpu = round(rates.cpu * 100)
        busy = "warn" if rates.all_idle else "strong"
        loops: list[Part] = [(count(rates.loops), busy), (" loops/s", "text")]
        loops += [(" all idle", "warn")] if rates.all_idle else []
        return [[("▶ running", "good")], [("cpu ", "text"), (str(cpu), busy), (" %", "text")], loops]

    def traffic(self) -> list[list[Part]]:
        """Who is there, and what moves."""
        view = self.view
        conns = [conn for conn in view.connections() if conn.role == "accepted" and not conn.over]
        full = sum(state_of(conn, view.now) == "send full" for conn in conns)
        groups: list[list[Part]] = []
        if conns:
            word = " client" if len(conns) == 1 else " clients"
            groups.append([(exact(len(conns)), "strong"), (word, "text")])
        if full:
            groups.append([(f"▲ {exact(full)} send full", "mark")])
        if view.rates.echoed >= 1:
            groups.append([(amount(round(view.rates.echoed)) + "/s", "strong"), (" echoed", "text")])
        if view.ledger.left_out:
            groups.append([(f"{exact(view.ledger.left_out)} facts left out", "warn")])
        return groups
