"""Colours by what they mean. A cell says `warn`, never `#e0b45c`: a theme decides what that looks like."""

from textual.theme import Theme

from connscope.text import cells

Part = tuple[str, str]
"""A piece of a line: its text, already visible, and its role."""


def width_of(parts: list[Part]) -> int:
    """Cells that they take, side by side."""
    return sum(cells(text) for text, _ in parts)


ROLES = {
    "text": ("foreground", False),
    "dim": ("dim", False),
    "faint": ("faint", False),
    "strong": ("foreground", True),
    "accent": ("accent", False),
    "good": ("success", False),
    "warn": ("warning", False),
    "bad": ("error", False),
    "key": ("accent", True),
    "mark": ("warning", True),
}
"""`text` is read, `dim` looked up; `faint` is for lines and empty places, `mark` for what stands out."""

DARK = Theme(
    name="connscope",
    primary="#7cb1e4",
    accent="#7cb1e4",
    foreground="#dfe5ee",
    background="#11141b",
    surface="#11141b",
    panel="#1b212b",
    success="#87c48a",
    warning="#e3b55e",
    error="#ee7f7a",
    variables={
        "dim": "#8f9aaa",
        "faint": "#4a5464",
        "cursor": "#22364f",
        "cursor-blurred": "#1d2531",
        "scrollbar": "#2c3542",
        "scrollbar-hover": "#3b4757",
        "scrollbar-active": "#7cb1e4",
        "scrollbar-background": "#11141b",
        "scrollbar-background-hover": "#11141b",
        "scrollbar-background-active": "#11141b",
        "scrollbar-corner-color": "#11141b",
    },
)

STATES = {
    "listening": ("◌", "dim"),
    "connecting": ("◍", "accent"),
    "active": ("●", "good"),
    "idle": ("○", "dim"),
    "send full": ("▲", "warn"),
    "peer done": ("◐", "text"),
    "reset": ("✕", "bad"),
    "closed": ("·", "dim"),
    "lost": ("✕", "bad"),
    "opened": ("◌", "dim"),
}
"""Glyph and role of each state that a connection can be shown in."""
