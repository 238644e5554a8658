"""Companies sent through the form by many at once, against what the original Flask app did.

32 connections post to the site, which gunicorn serves with two processes, and to a small Flask
form, by turns in one run: the form stores nothing and makes one HTTP call for each company, to a
fixed answer or to the site's own classic service. Only what succeeded
counts. The form has an environment of its own, made for the run, with Flask, requests and gunicorn.

`python -m benchmarks.load 30` posts to each of the three for so many seconds.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import stored
from benchmarks.ratios import AT_LEAST, note
from benchmarks.writers import ROOT, Visitor, free_port, site

CONNECTIONS, SECONDS = 32, 30
SLICE = 5
MUST = {"stub": 0.25, "service": 1.2}
ANSWER = {"Results": {"output1": {"type": "table", "value": {"Values": [["1", "0.5", "0.7"]]}}}}
FLASK_FORM = '''
import os, requests
from flask import Flask, redirect, render_template_string, request
app = Flask(__name__)
PAGE = """<form method=post><input name=title><input name=category><textarea name=text></textarea>
<button>Send</button></form><p>{{ answer }}</p>"""
@app.route("/", methods=["GET", "POST"])
def home():
    if request.method == "GET":
        return render_template_string(PAGE, answer="")
    row = [request.form[name] for name in ("title", "category", "text")]
    body = {"Inputs": {"input1": {"ColumnNames": ["Title", "Category", "Text"], "Values": [row]}}}
    headers = {"Authorization": "Bearer " + os.environ["KEY"]}
    reply = requests.post(os.environ["SERVICE"], json=body, headers=headers, timeout=10)
    reply.raise_for_status()
    return render_template_string(PAGE, answer=reply.json()["Results"]["output1"]["value"])
'''


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        database = opened.enter_context(stored.database())
        port = opened.enter_context(site(database))
        address, key = classic_service(database)
        python = flask_environment(folder)
        stub = opened.enter_context(fixed_answers())
        forms = {
            "stub": opened.enter_context(flask_form(python, folder, stub, "")),
            "service": opened.enter_context(
                flask_form(python, folder, f"http://127.0.0.1:{port}{address}", key)
            ),
        }
        rates = taken(
            {"site": post_to_site(port)} | {n: post_to(p) for n, p in forms.items()}, seconds
        )
    print(f"{CONNECTIONS} connections, two processes: {rates['site']:.0f} companies a second")
    for name, must in MUST.items():
        ratio = rates["site"] / rates[name]
        print(
            f"a Flask form that stores nothing and calls a {name}: {rates[name]:.0f} a second; the "
            f"site takes {ratio:.2f} of that, at least {must}"
        )
        against = f"a Flask form that stores nothing and calls a {name}"
        size = f"{CONNECTIONS} connections"
        note("companies stored and answered", against, size, ratio, AT_LEAST.format(must))


def taken(posts: dict[str, Callable[[], Callable[[], bool]]], seconds: int) -> dict[str, float]:
    """Successes a second of each, by turns, so that what else the machine does meets all alike."""
    made = {name: [make() for _ in range(CONNECTIONS)] for name, make in posts.items()}
    done = dict.fromkeys(posts, 0)
    # The first round has all load what they need
    for turn in range(1 + seconds // SLICE):
        for name, connections in made.items():
            number = during(SLICE, connections)
            done[name] += number if turn else 0
    return {name: number / (SLICE * (seconds // SLICE)) for name, number in done.items()}


def during(seconds: float, connections: list[Callable[[], bool]]) -> int:
    end = time.monotonic() + seconds
    successes: list[bool] = []

    def go_on(post: Callable[[], bool]) -> None:
        while time.monotonic() < end:
            successes.append(post())

    threads = [threading.Thread(target=go_on, args=(post,)) for post in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(successes)


def post_to_site(port: int) -> Callable[[], Callable[[], bool]]:
    def make() -> Callable[[], bool]:
        visitor = Visitor(port)
        visitor.get("/")

        def post() -> bool:
            try:
                visitor.submit(f"{id(visitor)} {len(visitor.requests)}"[-30:])
            except OSError:
                visitor.line.close()
                return False
            return visitor.requests[-1].status == 302

        return post

    return make


def post_to(port: int) -> Callable[[], Callable[[], bool]]:
    def make() -> Callable[[], bool]:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        fields = {"title": "Toys", "category": "", "text": "We make toys and sell them to shops."}

        def post() -> bool:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                line.request("POST", "/", urlencode(fields), kind)
                response = line.getresponse()
                response.read()
            except OSError:
                line.close()
                return False
            return response.status == 200

        return post

    return make


def classic_service(database: str) -> tuple[str, str]:
    """Where the site answers programs of the studio's time, and a key."""
    # As many calls at once as come, so that none is turned away
    code = """from scoring.webservice import keys
made, key, _ = keys.create_service()
made.most_calls_at_once = 100
made.save()
print(made.path, key)"""
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        check=True,
        capture_output=True,
        text=True,
    )
    path, key = made.stdout.split()[-2:]
    return f"{path}/execute?api-version=2.0", key


def flask_environment(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder / "flask"], check=True)
    python = str(folder / "flask" / "bin" / "python")
    packages = ["flask", "requests", "gunicorn"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    (folder / "form.py").write_text(FLASK_FORM)
    return python


@contextmanager
def flask_form(python: str, folder: Path, service: str, key: str) -> Iterator[int]:
    port = free_port()
    command = [python, "-m", "gunicorn", "--workers", "2", "--threads", "40"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "form:app"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "SERVICE": service, "KEY": key},
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(3)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def fixed_answers() -> Iterator[str]:
    """The address of a service that always says the same, in a process of its own."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load", "--stub", str(port)], cwd=ROOT
    )
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=60)


class FixedAnswer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Thousands of lines would say nothing."""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stub"]:
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), FixedAnswer).serve_forever()
    else:
        main()
