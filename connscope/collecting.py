"""How seldom Python looks for cycles: each look costs the observed server what it costs us."""

import gc

YOUNG = 10_000
"""New objects after which Python looks for cycles. The journal's copies come and go by thousands, and are in none.

With the usual 700, and ten thousand busy connections, it looked at all there is each second, which takes 80 ms; and the
observed server, whose records are objects too, paid 6 % more for each echo.
"""


def collect_nothing() -> None:
    """Have Python look for no cycles until its first frame is there: to look would be a tenth of that time."""
    gc.disable()


def collect_seldom() -> None:
    """Have Python look for cycles as seldom as servers and screens need it, and not in what is there already."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()


def collect_once() -> None:
    """Have Python look for cycles in all there is, also in what it leaves out, and leave out from now on what stays."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
