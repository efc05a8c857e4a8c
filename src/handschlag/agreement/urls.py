from django.urls import path

from handschlag.agreement import views

app_name = "agreement"

urlpatterns = [
    path("", views.current, name="current"),
    path("versions/", views.versions, name="versions"),
    path("versions/new/", views.new, name="new"),
    path("versions/new/from/<slug:source>/", views.draft, name="draft"),
    path("versions/<int:number>/", views.version, name="version"),
    path("versions/<int:number>/terms.yaml", views.yaml, name="yaml"),
    path("versions/<int:number>/draft/", views.edit, name="edit"),
    path("versions/<int:number>/draft/yaml/", views.edit_yaml, name="edit_yaml"),
    path("versions/<int:number>/proposal/", views.propose, name="propose"),
    path("versions/<int:number>/signature/", views.sign, name="sign"),
    path("versions/<int:number>/withdrawal/", views.withdraw, name="withdraw"),
]
