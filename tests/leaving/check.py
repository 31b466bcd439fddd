"""What leaves by mail and by webhook, taken by programs that others wrote: aiosmtpd with TLS and log-in, the library of the
Standard Webhooks specification, a web server that fails, stalls and hangs up.

Arguments: the program, an empty folder. Prints a line a check; exits 1 on a fault.
"""

import email
import email.policy
import http.server
import json
import logging
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import standardwebhooks
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

PROGRAM, FOLDER = sys.argv[1], Path(sys.argv[2])
USER, PASSWORD = "sextant", "zqMailWord-1849"
REPORT = (
    "Telvasco, a phone company, confirmed on 12 May 2025 that attackers stole customers' names and email addresses. "
    "No payment card details were taken, the company said."
)
TITLE = "Téléphones: vérifiez vos accès — und zwar heute, nicht morgen, in allen Häusern"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Keeper:
    """Keeps what it got; `answers` are given to the first messages in the place of taking them."""

    def __init__(self, answers=()):
        self.mails, self.answers, self.begun = [], list(answers), 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.begun += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((session.ssl is not None or session.authenticated, envelope.rcpt_tos, message))
        return "250 kept"


class SmtpServer:
    def __init__(self, authority, keeper, how):
        self.keeper, self.port, self.logins = keeper, free_port(), []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        login = {"authenticator": self.judge, "auth_required": how != "none"}
        ways = {
            "starttls": {"tls_context": context, "require_starttls": True, **login},
            "tls": {"ssl_context": context, "auth_require_tls": False, **login},
            "none": {},
        }
        self.controller = Controller(keeper, hostname="127.0.0.1", port=self.port, **ways[how])

    def judge(self, server, session, envelope, mechanism, data):
        self.logins.append(mechanism)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


class Receiver(http.server.BaseHTTPRequestHandler):
    """`/ok` takes all, `/fails` the third, `/hangs-up` the second, `/stalls` answers none."""

    protocol_version = "HTTP/1.1"
    kept = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.kept.append((self.path, dict(self.headers), body))
        seen = sum(path == self.path for path, _, _ in Receiver.kept)
        if self.path == "/stalls":
            time.sleep(30)
        if self.path == "/hangs-up" and seen == 1:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(503 if self.path == "/fails" and seen < 3 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Store:
    def __init__(self, name):
        self.path, self.log = FOLDER / f"{name}.db", FOLDER / f"{name}.log"
        (FOLDER / "t.txt").write_text(REPORT)
        self.run("ingest", str(FOLDER / "t.txt"), "--tlp", "clear", "--published", "2025-05-12")
        self.incident = json.loads(self.run("incidents", "--json"))["id"]

    def run(self, *words):
        done = subprocess.run([PROGRAM, "--store", self.path, *words], capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def recipient(self, name, *way):
        return self.run("recipient", "set", name, *way, "--clearance", "clear").strip()

    def publish(self):
        drafted = self.run("advisory", "draft", self.incident, "--tlp", "clear", "--json")
        advisory = json.loads(drafted)["id"]
        self.run("advisory", "edit", advisory, "--title", TITLE)
        self.run("advisory", "publish", advisory)

    def deliveries(self):
        lines = map(json.loads, self.run("outbox", "list", "--json").splitlines())
        return {line["recipient"]: line for line in lines}

    def serve_until_settled(self, mail, **more):
        """Serves, as talkative as it gets, until nothing waits; gives how each delivery stands."""
        settings = {
            "SEXTANT_ADVISORIES_WEBHOOK_NETWORKS": "127.0.0.1/32",
            "SEXTANT_ADVISORIES_RETRY_SECONDS": "0",
            "SEXTANT_ADVISORIES_ATTEMPTS": "4",
            "SEXTANT_LIMITS_SILENCE_SECONDS": "2",
            **{f"SEXTANT_MAIL_{key.upper()}": str(value) for key, value in mail.items()},
            **more,
        }
        words = [PROGRAM, "--store", self.path, "serve", "--listen", "127.0.0.1:0", "--log", "trace"]
        with self.log.open("w") as log:
            serving = subprocess.Popen(words, env=os.environ | settings, stderr=log, stdout=log)
        end = time.monotonic() + 60
        try:
            while time.monotonic() < end:
                stand = self.deliveries()
                if all(one["state"] not in ("waiting", "sending") for one in stand.values()):
                    break
                time.sleep(0.2)
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(20)
        assert PASSWORD not in self.log.read_text(), "the password is in the log"
        for file in FOLDER.glob(f"{self.path.name}*"):
            assert PASSWORD.encode() not in file.read_bytes(), f"the password is in {file.name}"
        assert PASSWORD not in json.dumps(stand), "the password is told with a delivery"
        return stand


def settings(server, how, trusted, password=PASSWORD, login=True):
    told = {"server": "localhost", "port": server.port, "security": how, "from": "CERT <advisories@cert.example>"}
    if login:
        told |= {"user": USER, "password": password}
    return told | ({"certificates": trusted} if trusted else {})


def check_message(message, to):
    assert message["Subject"] == f"[TLP:CLEAR] {TITLE}", message["Subject"]
    assert message["To"] == to and message["Bcc"] is None and "cert.example" in message["From"]
    assert message["Message-ID"] and message["Date"]
    text = message.get_content()
    assert "EXPRESSLY NOT TAKEN" in text and "No payment card details were taken" in text, text


def mail_is_taken(authority, trusted, how):
    store, keeper = Store(how), Keeper(answers=["451 later"])
    store.recipient("one", "--mail", "one@a.example")
    store.recipient("nobody", "--mail", "nobody@a.example")
    store.publish()
    with SmtpServer(authority, keeper, how) as server:
        stand = store.serve_until_settled(settings(server, how, trusted))
        assert server.logins and len(keeper.mails) == 1, (server.logins, keeper.mails, stand)
    (private, to, message), = keeper.mails
    assert private and to == ["one@a.example"]
    check_message(message, "one@a.example")
    assert (stand["one"]["state"], stand["one"]["attempts"]) == ("sent", 2), stand
    assert stand["nobody"]["state"] == "dead" and "550" in stand["nobody"]["told"], stand
    print(f"{how}: logged in, sent once after a 451, the unknown mailbox is given up")


def nothing_leaves(authority, name, how, offered, trusted, password=PASSWORD):
    store, keeper = Store(name), Keeper()
    store.recipient("one", "--mail", "one@a.example")
    store.publish()
    with SmtpServer(authority, keeper, offered) as server:
        stand = store.serve_until_settled(settings(server, how, trusted, password))["one"]
        assert not keeper.mails and not keeper.begun, "something was sent"
        assert offered == "starttls" or not server.logins
    assert stand["state"] == "dead" and stand["told"], stand
    print(f"{name}: nothing was sent: {stand['told']}")


def webhooks():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    store = Store("webhooks")
    paths = ["/ok", "/fails", "/hangs-up", "/stalls"]
    secrets = {
        path: store.recipient(path[1:], "--webhook", f"http://127.0.0.1:{receiver.server_port}{path}") for path in paths
    }
    store.publish()
    stand = store.serve_until_settled({})
    for path in paths:
        came = [(headers, body) for seen, headers, body in Receiver.kept if seen == path]
        headers = [{name.lower(): value for name, value in one.items()} for one, _ in came]
        for told, (_, body) in zip(headers, came):
            standardwebhooks.Webhook(secrets[path]).verify(body, told)
        assert len({told["webhook-id"] for told in headers}) == 1, "an attempt has another id"
        state = stand[path[1:]]["state"]
        expected = {"/ok": ("sent", 1), "/fails": ("sent", 3), "/hangs-up": ("sent", 2), "/stalls": ("dead", 4)}[path]
        assert (state, len(came)) == expected, (path, state, len(came), stand)
        print(f"{path}: {len(came)} attempts, signatures right, {state}: {stand[path[1:]]['told']}")
    try:
        standardwebhooks.Webhook(secrets["/fails"]).verify(came[0][1], headers[0])
        raise AssertionError("another's secret verifies")
    except standardwebhooks.WebhookVerificationError:
        pass


def main():
    # The server is told to take log-ins on a connection that is private from its first byte; it takes that for none.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    authority, stranger = trustme.CA(), trustme.CA()
    trusted = FOLDER / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    for how in ("starttls", "tls"):
        mail_is_taken(authority, trusted, how)
    nothing_leaves(authority, "wrong password", "starttls", "starttls", trusted, "zqWrong-77")
    nothing_leaves(authority, "no STARTTLS offered", "starttls", "none", trusted)
    nothing_leaves(stranger, "unknown certificate", "tls", "tls", trusted)
    webhooks()


main()
