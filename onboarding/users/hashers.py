"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).

    A tenth of the cost of the framework's default: a whole shift signs in within minutes.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
