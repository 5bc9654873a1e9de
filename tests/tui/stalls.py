"""The stories of clients that do not read, told by hand in `story.py`'s words."""

from connscope import events as ev
from connscope.events import UNKNOWN
from tests.tui.scenes import KIB, MIB
from tests.tui.story import Story


def stops_reading(policy: str = "echo") -> Story:
    """One of ours sends, and after four seconds reads no more: the kernels fill, then outb, and then the way there."""
    story = Story(policy)
    reader, client = story.launches(UNKNOWN), story.launches(16 * MIB, "stops-reading")
    story.connects(reader)
    conn = story.connects(client)
    there = back = 0
    for second in range(17):
        story.later(1)
        says_a_word(story, reader)
        story.client_sends(client, 400 * KIB)
        if second < 4:
            story.echoes(conn, 400 * KIB)
            story.client_receives(client, 400 * KIB)
        elif policy == "echo" and story.outb[conn] >= 256 * KIB:
            there += 400 * KIB
        else:
            back += serves(story, conn, 2_544 * KIB - back)
        queues = max(0, there - 96 * KIB), min(there, 96 * KIB), max(0, back - 40 * KIB), min(back, 40 * KIB)
        story.kernels_hold(client, queues, (0 if there else 65_536, 0 if back else 65_536))
    if there:
        story.client_finds_no_room(client, MIB)
    story.call(ev.OutbSeen, conn, "select", story.outb[conn], b"Message 1 from client." * 3)
    story.sleeps()
    story.later(3)
    return story


def says_a_word(story: Story, client: int) -> None:
    """One of ours that stays, and reads."""
    story.client_sends(client, 22)
    story.echoes(story.clients[client].conn, 22)
    story.client_receives(client, 22)


def serves(story: Story, conn: int, room: int) -> int:
    """It receives, and sends as much as the kernel has room for; answers how much that is."""
    story.receives(conn, 400 * KIB)
    taken = min(story.outb[conn], room)
    if taken:
        story.sends(conn, taken)
    if story.outb[conn] and story.policy == "echo":
        story.finds_no_room(conn)
    elif story.outb[conn]:
        story.call(ev.WouldBlock, conn, "send", "send", story.outb[conn], story.outb[conn])
    return taken
