from django.urls import path

from handschlag.handover.views import disputing, handovers, news, previews, working

app_name = "handover"

urlpatterns = [
    path("", handovers.inbox, name="inbox"),
    path("news/", news.news, name="news"),
    path("team/", handovers.team, name="team"),
    path("all/", handovers.all_handovers, name="all"),
    path("pool/", handovers.pool, name="pool"),
    path("disputes/", disputing.disputes, name="disputes"),
    path("recycled/", working.recycled, name="recycled"),
    path("pool/handovers/", handovers.hand_out, name="hand-out"),
    path("routing/", previews.routing, name="routing"),
    path("routing/<slug:which>/", previews.routing_leads, name="routing_leads"),
    path("reassignments/", handovers.reassign, name="reassign"),
    path("<uuid:handover_id>/", handovers.show, name="show"),
    path("<uuid:handover_id>/acceptance/", handovers.accept, name="accept"),
    path("<uuid:handover_id>/return/", handovers.return_, name="return"),
    path("<uuid:handover_id>/letting-go/", working.let_go, name="let-go"),
    path("<uuid:handover_id>/pause/", working.pause, name="pause"),
    path("<uuid:handover_id>/resumption/", working.resume, name="resume"),
    path("<uuid:handover_id>/steps/<int:number>/", working.take_step, name="step"),
    path("<uuid:handover_id>/dispute/", disputing.dispute, name="dispute"),
    path("<uuid:handover_id>/ruling/", disputing.rule, name="rule"),
]
