"""Keys one after the other: what one does, be it to move the focus, is done before the next one finds its way.

Textual hands each key at once to whatever has the focus, and does what it stands for later. Somebody who types `/` and
a word while the screen is busy would have the word's letters taken for commands. It must not know any command.
"""

from collections import deque
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

from connscope.text import visible
from connscope.tui.widgets.entry import Entry

Typed = events.Key | events.Paste


def seemly(event: Typed, into: Widget | None) -> Typed:
    """The same with its text made visible: an input shows all that it is given, and a paste comes from anywhere."""
    if isinstance(into, Entry):  # which sees to that itself: what it is given is to be sent, byte for byte
        return event
    if isinstance(event, events.Paste):
        return events.Paste(visible(event.text))
    if event.is_printable and event.character:
        event.character = visible(event.character)
    return event


class InOrder(App[None]):
    """Does a command at once; and keeps what is typed while an input deals with a key that may end it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.typed: deque[Typed] = deque()
        self.heard = self.dealt = 0
        """Keys that the terminal has given, and those that have found their way."""
        self.input_is_ending = False

    def hear(self, key: str) -> None:
        """A key has been read, and its turn will come. In the thread that reads them."""
        with suppress(Exception):  # it would be the end of the thread that reads keys, and of all keys with it
            if self.heard == self.dealt:
                self.foresee(key)
        self.heard += 1

    def foresee(self, key: str) -> None:
        """What can be done at once about a key before which there is no other."""

    async def on_event(self, event: events.Event) -> None:
        """Everything but keys and pastes takes its usual way, and they too when they come back from a widget."""
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
        elif self.input_is_ending:
            self.typed.append(event)
        else:
            await self.deal_with(event)

    async def deal_with(self, event: Typed) -> None:
        """A command is done when this returns."""
        await self.lead(event)
        self.dealt += isinstance(event, events.Key)

    async def lead(self, event: Typed) -> None:
        """To whom it is meant for."""
        focused = self.focused
        event = seemly(event, focused)
        if isinstance(focused, Input):
            await super().on_event(event)
            if isinstance(event, events.Key) and not event.is_printable:
                self.input_is_ending = True
                self.follow(focused)
        elif isinstance(event, events.Paste) or not await self._check_bindings(event.key):
            await super().on_event(event)

    def follow(self, node: MessagePump | None) -> None:
        """Go the key's way from widget to widget, behind it and what it has left to do."""
        if node is None or node is self or not node.call_later(self.follow, node._parent):
            self.call_later(self.call_later, self.go_on)

    async def go_on(self) -> None:
        """What was typed meanwhile, until there is again something to wait for."""
        self.input_is_ending = False
        while self.typed and not self.input_is_ending:
            await self.deal_with(self.typed.popleft())
