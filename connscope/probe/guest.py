"""The beginning: the probe is loaded into somebody's program, and watches all of it from then on.

First the channel is opened, last the wrappers are set; if anything fails all is undone, and the program runs as if we
had never come. Nothing here may raise into the program, print, or leave a descriptor or a thread.
"""

from __future__ import annotations

import atexit
import os
from itertools import count
from socket import socket

from . import layout as l
from .arrivals import Arrivals
from .awaits import Awaits
from .discreet import keep_payload_out
from .files import watch_files
from .green import watch_green
from .inplace import Changes, opening, row_in_place
from .late import Late
from .looped import Loops, kinds, looping
from .notation import read
from .packed import packing
from .polls import watch_polls
from .remote import RemoteKeeper
from .ring import Ring
from .ringed import RingProbe
from .rows import NOTHING_YET
from .selects import watch_select
from .settings import settings
from .sockets import ending
from .stalls import Stalls
from .standing import Standing
from .tls import watch_tls
from .transfers import carrying
from .typed import Any, Collection, Dict, Optional
from .uncovered import uncover
from .watching import watching
from .whose import GuestPlaces


class Guest:
    """One probe in one process, and in those that are forked from it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.options = options_in(folder)
        self.ring = Ring(folder, self.options.get("records", l.RECORDS), self.options.get("sockets", l.SOCKETS))
        places, stacks = GuestPlaces(self.ring.name), self.options.get("stacks", True)
        self.probe = RingProbe(self.ring, places)
        if not self.options.get("payload", True):
            keep_payload_out(self.probe)
        self.awaits = Awaits(self.probe, places, Standing(self.probe), stacks=stacks)
        self.stalls = Stalls(self.probe, places) if stacks else None
        self.loops = Loops(self.probe)
        self.changes = Changes()
        self.probe.detach = self.changes.undo
        self.probe.loop_of = self.loops.find  # type: ignore[method-assign]
        self.keeper = RemoteKeeper(self.probe, folder, Late(self.probe, places))
        if self.stalls is not None:
            self.stalls.errand = self.keeper.see_to
        self.probe.row_of = row_in_place(self.probe)  # type: ignore[assignment, method-assign]

    def watch(self) -> None:
        """Set all wrappers."""
        probe, put = self.probe, self.changes.put
        transfers = {**carrying(probe), **packing(probe, payload=self.options.get("payload", True))}
        sockets = {**settings(probe), **ending(probe), **transfers, **opening(probe)}
        put(socket, sockets)
        for kind in kinds():
            put(kind, {**watching(probe, kind), **looping(probe, self.loops, kind)})
        watch_polls(probe, self.loops, self.changes)
        watch_select(probe, self.changes)
        watch_files(probe, self.changes)
        arrivals = Arrivals(probe, self.changes, self.options.get("without", ()))
        arrivals.when("ssl", lambda ssl: watch_tls(probe, self.changes, ssl))
        arrivals.when("gevent._socket3", lambda gevent: watch_green(probe, self.changes, sockets, gevent))
        if self.stalls is not None:
            self.stalls.listen(self.changes)
        os.register_at_fork(
            before=self.keeper.about_to_fork, after_in_parent=self.keeper.undisturbed, after_in_child=self.forked
        )
        atexit.register(self.ended)
        self.ring.state(l.ON)

    def ended(self) -> None:
        """The program has come to the end of its own code; other threads may still run."""
        if not self.probe.failure:
            self.ring.state(l.CLOSING)
            self.keeper.retire()

    def forked(self) -> None:
        """In a forked child: a file of its own, in which what was inherited is told anew, with nothing done so far."""
        try:
            if self.probe.failure:
                self.ring.leave()
                return
            self.ring.fork(os.getppid())
            self.begin_anew()
            self.keeper.forked()
            self.ring.state(l.ON)
        except Exception as error:
            self.not_forked(error)

    def not_forked(self, error: Exception) -> None:
        """The child has no file, or cannot go on with it: it runs as if we had never come."""
        self.probe.failure, self.keeper.retired = f"{type(error).__name__}: {error}", True
        self.changes.undo()
        if self.ring.process == os.getpid():
            self.ring.state(l.RETIRED, self.probe.failure)
        else:
            self.ring.leave()
            leave_word(self.folder, error)

    def begin_anew(self) -> None:
        """Only the thread that forked is here, and each socket and loop has another id."""
        probe = self.probe
        probe.ids = count(l.ids_from(self.ring.process, self.ring.n) + 1)
        probe.threads.clear()
        probe.threads.fresh = count()
        rows, loops = list(probe.rows.values()), list(probe.loops)
        probe.rows.clear()
        probe.free_rows, probe.free_tallies, probe.free_loops = (probe.all_free(*each) for each in probe.tables())
        before = {row.conn: row for row in rows}
        for row in rows:
            row.conn, row.into, row.out = next(probe.ids), NOTHING_YET, NOTHING_YET
            if row.others:
                row.others = {}
        for row in rows:
            row.listener = before[row.listener].conn if row.listener in before else 0
            probe.settle(row)
            probe.rows[row.conn] = row
        for loop in loops:
            loop.settle({old: row.conn for old, row in before.items()})
        probe.places.tell_all()  # type: ignore[attr-defined]
        if self.stalls is not None:
            self.stalls.say(listens=self.stalls.listens)


def options_in(folder: str) -> Dict[str, Any]:
    """What was asked for."""
    try:
        with open(os.path.join(folder, "options"), "rb") as file:
            found = read(file.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


HERE: Optional[Guest] = None
"""That of this process."""


def begin(folder: str, before: Optional[Collection[str]] = None) -> None:
    """Watch this process from now on, if that is possible. Never raises.

    If it is told what was imported before us, what we have imported hides no module of the program's own.
    """
    global HERE
    guest = None
    try:
        guest = Guest(folder)
        guest.watch()
        HERE = guest
    except Exception as error:
        if guest is not None:
            guest.changes.undo()
            guest.ring.state(l.RETIRED, f"{type(error).__name__}: {error}")
        else:
            leave_word(folder, error)
    if before is not None:
        uncover(before)


def leave_word(folder: str, error: Exception) -> None:
    """Say why there is no ring, where somebody may look for one."""
    try:
        with open(os.path.join(folder, f"{os.getpid()}.why"), "w", encoding="utf-8") as file:
            file.write(f"{type(error).__name__}: {error}"[:200])
    except OSError:
        pass
