"""The base of the top and the bottom line: one line without a border, on the panel's colour."""

from connscope.tui.widgets.lines import Lines


class Bar(Lines, can_focus=False):
    """One line, drawn anew when it changes."""

    DEFAULT_CSS = """
    Bar {
        height: 1;
        border: none;
        padding: 0 1;
        scrollbar-gutter: auto;
        background: $panel;
    }
    """

    ground = "panel"

    def count(self) -> int:
        """One."""
        return 1
