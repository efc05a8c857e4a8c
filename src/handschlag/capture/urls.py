"""The pages of capture. Where touches come in is no page: see ``door``."""

from django.urls import path

from handschlag.capture.views import forms, imports, intake, privacy_texts, public, scripts, sources

app_name = "capture"

urlpatterns = [
    path("", intake.overview, name="overview"),
    path("touches/", intake.touches, name="touches"),
    path("quarantine/", intake.quarantine, name="quarantine"),
    path("quarantine/<uuid:quarantined_id>/", intake.quarantined, name="quarantined"),
    path("quarantine/<uuid:quarantined_id>/discarding/", intake.discard, name="discard"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<uuid:source_id>/", sources.source, name="source"),
    path("sources/<uuid:source_id>/rotation/", sources.rotate, name="rotate"),
    path("sources/<uuid:source_id>/origins/", sources.origins, name="origins"),
    path("sources/<uuid:source_id>/consent/", sources.consent, name="consent"),
    path("sources/<uuid:source_id>/keys/<uuid:key_id>/end/", sources.void, name="void"),
    path("sources/<uuid:source_id>/revocation/", sources.revoke, name="revoke"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<uuid:form_id>/", forms.form, name="form"),
    path("forms/<uuid:form_id>/settings/", forms.form_settings, name="form_settings"),
    path("forms/<uuid:form_id>/preview/", public.preview, name="form_preview"),
    path("forms/<uuid:form_id>/fields/", forms.field_add, name="field_add"),
    path("forms/<uuid:form_id>/fields/new/<str:kind>/", forms.field_new, name="field_new"),
    path("forms/<uuid:form_id>/fields/<str:key>/", forms.field_edit, name="field"),
    path("forms/<uuid:form_id>/fields/<str:key>/removal/", forms.field_remove, name="field_remove"),
    path("forms/<uuid:form_id>/fields/<str:key>/move/", forms.field_move, name="field_move"),
    path("forms/<uuid:form_id>/publication/", forms.publish, name="publish"),
    path("forms/<uuid:form_id>/versions/<int:number>/return/", forms.go_back, name="go_back"),
    path("forms/<uuid:form_id>/archival/", forms.archive, name="form_archive"),
    path("forms/<uuid:form_id>/restoration/", forms.restore, name="form_restore"),
    path("forms/<uuid:form_id>/held/", forms.held, name="held"),
    path("forms/submissions/<uuid:submission_id>/release/", forms.release, name="release"),
    path("forms/submissions/<uuid:submission_id>/discarding/", forms.discard, name="discard_submission"),
    path("forms/texts/", privacy_texts.privacy_texts, name="privacy_texts"),
    path("forms/texts/<str:subject>/", privacy_texts.privacy_text, name="privacy_text"),
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
    path("t.js", scripts.tracker, name="tracker"),
    path("f/<slug:key>.js", scripts.embedding, name="embedding"),
    path("f/<slug:key>/", public.form, name="visitor_form"),
    path("f/<slug:key>/thanks/", public.thanks, name="visitor_thanks"),
    path("c/<str:token>/", public.confirmation, name="confirmation"),
]
"""Mounted at the root, outside the pages: for visitors, who have no login."""
