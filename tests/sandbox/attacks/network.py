"""Reaching anything outside by any kind of socket."""

from sandbox.attacks.case import Attack

CASES = (
    Attack(
        "connect to the loopback",
        "socket.create_connection(('127.0.0.1', {port}), 1); return 'ESCAPED'",
    ),
    Attack("connect over IPv6", "socket.create_connection(('::1', {port}), 1); return 'ESCAPED'"),
    Attack(
        "connect to the world", "socket.create_connection(('1.1.1.1', 53), 1); return 'ESCAPED'"
    ),
    Attack("resolve a name", "return 'ESCAPED ' + socket.gethostbyname('example.com')"),
    Attack(
        "a datagram",
        """
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.sendto(b'x', ('127.0.0.1', {port}))
        return 'ESCAPED'
        """,
    ),
    Attack("a raw socket", "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); return 'ESCAPED'"),
    Attack("listen", "socket.create_server(('127.0.0.1', 0)); return 'ESCAPED'"),
    Attack(
        "an abstract UNIX socket",
        "socket.socket(socket.AF_UNIX).connect('\\0{abstract}'); return 'ESCAPED'",
    ),
    Attack(
        "a UNIX socket by path",
        "socket.socket(socket.AF_UNIX).connect('{folder}/socket'); return 'ESCAPED'",
    ),
    Attack("a pair of sockets", "socket.socketpair(); return 'ESCAPED'"),
    Attack("netlink", "socket.socket(16, socket.SOCK_RAW, 0); return 'ESCAPED'"),
    Attack("vsock", "socket.socket(40, socket.SOCK_STREAM).connect((2, 1)); return 'ESCAPED'"),
    Attack("packet socket", "socket.socket(17, socket.SOCK_RAW); return 'ESCAPED'"),
    Attack("the kernel's crypto socket", "socket.socket(38, 5); return 'ESCAPED'"),
    Attack("bluetooth", "socket.socket(31, socket.SOCK_RAW, 1); return 'ESCAPED'"),
    Attack(
        "the judge's own channel",
        """
        for number in range(256):
            try:
                socket.socket(fileno=number).send(b'forged')
            except OSError:
                continue
            return 'ESCAPED'
        return 'nothing'
        """,
    ),
)
