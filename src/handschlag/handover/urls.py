from django.urls import path

from handschlag.handover import views

app_name = "handover"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("team/", views.team, name="team"),
    path("all/", views.all_handovers, name="all"),
    path("pool/", views.pool, name="pool"),
    path("disputes/", views.disputes, name="disputes"),
    path("recycled/", views.recycled, name="recycled"),
    path("pool/handovers/", views.hand_out, name="hand-out"),
    path("reassignments/", views.reassign, name="reassign"),
    path("<uuid:handover_id>/", views.show, name="show"),
    path("<uuid:handover_id>/acceptance/", views.accept, name="accept"),
    path("<uuid:handover_id>/return/", views.return_, name="return"),
    path("<uuid:handover_id>/letting-go/", views.let_go, name="let-go"),
    path("<uuid:handover_id>/steps/<int:number>/", views.take_step, name="step"),
    path("<uuid:handover_id>/dispute/", views.dispute, name="dispute"),
    path("<uuid:handover_id>/ruling/", views.rule, name="rule"),
]
