"""Which role touches the schema."""


class OwnerMigrates:
    """Only the ``owner`` alias migrates: the application's role may not change a table."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Whether migrations of ``app_label`` run on alias ``db``."""
        return db == "owner"
