from django.urls import path

from handschlag.learning import views

app_name = "learning"

urlpatterns = [path("", views.credit, name="credit"), path("deals/", views.deals, name="deals")]
