from django.urls import path

from handschlag.learning.views import credit, experiments

app_name = "learning"

urlpatterns = [
    path("", credit.credit, name="credit"),
    path("deals/", credit.deals, name="deals"),
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/new/", experiments.plan, name="plan"),
    path("experiments/<uuid:experiment_id>/", experiments.experiment, name="experiment"),
    path("experiments/<uuid:experiment_id>/reading/", experiments.reading, name="reading"),
    path("experiments/<uuid:experiment_id>/stop/", experiments.stop, name="stop"),
]
