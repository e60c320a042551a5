"""The demo's agents sign a tax form each, and somebody else looks at it."""

from datetime import datetime

from onboarding.users.models import User
from payouts.payees.models import Payee
from payouts.payees.statements import statement_for
from payouts.payees.tax_forms import approve_form, sign_form
from payouts.payees.tax_rules import Classification, FormKind, GivenForm, TinKind


def sign_papers(*, agent_ids: list[int], filed_by: User, reviewed_by: User, at: datetime) -> int:
    """File a W-9 for each of these agents who has none, as if on paper; how many there were."""
    waiting = Payee.objects.filter(agent__in=agent_ids, tax_form_until__isnull=True)
    payees = list(waiting.select_related("agent").order_by("pk"))
    for payee in payees:
        form = sign_form(
            payee_id=payee.pk,
            given=_paper_of(payee),
            statement_hash=statement_for(FormKind.W9).hash,
            signed_from=None,
            actor=filed_by,
            at=at,
        )
        approve_form(form_id=form.pk, actor=reviewed_by, at=at)
    return len(payees)


def _paper_of(payee: Payee) -> GivenForm:
    """What could be on it: the number has the form of one, and is nobody's."""
    number = payee.agent_id % 9_999
    return GivenForm(
        residence="US",
        name=payee.agent.name,
        signed_name=payee.agent.name,
        tin_kind=TinKind.SSN,
        tin=f"53610{number + 1:04d}",
        classification=Classification.INDIVIDUAL,
        address="1 Example Street, Springfield",
    )
