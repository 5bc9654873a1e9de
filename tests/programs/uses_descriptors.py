"""Moves bytes past the methods of its sockets, by their descriptors, and closes these."""

import os
import socket
import tempfile

near, far = socket.socketpair()
os.write(near.fileno(), b"hello")
os.read(far.fileno(), 3)
os.readv(far.fileno(), [bytearray(1), bytearray(5)])
with tempfile.TemporaryFile() as file:
    file.write(b"0123456789" * 10)
    file.flush()
    os.sendfile(near.fileno(), file.fileno(), 0, 60)
    near.sendfile(file)
far.recv(1000)
os.close(near.fileno())
os.read(far.fileno(), 10)
third, fourth = socket.socketpair()
os.dup2(2, third.fileno())
third.detach()
os.closerange(fourth.fileno(), fourth.fileno() + 1)
fourth.detach()
