"""The addresses of the market."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from handschlag.market.readings import SHELVES
from handschlag.market.views import costs, nouns, shelves


class ShelfConverter(StringConverter):
    """Only the shelves there are; every other address is unknown."""

    regex = "|".join(SHELVES)


register_converter(ShelfConverter, "shelf")

app_name = "market"

urlpatterns = [
    path("", shelves.overview, name="overview"),
    path("costs/", costs.cost_imports, name="cost_imports"),
    path("costs/<uuid:import_id>/", costs.cost_import, name="cost_import"),
    path("costs/<uuid:import_id>/undoing/", costs.undo_cost_import, name="undo_cost_import"),
    path("campaigns/<uuid:noun_id>/costs/", costs.costs, name="costs"),
    path("materials/<uuid:noun_id>/", nouns.material, name="material"),
    path("materials/<uuid:noun_id>/versions/", nouns.revise, name="revise"),
    path("files/<uuid:file_id>/", nouns.file, name="file"),
    path("files/<uuid:file_id>/preview/", nouns.preview, name="preview"),
    path("positions/add/", nouns.state, name="state"),
    path("positions/<uuid:noun_id>/", nouns.position, name="position"),
    path("positions/<uuid:noun_id>/edit/", nouns.state, name="state_anew"),
    path("signals/table/", nouns.signal_table, name="signal_table"),
    path("signals/<uuid:noun_id>/", nouns.signal, name="signal"),
    path("surveys/<uuid:noun_id>/", nouns.survey, name="survey"),
    path("<shelf:slug>/", shelves.shelf, name="shelf"),
    path("<shelf:slug>/add/", shelves.add, name="add"),
    path("<shelf:slug>/<uuid:noun_id>/edit/", shelves.edit, name="edit"),
    path("<shelf:slug>/<uuid:noun_id>/archival/", shelves.archive, name="archive"),
    path("<shelf:slug>/<uuid:noun_id>/restoration/", shelves.restore, name="restore"),
]
