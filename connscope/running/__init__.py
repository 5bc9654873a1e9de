"""Somebody's program as a process of its own: how it is started on a terminal, read, typed to and ended.

It must know neither the probe in that program, nor the facts that come of it, nor who shows what it writes.
"""
