from django.urls import path

from handschlag.trial import views

app_name = "trial"

urlpatterns = [path("", views.preview, name="preview")]
