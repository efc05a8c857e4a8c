"""The addresses of the market."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from handschlag.market import views
from handschlag.market.readings import SHELVES


class ShelfConverter(StringConverter):
    """Only the shelves there are; every other address is unknown."""

    regex = "|".join(SHELVES)


register_converter(ShelfConverter, "shelf")

app_name = "market"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("campaigns/<uuid:noun_id>/costs/", views.costs, name="costs"),
    path("materials/<uuid:noun_id>/versions/", views.revise, name="revise"),
    path("<shelf:slug>/", views.shelf, name="shelf"),
    path("<shelf:slug>/add/", views.add, name="add"),
    path("<shelf:slug>/<uuid:noun_id>/", views.edit, name="edit"),
    path("<shelf:slug>/<uuid:noun_id>/archival/", views.archive, name="archive"),
    path("<shelf:slug>/<uuid:noun_id>/restoration/", views.restore, name="restore"),
]
