"""How the account library signs people in here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens a login alone yet: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether a stranger may make a login."""
        return False
