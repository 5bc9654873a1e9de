"""The probe: wrappers around socket and selector calls that write one record per call, and a gate in front of each.

It is a guest in somebody's program: it waits nowhere but at a gate that somebody closed, never formats, never calls the
screen, and if it fails it retires and the program goes on. It imports the standard library only, by relative imports
among its own files, and runs on Python 3.9, so that it can be loaded into anybody's program under a private name.
"""
