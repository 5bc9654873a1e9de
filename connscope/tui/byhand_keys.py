"""The keys of a connection by hand, as `commands.py` has those of the main screen: bindings, footer, help, README."""

from connscope.tui.command import Command

SAY, HOW, STREAM = "say", "how", "stream"
"""Where the keys go: the line that is typed, the fields beside it, the calls above."""

EVERYWHERE = (SAY, HOW, STREAM)
OVER = {SAY: "say, over", HOW: "how, over", STREAM: "stream, over"}
"""The same once the connection is over: what the footer then offers."""
LINE, FIELDS, CALLS = ((place, OVER[place]) for place in EVERYWHERE)
"""What can be done there all the same."""

KEYS = (
    Command("hand-say", "enter", "say", "say it", "Say what is typed, and see what comes of it.", (SAY, HOW), 1),
    Command(
        "hand-event",
        "enter",
        "event",
        "event",
        "Go to the call's event, on the main screen; i comes back.",
        CALLS,
        8,
    ),
    Command("hand-earlier", "up", "history(-1)", "history", "Bring back what was said before.", (SAY,), 2),
    Command(
        "hand-later", "down", "history(1)", "later", "Bring back what was said after that, in the end nothing.", (SAY,)
    ),
    Command("hand-resend", "r", "resend", "resend", "Say the bytes of the chosen call again.", (STREAM,), 1),
    Command(
        "hand-edit", "e", "edit", "edit", "Put the bytes of the chosen call into the line, to be changed.", (STREAM,), 2
    ),
    Command("hand-hush", "s", "hush", "hush", "Say nothing of what waits to be said.", (STREAM,), 10),
    Command("hand-freeze", "z", "freeze", "freeze", "Stop reading, or read again.", (STREAM,), 3, then="thaw"),
    Command(
        "hand-half-close", "h", "half_close", "half-close", "Say no more: the other side reads an end.", (STREAM,), 4
    ),
    Command("hand-close", "c", "close", "close", "Close the connection.", (STREAM,), 5),
    Command("hand-reset", "x", "reset", "reset", "End it without a goodbye.", (STREAM,), 6),
    Command("hand-options", "o", "options", "options", "Read and set the socket's options.", (STREAM,), 7),
    Command("hand-hex", "v", "hex", "hex/text", "Show the first bytes as hex, or as text.", CALLS, 9),
    Command("hand-copy", "y", "copy", "copy", "Copy: the line, its bytes, or the whole stream.", CALLS, 10),
    Command("hand-another", "i", "another", "another", "Open another connection by hand.", CALLS, 7),
    Command("hand-follow", "f", "follow", "follow", "Go to the newest call and stay there.", CALLS),
    Command("hand-down", "j,down", "move(1)", "down", "Move down.", CALLS),
    Command("hand-up", "k,up", "move(-1)", "up", "Move up.", CALLS),
    Command("hand-page-down", "pagedown", "page(1)", "page down", "Move a page down.", CALLS),
    Command("hand-page-up", "pageup", "page(-1)", "page up", "Move a page up.", CALLS),
    Command("hand-first", "g,home", "page(-10000)", "first", "Go to the first call.", CALLS),
    Command("hand-last", "G,end", "page(10000)", "last", "Go to the last call.", CALLS),
    Command("hand-stream", "tab", "next(1)", "stream", "Go from the line to the stream.", LINE, 3),
    Command("hand-fields", "tab", "next(1)", "fields", "Go on to how it is said, and to what is expected.", CALLS, 12),
    Command("hand-next", "tab,down", "next(1)", "next", "Go to the next field, in the end to the line.", FIELDS, 2),
    Command("hand-line", "shift+tab", "next(-1)", "line", "Go back to the line.", CALLS, 13),
    Command("hand-before", "shift+tab", "next(-1)", "fields", "Go to the fields, the last first.", LINE, 4),
    Command("hand-previous", "shift+tab,up", "next(-1)", "previous", "Go to the field before.", FIELDS, 3),
    Command("hand-help", "question_mark,f1", "help", "help", "Say what is to be seen here.", CALLS, 20),
    Command("hand-help-too", "f1", "help", "help", "Say what is to be seen here.", (*LINE, *FIELDS), 20),
    Command("hand-back", "escape", "back", "back", "Go back: the connection stays.", (*LINE, *FIELDS, *CALLS), 21),
)
