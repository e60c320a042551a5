"""Two answers for whoever keeps the process running: does it live, and may it be sent work."""

import logging
from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache as shared_cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

OK = "ok"


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves requests. It asks nobody else: a restart cures only us."""
    return JsonResponse({"process": OK})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if requests can be served from here: 503 names what is missing."""
    found = {name: _outcome(name, check) for name, check in _CHECKS.items()}
    is_ready = all(outcome == OK for outcome in found.values())
    return JsonResponse(found, status=200 if is_ready else 503)


def _outcome(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception:
        # Whatever it is, the answer is that we are not ready; the reason is for the log alone.
        logger.exception("The check of the %s fails.", name)
        return "does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _cache() -> str:
    shared_cache.set("readyz", OK, timeout=10)
    return OK if shared_cache.get("readyz") == OK else "forgets"


def _migrations() -> str:
    missing = _migrations_on_disk() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} not applied" if missing else OK


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


_CHECKS = {"database": _database, "cache": _cache, "migrations": _migrations}
