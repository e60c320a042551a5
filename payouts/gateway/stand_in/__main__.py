"""Run the stand-in: ``python -m payouts.gateway.stand_in --port 12111 --state FILE``."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from payouts.gateway.stand_in.control import Control
from payouts.gateway.stand_in.desk import Desk, Habits
from payouts.gateway.stand_in.messages import Courier, Manners
from payouts.gateway.stand_in.parameters import declarations
from payouts.gateway.stand_in.server import Server
from payouts.gateway.stand_in.store import Store


def main() -> None:
    """Serve until told to stop. What was answered is on disk before the answer leaves."""
    wishes = _wishes()
    declarations()
    Path(wishes.state).parent.mkdir(parents=True, exist_ok=True)
    is_new = not Path(wishes.state).exists()
    store = Store(wishes.state)
    habits = Habits(
        latency_seconds=wishes.latency_ms / 1000,
        calls_per_second=wishes.calls_per_second,
        opens_accounts_enabled=wishes.accounts_enabled,
        is_heard=bool(wishes.webhook_url),
    )
    desk = Desk(store, habits)
    courier = Courier(store, Manners(url=wishes.webhook_url, secret=wishes.webhook_secret))
    control = Control(desk, courier)
    if is_new:
        for fund in wishes.fund:
            currency, _, amount = fund.partition("=")
            control.do_balance(currency, int(amount))

    server = Server(wishes.port, desk, control)
    habits.public_base = f"http://127.0.0.1:{server.server_port}"
    courier.start()
    signal.signal(signal.SIGTERM, _stop)
    if wishes.until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    sys.stdout.write(f"The stand-in answers on {habits.public_base}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=12111, help="0 takes a free one")
    parser.add_argument("--state", required=True, help="the SQLite file that remembers")
    parser.add_argument("--webhook-url", default="", help="where signed messages go")
    parser.add_argument("--webhook-secret", default="whsec_practice")
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--calls-per-second", type=float, default=0, help="0 sets no limit")
    parser.add_argument("--accounts-enabled", action="store_true", help="no onboarding")
    parser.add_argument(
        "--fund",
        action="append",
        default=[],
        metavar="USD=MINOR",
        help="the platform's first balance, if the file is new",
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when whoever started it ends"
    )
    return parser.parse_args()


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_with_stdin() -> None:
    # Past the buffered reader, whose lock would still be held when the process ends otherwise.
    while os.read(0, 1024):
        pass
    # Nothing is lost: every answer was committed before it was sent.
    os._exit(0)


if __name__ == "__main__":
    main()
