"""An echo server on Twisted's own reactor."""

from talk import Clients
from twisted.internet import protocol, reactor, threads


class Echo(protocol.Protocol):
    def dataReceived(self, data):  # noqa: N802 - Twisted's name
        self.transport.write(data)


class EchoFactory(protocol.Factory):
    protocol = Echo


port = reactor.listenTCP(0, EchoFactory(), interface="127.0.0.1")
clients = Clients(port.getHost().port)
threads.deferToThread(lambda: clients.start().join()).addBoth(lambda _: reactor.stop())
reactor.run()
