"""The three families of refusal. Each particular rule's class stands beside its service."""


class DomainError(Exception):
    """Base of all expected refusals. ``str(error)`` is fit to show to the user."""

    code = "domain_error"


class Refused(DomainError):
    """The present state, or what was sent, forbids it."""

    code = "refused"


class NotPermitted(DomainError):
    """This person may not do this."""

    code = "not_permitted"


class NotFound(DomainError):
    """There is no such thing, or the viewer may not know of it."""

    code = "not_found"
