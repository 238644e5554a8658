"""`python -m similarco_site.port` fails when the site's port is taken, before anything starts."""

import socket
import sys

from similarco_site.settings import PORT


def main() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            sys.exit(
                f"Port {PORT} cannot be used ({error.strerror}). Choose another: "
                f"PORT={PORT + 1} make run"
            )


if __name__ == "__main__":
    main()
