"""The admin shows every table and changes none."""

import pytest
from django.contrib import admin
from django.urls import reverse

from onboarding.users.models import User
from tests.payouts.reports.house import build_house

FLOORS = ("onboarding", "marketplace", "payouts")
MODELS = [model for model in admin.site._registry if model._meta.app_label in FLOORS]
NAMES = [model._meta.label for model in MODELS]


def url_of(model, page: str, *arguments) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


@pytest.fixture
def root(client, db):
    """Somebody who may everything that the admin lets anybody do."""
    client.force_login(
        User.objects.create_superuser("root@example.com", "correct horse", name="Root")
    )
    return client


def test_every_list_of_the_house_opens(root, db):
    build_house()

    assert {
        model._meta.label: root.get(url_of(model, "changelist")).status_code for model in MODELS
    } == (dict.fromkeys(NAMES, 200))


def test_one_row_of_each_table_opens_and_cannot_be_changed(root, db):
    build_house()
    rows = [(model, model.objects.order_by("pk").first()) for model in MODELS]

    read = {root.get(url_of(model, "change", row.pk)).status_code for model, row in rows if row}
    write = {root.post(url_of(model, "change", row.pk)).status_code for model, row in rows if row}
    delete = {root.post(url_of(model, "delete", row.pk)).status_code for model, row in rows if row}

    assert (read, write, delete) == ({200}, {403}, {403})


def test_nothing_is_added_in_the_admin(root):
    assert {root.get(url_of(model, "add")).status_code for model in MODELS} == {403}


def test_no_password_is_shown(root):
    me = User.objects.get()

    assert me.password not in root.get(url_of(User, "change", me.pk)).content.decode()
