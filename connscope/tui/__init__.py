"""The screen. It draws what ledger and journal hold, and turns keys into what a session is asked to do."""

import gc

YOUNG = 10_000
"""New objects after which Python looks for cycles. The journal's copies come and go by thousands, and are in none.

With the usual 700, and ten thousand busy connections, it looked at all there is each second, which takes 80 ms.
"""


def collect_nothing() -> None:
    """Have Python look for no cycles until its first frame is there: to look would be a tenth of that time."""
    gc.disable()


def collect_seldom() -> None:
    """Have Python look for cycles as seldom as a screen needs it, and not in what is there already: it stays."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()
