from datetime import timedelta
from hashlib import sha256

import facturx
import pytest
from django.db import ProgrammingError, connection, transaction

from payouts.billing.documents import invoice_files
from payouts.billing.keeping import file_of_credit_note, file_of_invoice, make_files
from payouts.billing.models import IssuedFile
from payouts.billing.selectors import credit_notes_of
from tests.payouts.billing.month import OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db


def test_the_message_stands_in_the_pdf(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    kept = file_of_invoice(invoice, at=SEPTEMBER)

    name, inside = facturx.get_xml_from_pdf(bytes(kept.pdf))
    assert (name, inside) == ("factur-x.xml", bytes(kept.xml))
    assert b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in bytes(kept.pdf)
    assert kept.pdf_sha256 == sha256(bytes(kept.pdf)).hexdigest()


def test_a_document_is_made_once_and_stays_the_same_file(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)
    first = file_of_invoice(invoice, at=SEPTEMBER)

    again = file_of_invoice(invoice, at=OCTOBER)

    assert (again.pk, again.made_at) == (first.pk, SEPTEMBER)


def test_the_same_document_is_made_of_the_same_bytes(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    assert invoice_files(invoice) == invoice_files(invoice)


def test_a_kept_file_is_never_changed(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)
    file_of_invoice(invoice, at=SEPTEMBER)

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE payouts_issuedfile SET pdf = 'another'")
    assert IssuedFile.objects.get().pdf_sha256 != sha256(b"another").hexdigest()


def test_a_job_makes_what_is_missing_and_nothing_twice(month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    assert (make_files(at=OCTOBER), make_files(at=OCTOBER + timedelta(hours=1))) == (2, 0)

    note = file_of_credit_note(credit_notes_of().get(), at=OCTOBER)
    assert b"<ram:TypeCode>381</ram:TypeCode>" in bytes(note.xml)
