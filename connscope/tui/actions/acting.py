"""What actions are of: the panes, which they come together with in a screen.

Each class that Textual knows for a widget costs a third of a millisecond before anything is drawn: it looks through all
that the class and its bases have, for bindings, styles and reactive attributes. Actions have nothing of the kind, and
are plain classes; only who wants to be told of a message by `on` must be one of Textual's.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connscope.tui.screens.panes import Panes as Acting
else:

    class Acting:
        """The panes themselves, for whoever checks types."""


__all__ = ["Acting"]
