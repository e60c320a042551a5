"""The wire: connections, what breaks on them, and the three doors behind them."""

import os
import socket
import struct
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from payouts.gateway.stand_in import accounts, pages
from payouts.gateway.stand_in.answers import Answer, server_error
from payouts.gateway.stand_in.calls import API_VERSION
from payouts.gateway.stand_in.control import PREFIX, Control
from payouts.gateway.stand_in.desk import Desk, Request
from payouts.gateway.stand_in.faults import Fault

LARGEST_BODY = 1_000_000
LONGEST_SILENCE_SECONDS = 60
_BAD_GATEWAY = Answer.page("<html><h1>502 Bad Gateway</h1></html>", status=502)


class Server(ThreadingHTTPServer):
    """A thread for each connection, which stays open for many requests."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, desk: Desk, control: Control) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.desk = desk
        self.control = control

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is not worth a word; a defect of ours is."""
        if not isinstance(sys.exc_info()[1], OSError):
            traceback.print_exc()


class _Connection(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *parts: Any) -> None:
        """Say nothing: a run makes thousands of calls."""

    # ------------------------------------------------------------ the three doors
    def _serve(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._send(Answer.page("<h1>413 Too large</h1>", status=413))
            return
        body = self.rfile.read(length).decode("utf-8", "replace")
        if address.path.startswith(PREFIX):
            self._send(self.server.control.answer(address.path, body))
        elif address.path.startswith("/setup/"):
            self._send(self._setup_page(address.path))
        elif address.path.startswith(("/checkout/", "/confirm/")):
            self._send(self._payer_page(address.path, body))
        else:
            self._serve_api(address.path, body if self.command == "POST" else address.query)

    def _setup_page(self, path: str) -> Answer:
        reference, _, secret = path.removeprefix("/setup/").partition("/")
        desk = self.server.desk
        return accounts.visit(
            desk.store, desk.call_of_ours(), reference, secret, is_form=self.command == "POST"
        )

    def _payer_page(self, path: str, body: str) -> Answer:
        page, _, rest = path.lstrip("/").partition("/")
        reference, _, secret = rest.partition("/")
        desk = self.server.desk
        visit = pages.visit_session if page == "checkout" else pages.visit_confirmation
        form = body if self.command == "POST" else None
        return visit(desk.store, desk.call_of_ours(), reference, secret, form)

    def _serve_api(self, path: str, form: str) -> None:
        request = Request(
            method=self.command,
            path=path,
            form=form,
            authorization=self.headers.get("Authorization", ""),
            account=self.headers.get("Stripe-Account", ""),
            key=self.headers.get("Idempotency-Key"),
            version=self.headers.get("Stripe-Version", API_VERSION),
        )
        fault = self.server.desk.faults.next_for(self.command, path)
        if self._fails_before(fault):
            return
        try:
            answer = self.server.desk.answer(request, fault)
        except Exception:
            traceback.print_exc()
            answer = server_error().answer()
        self._send_or_lose(answer, request, fault)

    # ------------------------------------------------------------ what breaks on the way
    def _fails_before(self, fault: Fault | None) -> bool:
        match fault.kind if fault else "":
            case "before_reset":
                self._reset()
            case "timeout_before":
                self._stay_silent()
            case "bad_gateway_html_before":
                self._send(_BAD_GATEWAY)
            case _:
                return False
        return True

    def _send_or_lose(self, answer: Answer, request: Request, fault: Fault | None) -> None:
        headers = {"Request-Id": request.name, "Stripe-Version": request.version}
        if request.key:
            headers["Idempotency-Key"] = request.key
        match fault.kind if fault else "":
            case "after_reset":
                self._reset()
            case "timeout_after":
                self._stay_silent()
            case "bad_gateway_html":
                self._send(_BAD_GATEWAY)
            case "half_body":
                self._send(answer, headers, share=0.5)
                self._reset()
            case _:
                self._send(answer, headers)

    def _send(
        self, answer: Answer, headers: dict[str, str] | None = None, *, share: float = 1.0
    ) -> None:
        lines = [
            f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
        ]
        lines += [
            f"{name}: {value}" for name, value in {**(headers or {}), **answer.headers}.items()
        ]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1", "replace")
        # In one write, or the second half waits for the first to be acknowledged.
        self.wfile.write(head + b"\r\n\r\n" + answer.body[: int(len(answer.body) * share)])

    def _reset(self) -> None:
        """Drop the connection at once, without the goodbye that a clean close would send."""
        self.close_connection = True
        no_goodbye = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_goodbye)
        os.close(self.connection.detach())

    def _stay_silent(self) -> None:
        """Keep the caller waiting until it gives up."""
        self.close_connection = True
        self.connection.settimeout(LONGEST_SILENCE_SECONDS)
        try:
            self.connection.recv(1)
        except OSError:
            return
