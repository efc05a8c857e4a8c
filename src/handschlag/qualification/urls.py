from django.urls import path

from handschlag.qualification import views

app_name = "qualification"

urlpatterns = [path("<uuid:verdict_id>/", views.verdict, name="verdict")]
