"""The one that nothing is wrong with."""

from .behaviour import Behaviour


class WellBehaved(Behaviour):
    """Says its messages and reads what comes back."""

    name = "well-behaved"
