from django.urls import path

from handschlag.trial import views

app_name = "trial"

urlpatterns = [
    path("", views.backtests, name="backtests"),
    path("<uuid:backtest_id>/", views.backtest, name="backtest"),
    path("<uuid:backtest_id>/leads/<slug:key>/", views.leads, name="leads"),
    path("<uuid:backtest_id>/evidence/", views.evidence, name="evidence"),
]
