"""connscope lays a non-blocking socket program open while it runs."""

__version__ = "0.1.0"
