from django.urls import path

from payouts.billing.views import brand

urlpatterns = [
    path("brand/spend/", brand.spend_panel, name="spend_panel"),
    path("brand/contacts/<int:pk>/receipt/", brand.receipt, name="receipt"),
    path("brand/invoices/", brand.invoices, name="invoices"),
    path("brand/invoices/latest/", brand.invoices_panel, name="invoices_panel"),
    path("brand/invoices/<uuid:public_id>/", brand.invoice, name="invoice"),
    path("brand/invoices/<uuid:public_id>/document.pdf", brand.invoice_pdf, name="invoice_pdf"),
    path("brand/invoices/<uuid:public_id>/document.xml", brand.invoice_xml, name="invoice_xml"),
    path(
        "brand/invoices/<uuid:public_id>/contacts.csv",
        brand.invoice_contacts,
        name="invoice_contacts",
    ),
    path(
        "brand/invoices/<uuid:public_id>/lines/<int:position>/",
        brand.invoice_line,
        name="invoice_line",
    ),
    path("brand/credit-notes/<uuid:public_id>/", brand.credit_note, name="credit_note"),
    path(
        "brand/credit-notes/<uuid:public_id>/document.xml",
        brand.credit_note_xml,
        name="credit_note_xml",
    ),
    path(
        "brand/credit-notes/<uuid:public_id>/document.pdf",
        brand.credit_note_pdf,
        name="credit_note_pdf",
    ),
    path(
        "brand/credit-notes/<uuid:public_id>/lines/<int:position>/",
        brand.credit_line,
        name="credit_line",
    ),
]
