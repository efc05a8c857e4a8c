from django.urls import path

from handschlag.scoreboard import views

app_name = "scoreboard"

urlpatterns = [
    path("", views.funnel, name="funnel"),
    path("echo/", views.echoes, name="echoes"),
    path("echo/campaigns/<uuid:campaign_id>/", views.campaign, name="campaign"),
    path("echo/materials/<uuid:material_id>/", views.material, name="material"),
    path("debts/", views.debts, name="debts"),
]
