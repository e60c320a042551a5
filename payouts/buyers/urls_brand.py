from django.urls import path

from payouts.buyers.views import brand

urlpatterns = [
    path("brand/billing-details/", brand.billing_details, name="billing_details"),
    path("brand/billing-details/vat-number/", brand.check_vat_number, name="check_vat_number"),
    path(
        "brand/billing-details/purchase-orders/",
        brand.add_purchase_order,
        name="add_purchase_order",
    ),
    path(
        "brand/billing-details/purchase-orders/<uuid:public_id>/close/",
        brand.close_purchase_order,
        name="close_purchase_order",
    ),
]
