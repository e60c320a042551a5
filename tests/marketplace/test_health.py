import json

import pytest
from django.db import connection
from django.test import RequestFactory

from marketplace import health

ASK = RequestFactory()


def answer_of(view):
    response = view(ASK.get("/"))
    return response.status_code, json.loads(response.content)


def test_a_process_that_answers_lives_whatever_else_is_away(settings):
    assert answer_of(health.livez) == (200, {"process": "ok"})


@pytest.mark.django_db
def test_all_in_place_is_ready():
    assert answer_of(health.readyz) == (
        200,
        {"database": "ok", "cache": "ok", "migrations": "ok"},
    )


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_named_by_its_number(monkeypatch):
    monkeypatch.setattr(health, "_migrations_on_disk", lambda: {("payouts", "9999_later")})

    assert answer_of(health.readyz) == (
        503,
        {"database": "ok", "cache": "ok", "migrations": "1 not applied"},
    )


@pytest.mark.django_db
def test_a_cache_that_is_away_is_not_ready_and_says_no_more(settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert answer_of(health.readyz) == (
        503,
        {"database": "ok", "cache": "does not answer", "migrations": "ok"},
    )
    assert "The check of the cache fails." in caplog.text


@pytest.mark.django_db
def test_readiness_costs_three_queries(django_assert_num_queries):
    answer_of(health.readyz)

    with django_assert_num_queries(3):
        answer_of(health.readyz)
    assert connection.alias == "default"


@pytest.mark.parametrize("view", [health.livez, health.readyz])
def test_nobody_needs_to_sign_in_to_ask_and_nobody_keeps_the_answer(view):
    assert view.login_required is False
    assert "no-store" in health.livez(ASK.get("/")).headers["Cache-Control"]
    assert view(ASK.post("/")).status_code == 405
