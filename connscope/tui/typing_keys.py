"""The commands of a program's terminal: to go there, and to type to the program. See `commands.py` for all others."""

from connscope.tui.command import TERMINAL, Command

NEEDED = "has_terminal"

TYPING = (
    Command(
        "pane-terminal",
        "6",
        "pane('terminal')",
        "terminal",
        "Go to what the program writes, and type to it.",
        needs=NEEDED,
    ),
    Command(
        "type",
        "enter",
        "type",
        "type",
        "Type to the program, a line at a time.",
        (TERMINAL,),
        footer=1,
        stands=5,
        needs=NEEDED,
    ),
    Command("interrupt", "I", "interrupt", "interrupt", "Type Ctrl-C to the program.", footer=15, needs=NEEDED),
    Command(
        "end-input",
        "",
        "end_input",
        "end its input",
        "Type Ctrl-D to the program: its input is over.",
        needs=NEEDED,
    ),
)
