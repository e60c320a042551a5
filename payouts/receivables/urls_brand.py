from django.urls import path

from payouts.receivables.views import brand

urlpatterns = [
    path("brand/billing/", brand.billing, name="billing"),
    path("brand/billing/methods/add/", brand.add_method, name="add_method"),
    path("brand/billing/methods/stored/", brand.method_stored, name="method_stored"),
    path(
        "brand/billing/methods/<uuid:public_id>/default/",
        brand.make_default,
        name="make_default_method",
    ),
    path(
        "brand/billing/methods/<uuid:public_id>/remove/", brand.remove_method, name="remove_method"
    ),
    path("brand/billing/top-up/", brand.top_up, name="top_up"),
    path("brand/billing/top-up/rule/", brand.top_up_rule, name="top_up_rule"),
    path(
        "brand/billing/payments/<uuid:public_id>/confirm/",
        brand.confirm_payment,
        name="confirm_payment",
    ),
    path("brand/invoices/<uuid:public_id>/pay/", brand.pay_invoice, name="pay_invoice"),
    path(
        "brand/invoices/<uuid:public_id>/payments/",
        brand.invoice_payments,
        name="invoice_payments",
    ),
]
