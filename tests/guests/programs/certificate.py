"""Both sides' TLS for the guests: one certificate, which is its own authority."""

import ssl
from pathlib import Path

FILE = Path(__file__).with_name("localhost.pem")


def serving():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FILE)
    return context


def asking(sock):
    """The client's side of a connected socket, after its handshake."""
    return ssl.create_default_context(cafile=FILE).wrap_socket(sock, server_hostname="localhost")
