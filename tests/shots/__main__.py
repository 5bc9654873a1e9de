"""The pictures in `screenshots/`, made from the real app over real sockets. `python -m tests.shots` makes them anew.

Each scene starts a server, lets real clients do something, waits until the screen shows it, and keeps what is shown.
"""

import asyncio
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

from connscope.stations import stations
from connscope.wishes import LaunchClients
from tests.shots.film import Frame, film
from tests.shots.stage import PORT, Stage, stage

PICTURES = Path(__file__).parents[2] / "screenshots"
SIZES = ((120, 40), (80, 24))
FILM_SIZE = (104, 33)
FILM_SECONDS, FRAME_SECONDS = 20.0, 0.2
SCRIPT = ((1.5, "L"), (4.0, "enter"), (5.5, "G"), (5.6, "g"), (5.8, "j"), (11.0, "4"), (13.5, "5"), (16.0, "1"))
"""When which key is pressed in the film, in seconds from its beginning."""


async def first(it: Stage) -> None:
    """Nobody has come yet."""
    await it.until("the listening socket", lambda: bool(it.session.ledger.connections))
    await it.loops(0.3)


async def live(it: Stage) -> None:
    """Clients of many kinds."""
    ledger = it.session.ledger
    await it.press(*"llll")
    await it.until("four clients", lambda: it.session.open_clients() == 4)
    for _ in range(2):
        it.stuff(it.connect(small=True))
    done = it.connect(small=True)
    it.stuff(done)
    done.shutdown(socket.SHUT_WR)
    gone = it.connect()
    gone.sendall(b"and away")
    await it.until("its echo", lambda: any(c.bytes_out == 8 for c in ledger.connections.values()))
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    gone.close()
    await it.press(*"lll")
    await it.until("three more", lambda: it.session.open_clients() == 10)
    await it.loops(5)
    full = next(c for c in ledger.connections.values() if c.full and not c.over)
    rows = it.pilot.app.screen.query_one("#connections").rows  # type: ignore[attr-defined]
    await it.press("g", *["j"] * rows.index(full.id))
    await it.loops(1)


async def slow(it: Stage) -> None:
    """Fifty clients, five of which read nothing at first."""
    await it.press("L", "enter")
    await it.until("outb to fill", lambda: any(c.outb > 64 << 10 for c in it.session.ledger.connections.values()))
    await it.loops(0.3)


async def launcher(it: Stage) -> None:
    """The form, as it comes up."""
    await it.loops(0.3)
    await it.press("L")
    await it.loops(0.5)


async def compare(it: Stage) -> None:
    """The page that shows what echo does and tutorial does not."""
    await it.loops(0.3)
    await it.press("d")
    await it.loops(0.5)


async def spinning(it: Stage) -> None:
    """The tutorial's server with one idle client."""
    it.connect()
    await it.until("the spin", lambda: it.session.ledger.loops[it.session.loop].idle > 100_000)
    await it.press("3")
    await it.loops(1.5)


async def died(it: Stage) -> None:
    """The tutorial's server after a reset."""
    await it.press("l")
    gone = it.connect()
    gone.sendall(b"and away")
    await it.until("its echo", lambda: any(c.bytes_out == 8 for c in it.session.ledger.connections.values()))
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    gone.close()
    await it.until("its end", lambda: not it.session.ledger.programs["tutorial"].running)
    await it.loops(0.5)


async def held(it: Stage) -> None:
    """Three clients of ours and one by hand, and the server held before it sends that one's message back."""
    await it.press(*"lll")
    sock = it.connect()
    await it.until("four clients", lambda: it.session.open_clients() == 4)
    await it.loops(2)
    await it.press("s")
    await it.loops(0.3)
    sock.sendall(b"Message 2 from client.")
    await it.steps_to("send")
    await it.loops(0.3)


SCENES = (
    ("held", held, "tutorial", False),
    ("first", first, "echo", False),
    ("live", live, "echo", True),
    ("slow", slow, "echo", False),
    ("launcher", launcher, "echo", False),
    ("compare", compare, "echo", False),
    ("spinning", spinning, "tutorial", False),
    ("died", died, "tutorial", False),
)


def local(svg: str) -> str:
    """The picture with all its spaces, and without fonts from elsewhere: whoever opens it contacts nobody."""
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    return svg.replace("Fira Code", "Fira Code, Cascadia Code, DejaVu Sans Mono, Menlo, Consolas")


async def take(
    name: str, play: Callable[[Stage], object], policy: str, small_pipes: bool, size: tuple[int, int]
) -> None:
    """One picture."""
    async with stage(size, policy, small_pipes=small_pipes) as it:
        await play(it)  # type: ignore[misc]
        await keep(it, f"{name}-{size[0]}x{size[1]}")


async def who_holds_the_bytes() -> None:
    """One of ours has read for a while, then it stops: in the end every queue is full."""
    async with stage(SIZES[0], "echo", small_pipes=False) as it:
        await it.loops(0.3)
        await it.press("l")
        endless = LaunchClients(it.session.host, PORT, 1, (bytes(range(256)) * 256,), 0, 0.02, True)
        it.session.launch(endless)
        await it.until("both", lambda: it.session.open_clients() == 2)
        await it.press("j")
        await it.loops(3)
        await it.press("z")
        await it.until("the queues to be full", lambda: backs_up(it))
        await it.loops(3)
        await keep(it, "who-holds-the-bytes")


async def by_hand() -> None:
    """Two sends of a connection by hand come back while it does not read, and are one recv when it does."""
    async with stage((80, 24), "echo", small_pipes=False) as it:
        await it.loops(0.3)
        await it.press("i", "enter")
        await it.until("the connection", lambda: it.session.open_clients() == 1)
        await it.loops(0.5)
        await it.press(*"Hello, ", "enter")
        await it.loops(0.5)
        await it.press("tab", "z", "shift+tab")
        for word in ("both of you", ", and you"):
            await it.press(*word, "enter")
            await it.loops(0.5)
        await it.press("tab", "z")
        await it.loops(0.5)
        await keep(it, "by-hand")


def backs_up(it: Stage) -> bool:
    """Whether the chosen connection's queues are full as far back as the server's, which has stopped reading."""
    ledger = it.session.ledger
    found = stations(ledger, ledger.connections[it.pilot.app.view.chosen])  # type: ignore[attr-defined]
    return found is not None and all(found.full[1:])


async def live_through() -> None:
    """One echo, call by call, each of the README's pictures at its call."""
    async with stage((80, 24), "tutorial", small_pipes=False) as it:
        await it.loops(0.3)
        await it.press("space")
        sock = it.connect()
        await it.until("the knock", lambda: it.session.stepping.held is not None)
        await it.steps_to("accept")
        await keep(it, "life-accept")
        await it.steps_to("register")
        await keep(it, "life-register")
        await it.steps_to("select", after=True)
        await it.steps_to("select", after=True)
        await keep(it, "life-spin")
        sock.sendall(b"Message 1 from client.")
        await it.steps_to("recv")
        await keep(it, "life-recv")
        await it.steps_to("send")
        await keep(it, "life-send")


async def keep(it: Stage, name: str) -> None:
    """A picture of what is shown now."""
    await it.loops(0.3)
    (PICTURES / f"{name}.svg").write_text(local(it.pilot.app.export_screenshot(title="connscope")), "utf-8")
    print(f"{name}.svg")


async def shoot(path: Path) -> None:
    """The film: many are launched, five do not read, outb fills; they thaw, it drains; twenty seconds in all."""
    frames: list[Frame] = []
    async with stage(FILM_SIZE, "echo", small_pipes=False) as it:
        began = time.monotonic()
        for at, key in sorted(SCRIPT):
            await roll(it, frames, began + at)
            await it.press(key)
        await roll(it, frames, began + FILM_SECONDS)
    path.write_text(film(frames), "utf-8")
    print(path.name, f"{len(frames)} frames, {path.stat().st_size >> 10} KiB")


async def roll(it: Stage, frames: list[Frame], until: float) -> None:
    """Take what is seen, as often as it changes, until then."""
    while (now := time.monotonic()) < until:
        await it.pilot.pause(FRAME_SECONDS)
        screen = it.pilot.app.screen._compositor.render_update(full=True, screen_stack=it.pilot.app._background_screens)
        lines = [[segment for strip in line for segment in strip] for line in screen.strips]
        seconds = time.monotonic() - now
        if frames and frames[-1].lines == lines:
            frames[-1] = Frame(lines, frames[-1].seconds + seconds)
        else:
            frames.append(Frame(lines, seconds))


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    asyncio.run(live_through())
    asyncio.run(who_holds_the_bytes())
    asyncio.run(by_hand())
    asyncio.run(shoot(PICTURES / "slow-reader.svg"))
    for scene in SCENES:
        for size in SIZES:
            asyncio.run(take(*scene, size))


if __name__ == "__main__":
    main()
