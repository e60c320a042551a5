from django.urls import path

from payouts.incoming.views import accounts, deeds, files, receipts

urlpatterns = [
    path("finance/receipts/", receipts.receipts, name="bank_receipts"),
    path("finance/receipts/files/", files.files, name="statement_files"),
    path("finance/receipts/accounts/", accounts.accounts, name="bank_accounts"),
    path("finance/receipts/accounts/<uuid:public_id>/", accounts.account, name="bank_account"),
    path("finance/receipts/<uuid:public_id>/", receipts.receipt, name="bank_receipt"),
    path("finance/receipts/<uuid:public_id>/book/", deeds.book, name="book_receipt"),
    path("finance/receipts/<uuid:public_id>/split/", deeds.split, name="split_receipt"),
    path("finance/receipts/<uuid:public_id>/decide/", deeds.decide, name="decide_receipt"),
    path("finance/receipts/<uuid:public_id>/went-back/", deeds.went_back, name="receipt_went_back"),
]
