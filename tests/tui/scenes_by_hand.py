"""Stories of what was done by hand to the server's side of connections."""

from connscope import events as ev
from tests.tui.story import Story


def poked() -> Story:
    """Three clients: the first is not read, and was put bytes in; the second is reset."""
    story = Story()
    quiet, gone, usual = (story.comes(ours=True) for _ in range(3))
    for conn in (quiet, gone, usual):
        story.echoes(conn, b"Message 1 from client.")
    story.tell(ev.ReadingStopped, quiet, "")
    story.tell(ev.Injected, quiet, 9, 9, "", b"by hand\r\n", 9)
    story.tell(ev.Injected, quiet, 4096, 0, "", b"", 9)
    story.tell(ev.PipesSet, quiet, 8192, 8192, "")
    story.tell(ev.EndedByHand, gone, "reset", "")
    story.is_reset(gone)
    story.closes(gone)
    story.later(1)
    story.echoes(usual, b"Message 2 from client.")
    story.sleeps()
    return story
