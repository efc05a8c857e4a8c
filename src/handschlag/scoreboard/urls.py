from django.urls import path

from handschlag.scoreboard import views

app_name = "scoreboard"

urlpatterns = [
    path("", views.funnel, name="funnel"),
    path("debts/", views.debts, name="debts"),
]
