from django.urls import path

from handschlag.post import views

app_name = "post"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("<uuid:message_id>/renewal/", views.renewal, name="renewal"),
]
