"""Connections by hand as values: what is said, what came of it call by call, and what was expected of it.

Pure: it must know neither the screen that shows it, nor the loop that speaks, nor any clock.
"""
