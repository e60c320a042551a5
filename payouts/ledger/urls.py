from django.urls import path

from payouts.ledger import views

urlpatterns = [
    path("finance/books/", views.books, name="books"),
    path("finance/books/kinds/<str:kind>/", views.accounts, name="accounts"),
    path("finance/books/accounts/<int:pk>/", views.account, name="account"),
    path("finance/books/accounts/<int:pk>.csv", views.account_csv, name="account_csv"),
    path("finance/books/transactions/<int:pk>/", views.transaction, name="transaction"),
]
