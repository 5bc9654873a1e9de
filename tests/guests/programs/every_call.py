"""A conversation in all the calls with which bytes can be moved over a socket, and some that move none."""

import os
import selectors
import socket
import tempfile

from talk import exactly

lsock = socket.create_server(("127.0.0.1", 0))
one = socket.create_connection(lsock.getsockname(), timeout=60)
other, _ = lsock.accept()
buffer = bytearray(100)
came = []

for send in (
    lambda: one.send(b"send"),
    lambda: one.sendall(b"sendall"),
    lambda: one.sendmsg([b"send", b"msg"]),
    lambda: os.write(one.fileno(), b"write"),
    lambda: os.writev(one.fileno(), [b"write", b"v"]),
):
    send()
    came.append(other.recv(100))

for receive in (
    lambda: other.recv(100),
    lambda: buffer[: other.recv_into(buffer)],
    lambda: other.recvfrom(100)[0],
    lambda: buffer[: other.recvfrom_into(buffer)[0]],
    lambda: other.recvmsg(100)[0],
    lambda: buffer[: other.recvmsg_into([buffer])[0]],
    lambda: os.read(other.fileno(), 100),
    lambda: buffer[: os.readv(other.fileno(), [buffer])],
    lambda: other.makefile("rb", buffering=0).read(100),
    lambda: other.recv(2, socket.MSG_PEEK) + other.recv(100),
):
    one.send(b"and back")
    came.append(bytes(receive()))

with tempfile.TemporaryFile() as file:
    file.write(b"from a file")
    file.seek(0)
    one.sendfile(file)
    came.append(other.recv(100))

with other.makefile("rwb") as stream:
    one.sendall(b"a line\n")
    came.append(stream.readline())
    stream.write(b"another\n")
    stream.flush()
    came.append(one.recv(100))

twin = other.dup()
twin.send(b"of a dup")
came.append(one.recv(100))
twin.close()

other.setblocking(False)
again = socket.socket(fileno=other.detach())
again.send(b"of one that was detached")
came.append(one.recv(100))
try:
    again.recv(10)
except BlockingIOError:
    came.append(b"nothing there")

with selectors.DefaultSelector() as sel:
    sel.register(again, selectors.EVENT_READ)
    one.send(b"!", socket.MSG_OOB)
    one.send(b"after select")
    sel.select(10)
again.setblocking(True)
came.append(exactly(again, 12))

one.shutdown(socket.SHUT_WR)
came.append(again.recv(100))
again.close()
one.close()

with socket.socket() as lost:
    came.append(os.strerror(lost.connect_ex(("127.0.0.1", lsock.getsockname()[1])) or 0).encode())
    accepted, _ = lsock.accept()
    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    accepted.close()
    try:
        lost.recv(1)
    except ConnectionResetError:
        came.append(b"reset")

six = socket.create_server(("::1", 0), family=socket.AF_INET6)
client = socket.create_connection(six.getsockname()[:2])
server, _ = six.accept()
client.send(b"over IPv6")
came.append(server.recv(100))
for sock in (client, server, six, lsock):
    sock.close()

for each in came:
    print(each)
