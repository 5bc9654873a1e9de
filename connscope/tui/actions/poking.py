"""Poking: what is done by hand to the server's side of connections, and asked before where something is lost by it."""

from collections.abc import Sequence
from functools import partial

from connscope.connections import Connection
from connscope.events import ConnId
from connscope.text import visible
from connscope.tui.actions.launching import Launching
from connscope.tui.deeds import DEEDS, apt, cost, in_general, offered, touchable, why_not
from connscope.tui.option import Option
from connscope.units import exact

Ids = tuple[ConnId, ...]
IN_VAIN = {"stop": "Reading is stopped already.", "resume": "Reading goes on: nobody has stopped it."}
BY_HAND = "by hand"
"""How a client behaves that somebody speaks for: it ends by nothing that comes."""
ALL = "a"
"""The key in the menu that offers the same for all rows."""


class Poking(Launching):
    """The menu, what it asks for besides, and the wishes that come of it."""

    def action_poke(self) -> None:
        """Offer what can be done to what is under the cursor or marked."""
        if ids := self.those_meant:
            self.offer(ids)

    def action_deed(self, name: str) -> None:
        """Do it to what is under the cursor or marked, without the menu."""
        if ids := self.those_meant:
            self.begin(name, ids)

    # Whom it is done to.

    @property
    def those_meant(self) -> Ids:
        """The connections that are marked or under the cursor, and still there; if none is, it is said why."""
        meant = self.servers_ends
        there = touchable(meant)
        if not self.view.is_live:
            self.tell("This is the past: end shows the present, in which something can be done.")
        elif self.session.ledger.failure:
            self.tell("The probe has retired: nothing can be done by hand.", "warning")
        elif not there:
            self.tell(why_not(meant, self.view.called))
        else:
            return tuple(conn.id for conn in there)
        return ()

    @property
    def servers_ends(self) -> list[Connection]:
        """The rows that a key acts on; of our own clients the server's end."""
        ledger = self.view.ledger
        if self.pane != "clients":
            return self.connections.picked
        clients = [ledger.clients[number] for number in self.clients.picked if number in ledger.clients]
        ends = [conn for client in clients if (conn := ledger.connection_of(client))]
        return [end for conn in ends if (end := ledger.partner(conn))]

    def still_there(self, ids: Ids) -> list[Connection]:
        """Those of them that are not over by now."""
        connections = self.session.ledger.connections
        return touchable(conn for conn_id in ids if (conn := connections.get(conn_id)))

    def whom(self, ids: Ids) -> str:
        """One by its name, several by how many they are."""
        conn = self.session.ledger.connections.get(ids[0]) if len(ids) == 1 else None
        return visible(self.view.called(conn), 40) if conn is not None else f"{exact(len(ids))} connections"

    # The menu.

    def offer(self, ids: Ids) -> None:
        """What can be done to these."""
        conns = self.still_there(ids)
        if not conns:
            self.tell("They are over by now.")
            return
        from connscope.tui.screens.choice import Choice  # nobody waits for it at the start

        options = self.options(conns)
        of_all = self.all_rows
        if len(of_all) > len(conns):
            options.append(self.option_for_all(len(of_all)))
        self.app.push_screen(Choice(self.title_of(conns), options), partial(self.take_deed, ids))

    def title_of(self, conns: Sequence[Connection]) -> str:
        """Whom the menu is about."""
        ids = {conn.id for conn in conns}
        if len(ids) == 1:
            return f"{self.whom(tuple(ids))} · fd {conns[0].fd}"
        return f"{exact(len(ids))} {'marked ' * (ids <= self.connections.marks)}connections"

    def options(self, conns: Sequence[Connection]) -> list[Option]:
        """A line for each thing."""
        here = offered(conns, self.policy)
        deeds = ((DEEDS[name], says) for name, says in here.items())
        can_be = ((deed, says) for deed, says in deeds if not deed.needs or getattr(self.session, deed.needs))
        return [Option(deed.key, deed.label, self.in_words(says)) for deed, says in can_be]

    @property
    def policy(self) -> str:
        """Which server of ours it is whose end of a connection is meant; empty for somebody's own program."""
        return self.session.name if self.session.is_ours else ""

    def in_words(self, words: str) -> str:
        """What a deed comes to, said of what is observed."""
        return words if self.session.is_ours else in_general(words)

    @property
    def all_rows(self) -> Ids:
        """All open connections that the filter lets through."""
        return tuple(conn.id for conn in self.still_there(tuple(self.connections.rows)))

    def option_for_all(self, count: int) -> Option:
        """The same menu for all of them."""
        wanted = self.connections.filter
        says = f"the same for all that match “{visible(wanted, 20)}”" if wanted else "the same for all that are open"
        return Option(ALL, f"all {exact(count)}…", says)

    def take_deed(self, ids: Ids, key: str | None) -> None:
        """What was chosen in the menu for these."""
        if key == ALL:
            self.offer(self.all_rows)
        for name, deed in DEEDS.items():
            if key and deed.key == key:
                self.begin(name, ids)

    # From a deed to its wishes.

    def begin(self, name: str, ids: Ids) -> None:
        """Ask for what it needs besides, if anything."""
        asks = {"inject": self.ask_bytes, "buffers": self.ask_buffers}.get(name)
        if asks is not None:
            asks(ids)
        else:
            self.consider(name, ids)

    def ask_bytes(self, ids: Ids) -> None:
        """Which bytes."""
        from connscope.launches import LONGEST_TEXT, inert  # nobody waits for it at the start
        from connscope.tui.asked import BYTES_NOTE, COMPARES, read_bytes
        from connscope.tui.screens.prompt import Prompt

        note = f"{BYTES_NOTE}\n{COMPARES}" if self.who_compares(ids) else BYTES_NOTE
        prompt = Prompt(f"Put in towards {self.whom(ids)}", note, LONGEST_TEXT, read_bytes, inert)
        self.app.push_screen(prompt, lambda data: self.do_to("inject", ids, data) if data else None)

    def who_compares(self, ids: Ids) -> bool:
        """Whether a client of ours is among them that ends by what it has not said."""
        clients = self.session.ledger.clients.values()
        compare = {client.own for client in clients if not client.ended_at and client.behaviour != BY_HAND}
        return any(conn.address in compare for conn in self.still_there(ids))

    def ask_buffers(self, ids: Ids) -> None:
        """How large."""
        from connscope.tui.asked import PIPES
        from connscope.tui.screens.choice import Choice

        options = [Option(key, label, says) for key, (label, says, _) in PIPES.items()]
        self.app.push_screen(Choice(f"Buffers of {self.whom(ids)}", options), partial(self.take_buffers, ids))

    def take_buffers(self, ids: Ids, key: str | None) -> None:
        """The size that was chosen, or the number that is still to be typed."""
        from connscope.tui.asked import LONGEST_SIZE, PIPES, SIZE_NOTE, read_size
        from connscope.tui.screens.prompt import Prompt

        if key not in PIPES:
            return
        if size := PIPES[key][2]:
            self.do_to("buffers", ids, size)
            return
        prompt = Prompt(f"Buffers of {self.whom(ids)}", SIZE_NOTE, LONGEST_SIZE, read_size)
        self.app.push_screen(prompt, lambda size: self.do_to("buffers", ids, size) if size else None)

    def consider(self, name: str, ids: Ids) -> None:
        """Do it; if something is lost by it, only after a yes."""
        from connscope.tui.screens.confirm import Confirm  # nobody waits for it at the start

        conns = self.still_there(ids)
        lost = cost(name, conns, self.policy)
        if not lost:
            self.do_to(name, ids)
            return
        question = f"{DEEDS[name].bare.capitalize()} {self.whom(ids)}?"
        self.app.push_screen(Confirm(question, lost + "."), lambda yes: self.do_to(name, ids) if yes else None)

    def do_to(self, name: str, ids: Ids, value: object = None) -> None:
        """Wish it of all to whom it can still be done."""
        there = self.still_there(ids)
        conns = apt(name, there)
        try:
            for conn in conns:
                self.session.do(DEEDS[name].wishes(conn.id, value))
        except ValueError as error:
            self.tell(str(error), "warning", 5.0)
            return
        if conns:
            self.tell(DEEDS[name].doing.format(self.whom(tuple(conn.id for conn in conns))) + ".")
        else:
            self.tell(IN_VAIN[name] if there else "That is over by now.")
        self.soon()
