from django.urls import path

from handschlag.agreement.views import drafting, reading, signing, talking

app_name = "agreement"

urlpatterns = [
    path("", reading.current, name="current"),
    path("versions/", reading.versions, name="versions"),
    path("versions/new/", drafting.new, name="new"),
    path("versions/new/from/<slug:source>/", drafting.draft, name="draft"),
    path("versions/<int:number>/", reading.version, name="version"),
    path("versions/<int:number>/terms.yaml", reading.yaml, name="yaml"),
    path("versions/<int:number>/evidence.json", reading.evidence, name="evidence"),
    path("versions/<int:number>/proof.json", reading.proof, name="proof"),
    path("versions/<int:number>/draft/", drafting.edit, name="edit"),
    path("versions/<int:number>/draft/yaml/", drafting.edit_yaml, name="edit_yaml"),
    path("versions/<int:number>/proposal/", drafting.propose, name="propose"),
    path("versions/<int:number>/withdrawal/", drafting.withdraw, name="withdraw"),
    path("versions/<int:number>/signature/", signing.sign, name="sign"),
    path("versions/<int:number>/suspensions/", signing.suspend, name="suspend"),
    path("suspensions/<uuid:suspension_id>/lifting/", signing.lift, name="lift"),
    path("versions/<int:number>/comments/", talking.comment, name="comment"),
    path("comments/<uuid:comment_id>/answers/", talking.answer, name="answer"),
    path("comments/<uuid:comment_id>/resolution/", talking.resolve, name="resolve"),
    path("keys/", signing.keys, name="keys"),
    path("keys/new/", signing.renew_key, name="renew_key"),
]
