"""What the stand-in remembers: one SQLite file that outlives a killed process."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from payouts.gateway.stand_in.answers import Body, malformed, no_such

PLATFORM = ""
_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL,
    grouping TEXT, counterpart TEXT, created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_kind ON objects (kind, owner, seq);
CREATE INDEX IF NOT EXISTS by_grouping ON objects (kind, grouping, seq);
CREATE INDEX IF NOT EXISTS by_counterpart ON objects (kind, counterpart, seq);
CREATE TABLE IF NOT EXISTS funds (
    owner TEXT, currency TEXT, amount INTEGER NOT NULL, PRIMARY KEY (owner, currency));
CREATE TABLE IF NOT EXISTS ripening (
    owner TEXT, currency TEXT, amount INTEGER NOT NULL, available_on INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS kept_answers (
    owner TEXT, key TEXT, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body BLOB NOT NULL, request TEXT NOT NULL, first_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key));
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, body TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS clock (ahead_by INTEGER NOT NULL);
"""
_NAMES = ("objects", "funds", "ripening", "kept_answers", "messages", "clock")


class Store:
    """Objects, balances, kept answers and undelivered messages. One connection, one lock."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        # Handed between threads under the lock, which is what the library asks for.
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # WAL and NORMAL: a killed process loses nothing; only a power cut could.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_TABLES)
        ahead = self.rows("SELECT ahead_by FROM clock")
        self._ahead_by: int = ahead[0][0] if ahead else 0
        self._stands_at: int | None = None

    @contextmanager
    def change(self) -> Iterator[None]:
        """Everything inside happens together or not at all."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def forget_everything(self) -> None:
        """Begin again as new."""
        with self.change():
            for name in _NAMES:
                self.rows(f"DELETE FROM {name}")
            self._ahead_by = 0
            self._stands_at = None

    @contextmanager
    def trial(self) -> Iterator[None]:
        """A part of a change that can be taken back alone: it is, if it raises."""
        self._connection.execute("SAVEPOINT trial")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO trial")
            raise
        finally:
            self._connection.execute("RELEASE trial")

    # ------------------------------------------------------------ clock
    def now(self) -> int:
        """The processor's time: ours, moved ahead by as much as was asked for, or standing."""
        if self._stands_at is not None:
            return self._stands_at
        return int(time.time()) + self._ahead_by

    def stand_still(self, at: int) -> None:
        """Let it be one instant until told otherwise: what happens then happens at once."""
        self._stands_at = at

    def move_clock(self, seconds: int) -> None:
        """Move the processor's time ahead."""
        with self.change():
            self._ahead_by += seconds
            self.rows("DELETE FROM clock")
            self.rows("INSERT INTO clock VALUES (?)", self._ahead_by)

    # ------------------------------------------------------------ objects
    def add(
        self,
        kind: str,
        prefix: str,
        body: Body,
        *,
        owner: str = PLATFORM,
        grouping: str | None = None,
        counterpart: str | None = None,
    ) -> Body:
        """Store a new object and return it whole: with its name, kind, mode and instant."""
        created = self.now()
        whole = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": created,
            "livemode": False,
        } | body
        self.rows(
            "INSERT INTO objects (id, kind, owner, grouping, counterpart, created, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            whole["id"],
            kind,
            owner,
            grouping,
            counterpart,
            created,
            json.dumps(whole),
        )
        return whole

    def find(self, kind: str, reference: str) -> Body | None:
        """Return an object by its name."""
        found = self.rows("SELECT body FROM objects WHERE id = ? AND kind = ?", reference, kind)
        return json.loads(found[0][0]) if found else None

    def replace(self, body: Body) -> Body:
        """Store an object as it has become."""
        self.rows("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def all_of(self, kind: str, **columns: str | None) -> list[Body]:
        """Every object of a kind, oldest first."""
        where, values = _where(kind, columns)
        found = self.rows(f"SELECT body FROM objects WHERE {where} ORDER BY seq", *values)
        return [json.loads(body) for (body,) in found]

    def page(self, kind: str, params: dict[str, Any], path: str, **columns: str | None) -> Body:
        """One page of a list, newest first, by the cursors and instants in ``params``."""
        where, values = _where(kind, columns)
        for cursor, sign in (("starting_after", "<"), ("ending_before", ">")):
            if cursor in params:
                if self.find(kind, params[cursor]) is None:
                    raise no_such(kind, params[cursor], param=cursor)
                where += f" AND seq {sign} (SELECT seq FROM objects WHERE id = ?)"
                values.append(params[cursor])
        for sign, instant in _instants(params.get("created")):
            where += f" AND created {sign} ?"
            values.append(instant)
        limit = params.get("limit", 10)
        if not 1 <= limit <= 100:
            raise malformed("Limits range between 1 and 100.", param="limit")
        order = "ASC" if "ending_before" in params else "DESC"
        found = self.rows(
            f"SELECT body FROM objects WHERE {where} ORDER BY seq {order} LIMIT ?",
            *values,
            limit + 1,
        )
        bodies = [json.loads(body) for (body,) in found[:limit]]
        if order == "ASC":
            bodies.reverse()
        return {"object": "list", "url": path, "has_more": len(found) > limit, "data": bodies}

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        return int(self.rows("SELECT count(*) FROM objects WHERE kind = ?", kind)[0][0])


def _where(kind: str, columns: dict[str, str | None]) -> tuple[str, list[Any]]:
    asked = {name: value for name, value in columns.items() if value is not None}
    where = " AND ".join(["kind = ?", *(f"{name} = ?" for name in asked)])
    return where, [kind, *asked.values()]


def _instants(created: Any) -> Iterable[tuple[str, int]]:
    if isinstance(created, int):
        yield "=", created
    elif created:
        signs = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
        yield from ((signs[name], instant) for name, instant in created.items())
