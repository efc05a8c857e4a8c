"""The pages of capture. Where touches come in is no page: see ``door``."""

from django.urls import path

from handschlag.capture.views import imports, intake, public, sources

app_name = "capture"

urlpatterns = [
    path("", intake.overview, name="overview"),
    path("touches/", intake.touches, name="touches"),
    path("quarantine/", intake.quarantine, name="quarantine"),
    path("quarantine/<uuid:quarantined_id>/", intake.quarantined, name="quarantined"),
    path("quarantine/<uuid:quarantined_id>/discarding/", intake.discard, name="discard"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<uuid:source_id>/rotation/", sources.rotate, name="rotate"),
    path("sources/<uuid:source_id>/revocation/", sources.revoke, name="revoke"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:import_id>/", imports.show, name="import"),
    path("imports/<uuid:import_id>/mapping/", imports.mapping, name="mapping"),
    path("imports/<uuid:import_id>/mapping/choice/", imports.choose, name="choose"),
    path("imports/<uuid:import_id>/preview/", imports.preview, name="preview"),
    path("imports/<uuid:import_id>/run/", imports.run, name="run"),
    path("imports/<uuid:import_id>/forgetting/", imports.forget, name="forget"),
    path("imports/<uuid:import_id>/errors.csv", imports.errors, name="errors"),
    path("imports/<uuid:import_id>/undo/", imports.undo, name="undo"),
]

visitor_patterns = [
    path("f/<slug:key>/", public.form, name="visitor_form"),
    path("f/<slug:key>/thanks/", public.thanks, name="visitor_thanks"),
    path("c/<str:token>/", public.confirmation, name="confirmation"),
]
"""Mounted at the root, outside the pages: for visitors, who have no login."""
