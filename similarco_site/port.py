"""`python -c "import similarco_site.port"` fails when the site's port is taken, before anything is started."""

import socket
import sys

from similarco_site.settings import PORT

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", PORT))
    except OSError as error:
        sys.exit(f"127.0.0.1:{PORT}: {error.strerror}")
