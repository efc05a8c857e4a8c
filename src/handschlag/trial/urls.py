from django.urls import path

from handschlag.trial.views import backtests, building, goals

app_name = "trial"

urlpatterns = [
    path("", backtests.backtests, name="backtests"),
    path("<uuid:backtest_id>/", backtests.backtest, name="backtest"),
    path("<uuid:backtest_id>/leads/<slug:key>/", backtests.leads, name="leads"),
    path("<uuid:backtest_id>/evidence/", backtests.evidence, name="evidence"),
    path("drafts/<int:number>/", building.build, name="build"),
    path("drafts/<int:number>/preview/", building.preview, name="preview"),
    path("drafts/<int:number>/customers/", building.customers, name="customers"),
    path("drafts/<int:number>/goal/", goals.goal, name="goal"),
]
