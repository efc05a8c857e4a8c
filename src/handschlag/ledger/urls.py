from django.urls import path

from handschlag.ledger import views

app_name = "ledger"

urlpatterns = [
    path("", views.entries, name="entries"),
    path("verification/", views.verification, name="verification"),
]
