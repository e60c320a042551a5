from django.urls import path

from payouts.billing.views import staff

urlpatterns = [
    path("finance/invoices/", staff.invoices, name="invoices"),
    path("finance/invoices/<uuid:public_id>/", staff.invoice, name="invoice"),
    path("finance/invoices/<uuid:public_id>/document.pdf", staff.invoice_pdf, name="invoice_pdf"),
    path("finance/invoices/<uuid:public_id>/document.xml", staff.invoice_xml, name="invoice_xml"),
    path(
        "finance/invoices/<uuid:public_id>/contacts.csv",
        staff.invoice_contacts,
        name="invoice_contacts",
    ),
    path("finance/invoices/<uuid:public_id>/issue/", staff.issue, name="issue_invoice"),
    path("finance/invoices/<uuid:public_id>/discard/", staff.discard, name="discard_invoice"),
    path("finance/credit-notes/<uuid:public_id>/", staff.credit_note, name="credit_note"),
    path(
        "finance/credit-notes/<uuid:public_id>/document.xml",
        staff.credit_note_xml,
        name="credit_note_xml",
    ),
    path(
        "finance/credit-notes/<uuid:public_id>/document.pdf",
        staff.credit_note_pdf,
        name="credit_note_pdf",
    ),
]
