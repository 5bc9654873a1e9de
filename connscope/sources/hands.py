"""Wishes about one connection, as errands for the program's own thread: the one place that knows both."""

from collections.abc import Callable
from functools import partial
from typing import Any

from connscope import wishes
from connscope.probe.hands import Hands
from connscope.probe.records import ENDINGS
from connscope.wishes import ConnectionWish

Errand = Callable[[], None]

DEEDS: dict[type[ConnectionWish], Callable[[Hands, Any], Errand]] = {
    wishes.Inject: lambda hands, wish: partial(hands.inject, wish.conn, wish.data),
    wishes.StopReading: lambda hands, wish: partial(hands.stop_reading, wish.conn),
    wishes.ResumeReading: lambda hands, wish: partial(hands.resume_reading, wish.conn),
    wishes.EndConnection: lambda hands, wish: partial(hands.cut, wish.conn, ENDINGS.index(wish.how)),
    wishes.SetPipes: lambda hands, wish: partial(hands.pipes, wish.conn, wish.sndbuf, wish.rcvbuf),
}


def deed(hands: Hands, wish: ConnectionWish) -> Errand:
    """What is to be done. ValueError for an end of no kind that there is."""
    return DEEDS[type(wish)](hands, wish)
