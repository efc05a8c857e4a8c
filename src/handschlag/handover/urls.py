from django.urls import path

from handschlag.handover.views import handovers, previews

app_name = "handover"

urlpatterns = [
    path("", handovers.inbox, name="inbox"),
    path("team/", handovers.team, name="team"),
    path("all/", handovers.all_handovers, name="all"),
    path("pool/", handovers.pool, name="pool"),
    path("disputes/", handovers.disputes, name="disputes"),
    path("recycled/", handovers.recycled, name="recycled"),
    path("pool/handovers/", handovers.hand_out, name="hand-out"),
    path("routing/", previews.routing, name="routing"),
    path("routing/<slug:which>/", previews.routing_leads, name="routing_leads"),
    path("reassignments/", handovers.reassign, name="reassign"),
    path("<uuid:handover_id>/", handovers.show, name="show"),
    path("<uuid:handover_id>/acceptance/", handovers.accept, name="accept"),
    path("<uuid:handover_id>/return/", handovers.return_, name="return"),
    path("<uuid:handover_id>/letting-go/", handovers.let_go, name="let-go"),
    path("<uuid:handover_id>/steps/<int:number>/", handovers.take_step, name="step"),
    path("<uuid:handover_id>/dispute/", handovers.dispute, name="dispute"),
    path("<uuid:handover_id>/ruling/", handovers.rule, name="rule"),
]
