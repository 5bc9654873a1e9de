"""Every command: what it is called, which key gives it, where it holds, and what help says of it.

Key bindings, keymap, footer, palette, in-app help and the README's table are made from this one list; a command that
is not in it is nowhere.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from connscope.session import Session
from connscope.tui.command import ROWS, SERVERS, TABLES, TERMINAL, THEIRS, Command
from connscope.tui.deeds import DEEDS
from connscope.tui.typing_keys import TYPING

COMMANDS = (
    Command("launch-one", "l", "launch_one", "client", "Launch one client that stays, a message a second.", footer=3),
    Command(
        "launch-many", "L", "launch_many", "launch", "Launch many: how many, what they say, how they behave.", footer=4
    ),
    Command("by-hand", "i", "by_hand", "by hand", "Open a connection by hand, or go back to it.", footer=5),
    Command(
        "swap-policy",
        "p",
        "swap_policy",
        "policy",
        "Serve by the other policy: echo, or tutorial, faults included.",
        footer=7,
        needs="is_ours",
    ),
    Command(
        "compare",
        "d",
        "compare",
        "compare",
        "Show what echo does that tutorial does not, and what for.",
        footer=8,
        needs="is_ours",
    ),
    Command(
        "restart",
        "r",
        "restart",
        "restart",
        "Start the server again, at the same address: after it died, or anew.",
        footer=14,
        theirs="Start the program again: after it ended, or anew, then it is ended before.",
    ),
    Command(
        "hold",
        "space",
        "hold",
        "hold",
        "Hold the program at its next call; or let it go on.",
        footer=1,
        stands=3,
        back=7,
        then="go",
    ),
    Command(
        "step",
        "s",
        "step('call')",
        "step",
        "Go on to the next call, and hold there.",
        footer=2,
        stands=1,
        then="next call",
    ),
    Command(
        "step-loop",
        "n",
        "step('loop')",
        "next select()",
        "Go on to the next return of select(), and hold there.",
        stands=2,
    ),
    Command(
        "step-service",
        "N",
        "step('service')",
        "next connection",
        "Go on until the connection that is served is done with, and hold there.",
        stands=7,
    ),
    Command("slower", "minus", "slower", "slower", "Slow motion: 20 calls a second, then slower.", stands=11),
    Command("faster", "plus,equals_sign", "faster", "faster", "Faster again, in the end as fast as it can.", stands=12),
    Command("pace-by", "O", "pace_by", "calls/loops", "Have slow motion count loops instead of calls, or calls again."),
    Command(
        "predict",
        "P",
        "predict",
        "predict",
        "Be asked before each step what the call will return, or no more.",
        stands=8,
    ),
    Command(
        "break",
        "b",
        "break_here",
        "break",
        "Set a breakpoint: this line, connection, call, or what may come of it.",
        footer=10,
        stands=6,
        back=8,
    ),
    Command(
        "breakpoints",
        "B",
        "breakpoints",
        "breakpoints",
        "List the breakpoints: switch them, take them away.",
        stands=13,
    ),
    Command(
        "step-whose",
        "u",
        "step_whose",
        "server/clients",
        "Hold and step our clients instead of the server, or back.",
        stands=9,
        theirs="Hold and step our clients instead of the program, or back.",
    ),
    Command("view-back", "comma", "view_back", "back", "See everything as it was one call earlier.", stands=4, back=1),
    Command(
        "view-forward",
        "full_stop",
        "view_forward",
        "forward",
        "See it one call later, in the end live.",
        stands=5,
        back=2,
    ),
    Command(
        "view-loop-back",
        "less_than_sign",
        "view_loop(-1)",
        "loop back",
        "See it as it was one select() earlier.",
        back=3,
    ),
    Command(
        "view-loop-forward", "greater_than_sign", "view_loop(1)", "loop forward", "See it one select() later.", back=4
    ),
    Command("view-start", "home", "view_start", "start", "See the beginning, as far back as it is known.", back=6),
    Command("view-live", "end", "view_live", "live", "See the present again.", back=5),
    Command("freeze", "z", "freeze", "freeze", "Have a client of ours stop reading, or read again.", THEIRS, footer=9),
    Command(
        "poke",
        "x",
        "poke",
        "poke…",
        "Poke the connection, or those marked: bytes, reading, buffers, an end.",
        SERVERS,
        footer=6,
    ),
    Command(
        "end-client", "x", "end", "end", "Among our own clients: end this one, or those marked.", ("clients",), footer=6
    ),
    *(
        Command(each.command, "", f"deed('{name}')", each.bare, each.help, needs=each.needs)
        for name, each in DEEDS.items()
    ),
    Command("end-clients", "ctrl+x", "end_clients", "end all", "End all clients of ours.", footer=13),
    Command("clear-closed", "X", "clear_closed", "clear", "Take away the rows of what is over.", TABLES, footer=12),
    Command(
        "mark",
        "m",
        "mark",
        "mark",
        "Mark the row, for keys that can act on many; again, take it away.",
        TABLES,
        footer=11,
    ),
    Command(
        "filter",
        "slash",
        "filter",
        "filter",
        "Show only rows, or events, in which a text occurs.",
        (*ROWS, TERMINAL),
        footer=11,
    ),
    Command("sort", "o", "sort", "sort", "Sort by the next column; a click on a title sorts by it.", TABLES, footer=10),
    Command(
        "follow",
        "f",
        "follow",
        "follow",
        "Go to the newest and stay there.",
        ("events", TERMINAL),
        footer=10,
    ),
    Command(
        "open", "enter", "open", "open", "Open the connection under the cursor, or that of the event.", ROWS, footer=11
    ),
    Command("copy", "y", "copy", "copy", "Copy: the row, its bytes, or the whole story of the connection.", footer=12),
    Command("down", "j,down", "move(1)", "down", "Move down."),
    Command("up", "k,up", "move(-1)", "up", "Move up."),
    Command("page-down", "pagedown", "page(1)", "page down", "Move a page down."),
    Command("page-up", "pageup", "page(-1)", "page up", "Move a page up."),
    Command("first", "g", "first", "first", "Go to the first line."),
    Command("last", "G", "last", "last", "Go to the last line."),
    Command("back", "escape", "back", "back", "Drop the filter; then go back to the connections."),
    Command("next-pane", "tab", "next_pane", "next pane", "Go to the next pane.", footer=12),
    Command("previous-pane", "shift+tab", "previous_pane", "previous pane", "Go to the previous pane."),
    Command("pane-connections", "1", "pane('connections')", "connections", "Go to the connections."),
    Command("pane-detail", "2", "pane('detail')", "detail", "Go to the chosen connection's detail."),
    Command("pane-code", "3", "pane('code')", "code", "Go to the source that runs."),
    Command("pane-events", "4", "pane('events')", "events", "Go to the events."),
    Command("pane-clients", "5", "pane('clients')", "clients", "Go to our own clients."),
    *TYPING,
    Command("maximise", "w", "maximise", "whole screen", "Give this pane the whole screen, or take it back."),
    Command("times", "t", "times", "times", "Show times of day, or the time since the start."),
    Command(
        "tcp", "K", "tcp", "TCP_INFO", "Show what TCP says of the connection, at both ends, or no more.", footer=13
    ),
    Command(
        "origins",
        "v",
        "origins",
        "origins",
        "List where in the source connections were made, how many are open, and who forgets to close them.",
    ),
    Command("stalls", "S", "stalls", "stalls", "List where loops did not come back to select() for long."),
    Command("theme", "T", "theme", "theme", "Show all in the next theme: dark, light, projector, colour-blind."),
    Command(
        "help",
        "question_mark,f1",
        "help",
        "help",
        "Say what is on the screen and what every key does.",
        footer=20,
        stands=20,
        back=20,
    ),
    Command("palette", "ctrl+p", "app.command_palette", "palette", "Find any command by its name."),
    Command(
        "suspend", "ctrl+z", "app.suspend_process", "suspend", "Give the terminal back to the shell; fg comes back."
    ),
    Command(
        "quit",
        "q,ctrl+q",
        "app.quit",
        "quit",
        "End the server and the clients, and leave.",
        footer=21,
        stands=19,
        back=19,
        theirs="End the program and our clients, and leave.",
    ),
)


WHEREVER = frozenset({"times", "theme", "palette", "suspend", "quit"})
"""Commands that act whatever is over the panes;"""
FROM_A_PAGE = WHEREVER | {
    *("launch-one", "end-clients", "swap-policy", "restart", "hold", "step", "step-loop", "step-service"),
    *("slower", "faster", "pace-by", "step-whose"),
}
"""and those that act on a whole program: what comes of them is seen on the page of a connection by hand, too."""


def remapped(keys: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with other keys for those that are named."""
    return tuple(replace(command, keys=keys.get(command.name, command.keys)) for command in COMMANDS)


def commands_for(session: Session, keys: Mapping[str, str]) -> tuple[Command, ...]:
    """Those that are of use in that sitting, with other keys for those that are named."""
    apt = (command for command in remapped(keys) if not command.needs or getattr(session, command.needs))
    return tuple(each if session.is_ours else replace(each, help=each.theirs or each.help) for each in apt)


def keymap_for(keys: Mapping[str, str]) -> dict[str, str]:
    """The same for Textual, which would take a key from all who have it when one of them gets or loses it."""
    renamed = [command for command in (*COMMANDS, *remapped(keys)) if command.name in keys]
    touched = {key for command in renamed for key in command.keys.split(",")} - {""}
    return {each.name: each.keys for each in remapped(keys) if touched & set(each.keys.split(","))}
