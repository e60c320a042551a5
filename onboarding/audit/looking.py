"""Look at rows in the admin without a way to change one."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Every row and every column of a table, to read. Deeds go through services and their pages.

    The pages of the admin skip rows by counting them, so that lists of facts show no total and
    are ordered by their key, which an index holds.
    """

    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-pk",)


def look_at(model: type[models.Model], *columns: str, search: tuple[str, ...] = ()) -> None:
    """Show ``model`` in the admin: ``columns`` in its list, searched by ``search``.

    What the list refers to is read with it, so that its queries do not follow its rows.
    """
    referred = [name for name in columns if model._meta.get_field(name).is_relation]
    admin.site.register(
        model,
        type(
            f"{model.__name__}Admin",
            (LookOnly,),
            {
                "list_display": ("__str__", *columns),
                "list_select_related": referred or False,
                "search_fields": search,
                "exclude": ("password",) if hasattr(model, "password") else None,
            },
        ),
    )
