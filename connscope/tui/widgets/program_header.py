"""The top line over somebody's own program: what it is, what it does, and what of it cannot be seen."""

from connscope.text import visible
from connscope.tui.look import Part
from connscope.tui.program_state import doing
from connscope.tui.program_view import ProgramView
from connscope.tui.widgets.header import NARROW, Group, Header, back_by
from connscope.units import amount, exact
from connscope.wording.unseen import advice, unseen_bytes

NAME_CELLS = 24
ADDRESS_CELLS = 30


class ProgramHeader(Header):
    """One line, drawn anew when it changes."""

    view: ProgramView

    def name_of(self, width: int) -> list[Part]:
        """The script, its process, and where it listens."""
        session = self.view.session
        program = session.ledger.programs.get(session.name)
        parts: list[Part] = [("connscope", "key"), ("  ", "text"), (visible(session.name, NAME_CELLS), "strong")]
        if program is not None and program.pid and width >= NARROW:
            parts.append((f" pid {program.pid}", "dim"))
        if session.address:
            port = ":" + session.address.rpartition(":")[2]
            parts.append((" " + visible(session.address if width >= NARROW else port, ADDRESS_CELLS), "text"))
            others = len(session.listeners) - 1
            parts += [(f" +{others}", "dim")] if others else []
        return parts

    def trouble(self, room: int) -> list[Group]:
        """How it ended, and what of it cannot be seen."""
        ledger = self.view.session.ledger
        state = doing(self.view)
        groups = []
        if state.over:
            glyph, words, role, _ = state
            why = visible(f"{glyph} {words}", max(0, room - 13))
            groups.append(Group(0, [(why, role), (" · ", "dim"), ("r", "key"), (" restarts", "text")]))
        groups += self.clients_trouble(room)
        if ledger.failure:
            groups.append(Group(0, [(visible("✕ the probe failed: " + ledger.failure, room), "bad")]))
        if ledger.unwatched:
            many = len(ledger.unwatched)
            groups.append(Group(1, [(f"{exact(many)} process{'es' * (many > 1)} unwatched", "warn")]))
        return groups

    def moment(self, width: int) -> list[Group]:
        """What it does at present, and which moment is shown."""
        view, state = self.view, doing(self.view)
        groups = [] if state.over else [Group(0, [state.part])]
        if not view.is_live:
            groups.append(Group(0, [("◂ view ", "mark"), (back_by(view.present - view.now), "mark")]))
        elif view.stands and width >= NARROW:
            groups.append(Group(3, [("view ", "dim"), ("live", "text")]))
        processes = len([each for each in view.ran if each.running])
        if processes > 1:
            groups.append(Group(4, [(exact(processes), "strong"), (" processes", "text")]))
        return groups

    def traffic(self) -> list[Group]:
        """How many sockets are open, and what moves."""
        view, rates = self.view, self.view.rates
        there = view.roll.open
        groups: list[Group] = []
        if there:
            groups.append(Group(4, [(exact(there), "strong"), (" open", "text")]))
        for speed, way in ((rates.received, "in"), (rates.echoed, "out")):
            if speed >= 1:
                groups.append(Group(6, [(amount(round(speed)) + "/s", "strong"), (f" {way}", "text")]))
        return groups + self.full()

    def missing(self, width: int) -> list[Group]:
        """How many events were left out, and what nobody saw."""
        view, groups = self.view, super().missing(width)
        if view.ledger.unseen:
            size = unseen_bytes(view.ledger)  # of none it is known only that there is something to be seen
            groups.append(Group(1, [(f"▲ {amount(size) if size else 'sockets'} unseen", "warn")]))
            groups += [Group(2, [(said, "warn")])] if (said := advice(view.ledger)) else []
        return groups
