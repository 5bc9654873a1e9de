"""Launching: our own clients, one or many, and what is done to them afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from connscope.tui.actions.acting import Acting
from connscope.units import exact
from connscope.wishes import EndClient, EndClients, FreezeClient, LaunchClients, ThawClient

if TYPE_CHECKING:
    from connscope.launches import Launch


class Launching(Acting):
    """What is done to our own clients."""

    launched: "Launch | None" = None
    """What was launched last by the form, which begins with it."""

    @property
    def nobody_listens(self) -> bool:
        """Whether a client of our server would be refused; said at once."""
        if self.view.dead:
            self.tell("Nobody listens: r restarts the server.", "warning")
        return self.view.dead

    def action_launch_one(self) -> None:
        """A client that stays."""
        self.once_it_serves(self.launch_one)

    def launch_one(self) -> None:
        """The same, now."""
        if not self.nobody_listens and self.told_why_not(self.session.launch_one):
            self.soon()

    def once_it_serves(self, do: Callable[[], object]) -> None:
        """Do it, now: of a server of ours one may know that it is about to begin."""
        do()

    def told_why_not(self, launch: Callable[[], None]) -> bool:
        """Launch, or say why it cannot be; answers whether it was."""
        try:
            launch()
        except (OSError, ValueError) as error:
            self.tell(not_launched(error), "error")
            return False
        return True

    def action_launch_many(self) -> None:
        """Ask how many, and what they are to do."""
        from connscope.tui.screens.launcher import Launcher  # nobody waits for it at the start

        form = Launcher((self.session.host, self.session.port), self.launched, self.refused)
        self.app.push_screen(form, self.launch_many)

    def refused(self, launch: "Launch") -> str:
        """Why there is no room for so many connections; else empty."""
        from connscope.launches import refused

        return refused(launch.num_conns, 1, self.session.room(launch.host, launch.port))

    def launch_many(self, launch: "Launch | None") -> None:
        """Start them, if they are still wanted."""
        if launch is not None:
            self.once_it_serves(lambda: self.launch_now(launch))

    def launch_now(self, launch: "Launch") -> None:
        """The same, now. A thread does it: to look for a host's address may take its time."""
        if self.session.serves(launch.host, launch.port) and self.nobody_listens:
            return
        self.launched = launch
        self.clients.expect(launch.num_conns)
        self.show_clients()
        from connscope.tui.wishing import crowd_of  # no start waits for what clients are

        self.run_worker(lambda: self.start(crowd_of(launch), launch.num_conns), thread=True)
        self.soon()

    def start(self, wishes: list[LaunchClients], num_conns: int) -> None:
        """Have them launched; called in a thread of its own."""
        was_narrow = self.session.narrowed
        try:
            self.session.launch(*wishes)
        except (OSError, ValueError) as error:
            self.app.call_from_thread(self.clients.expect, -num_conns)
            self.app.call_from_thread(self.tell, not_launched(error), "error")
        else:
            narrower = self.session.narrowed and not was_narrow
            said = launched(num_conns) + " The server's buffers are small too, until r." * narrower
            self.app.call_from_thread(self.tell, said)

    def show_clients(self) -> None:
        """Where there is room for one pane more only, let it be theirs; the keys stay where they are."""
        self.wish = self.wish._replace(below="clients", beside="clients")
        self.make_room()

    # What is done to them afterwards.

    @property
    def picked_clients(self) -> list[int]:
        """Our clients that a key acts on: those marked or under the cursor, in this pane, and still there."""
        ledger = self.view.ledger
        if self.pane == "clients":
            numbers = self.clients.picked
        else:
            numbers = [client.id for conn in self.connections.picked if (client := ledger.client_at(conn))]
        there = ((number, ledger.clients.get(number)) for number in numbers)
        return [number for number, client in there if client is not None and not client.ended_at]

    def action_end(self) -> None:
        """End the client under the cursor, or those that are marked."""
        numbers = self.picked_clients
        for number in numbers:
            self.session.do(EndClient(number))
        self.tell(f"Ending {counted(numbers)}." if numbers else "No client of ours that is still there.")
        self.soon()

    def action_end_clients(self) -> None:
        """End all of them."""
        count = sum(not client.ended_at for client in self.view.ledger.clients.values())
        self.session.do(EndClients())
        self.tell(f"Ending all {exact(count)} clients." if count else "No client of ours is out there.")
        self.soon()

    def action_freeze(self) -> None:
        """Stop their reading or, if the first of them has stopped, let all read again."""
        if numbers := self.picked_clients:
            self.have_them_read(numbers, self.view.ledger.clients[numbers[0]].frozen)
        else:
            self.tell("No client of ours that is still there: only ours can be frozen.")

    def have_them_read(self, numbers: list[int], reads: bool) -> None:
        """Thaw them, or freeze them."""
        for number in numbers:
            self.session.do(ThawClient(number) if reads else FreezeClient(number))
        self.tell(f"{counted(numbers)} {READS[reads][len(numbers) > 1]}.")
        self.soon()


READS = {
    True: ("reads again", "read again"),
    False: ("does not read: z again thaws it", "do not read: z again thaws them"),
}
"""What one does then, and what several do."""


def counted(numbers: list[int]) -> str:
    """One by its name, several by how many they are."""
    return f"client-{numbers[0]}" if len(numbers) == 1 else f"{exact(len(numbers))} clients"


def not_launched(error: Exception) -> str:
    """Why nothing came of it."""
    return f"Not launched: {getattr(error, 'strerror', None) or error}"


def launched(num_conns: int) -> str:
    """What was done."""
    return "1 client is on its way." if num_conns == 1 else f"{exact(num_conns)} clients are on their way."
