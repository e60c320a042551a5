import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from payouts.runs.models import PayoutStatus
from tests.payouts.banking.desk import payout_of, reference_to
from tests.payouts.gateway.bank_files.orders import pain002
from tests.payouts.runs.desk import status_of

pytestmark = pytest.mark.django_db(transaction=True)


def said_of(path) -> dict:
    out = StringIO()
    call_command("import_returns", str(path), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_file_is_taken_in_and_what_became_of_it_is_said(bank_desk, tmp_path):
    bank_desk.released(pays={"Ada": 900})
    path = tmp_path / "status.xml"
    path.write_bytes(pain002((reference_to("Ada"), "RJCT", "AC04"), ("PAYOUT-9-9", "RJCT", "")))

    first, again = said_of(path), said_of(path)

    assert first == {
        "kind": "pain.002",
        "is_new": True,
        "rows": 2,
        "not_about_payouts": 0,
        "became": {"APPLIED": 1, "WAITING": 1},
    }
    assert again == first | {"is_new": False}
    assert status_of(payout_of("Ada")) == PayoutStatus.REJECTED


@pytest.mark.parametrize(("content", "why"), [(b"", "empty"), (None, "cannot be read")])
def test_what_cannot_be_read_is_refused_by_name(content, why, tmp_path, db):
    path = tmp_path / "nothing.xml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=why) as refusal:
        call_command("import_returns", str(path))

    assert refusal.value.returncode == 2
