"""Stories of a program that forgets: to close what it opened, and to come back to `select()`."""

from connscope import events as ev
from connscope.events import NOWHERE, UNKNOWN, Place
from tests.tui.story import LOOP, SERVER, Story

PID = 4711
DB, MAIL = ("app/db.py", 41), ("app/mail.py", 9)
LIBRARY = "/usr/lib/python3.11/http/client.py", 941
MS = 1_000_000


class Forgetful(Story):
    """A program of somebody's own; what it opens itself is numbered from a hundred on."""

    def __init__(self) -> None:
        super().__init__()
        self.next = 100
        self.tell(ev.Started, "app.py", "", PID, 0, "python app.py")

    def opens(self, place: Place, count: int = 1, closed: int = 0, done: int = 0, family: str = "inet") -> None:
        """So many at one place, some of which it closes, and of some of which the peer is done."""
        for number in range(count):
            conn, self.next = self.next, self.next + 1
            call = (conn, SERVER, place)
            self.tell(ev.Opened, *call, conn, family)
            self.tell(ev.Connecting, *call, f"10.0.0.9:{30_000 + conn}", "10.0.0.5:5432", "")
            if number < closed:
                self.tell(ev.Closed, *call, UNKNOWN, False)
            elif number < closed + done:
                self.tell(ev.PeerFinished, *call, UNKNOWN)

    def stalls(self, lasted: int, place: Place, what: str, *, over: bool = True) -> None:
        """It has not come back for so many milliseconds."""
        self.tell(ev.Stalled, LOOP, SERVER, place, lasted * MS, over, what)


def leaking() -> Forgetful:
    """A pool that nobody gives back to, beside places that are in order."""
    story = Forgetful()
    story.opens(DB, 214)
    story.opens(MAIL, 320, closed=317)
    story.opens(LIBRARY, 12, closed=4, done=3)
    story.opens(("/srv/shop/site-packages/redis/connection.py", 702), 3, family="unix")
    story.opens(("app/once.py", 7), 40, closed=40)
    for _ in range(6):
        story.comes()
    story.later(61)
    return story


def stalling() -> Forgetful:
    """Some are over, and one goes on."""
    story = Forgetful()
    story.comes()
    story.stalls(512, ("servers/echo.py", 33), "Task-5 handle()")
    story.stalls(202, ("servers/echo.py", 33), "Task-6 handle()")
    story.stalls(2_012, ("app/report.py", 120), "tick()")
    story.later(5)
    story.stalls(102, NOWHERE, "")
    story.stalls(812, ("app/report.py", 121), "tick()", over=False)
    return story


def awaited() -> Forgetful:
    """A task waits for a connection, and a library accepted that."""
    story = Forgetful()
    library = "/usr/lib/python3.11/asyncio/selector_events.py"
    conn = next(story.ids)
    story.tell(ev.Accepted, conn, SERVER, (library, 159), conn + 4, "127.0.0.1:50912", 2)
    story.outb[conn] = 0
    story.call(ev.Secured, conn, "recv", "TLSv1.3")
    story.later(30)
    story.hears_the_end(conn)
    story.tell(ev.Awaiting, conn, ("/usr/lib/python3.11/asyncio/streams.py", 545), "Task-5", "readline", 0, 2)
    story.tell(ev.Awaiting, conn, ("app/web.py", 20), "Task-5", "handle", 1, 2)
    story.later(12)
    return story
