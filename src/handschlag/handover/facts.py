from handschlag.ledger.registry import Fact, register

register(
    Fact("handover_made", en="A lead was handed over: {subject}", de="Ein Lead wurde übergeben: {subject}"),
    Fact("handover_accepted", en="{actor} accepted {subject}", de="{actor} hat angenommen: {subject}"),
    Fact(
        "handover_returned",
        en="{actor} returned {subject} (reason: {reason})",
        de="{actor} hat zurückgegeben: {subject} (Grund: {reason})",
    ),
    Fact(
        "handover_timed_out",
        en="Nobody answered {subject} in time",
        de="Niemand hat rechtzeitig geantwortet: {subject}",
    ),
    Fact(
        "handover_reassigned",
        en="{actor} gave the lead of {subject} to another rep",
        de="{actor} hat den Lead neu zugeteilt: {subject}",
    ),
    Fact(
        "deadline_missed",
        en="The deadline for {duty} of {subject} was missed",
        de="Die Frist {duty} wurde versäumt: {subject}",
    ),
    Fact(
        "lead_pooled",
        en="{subject} could not be given to anybody ({reason}) and waits in the pool",
        de="{subject} konnte niemandem gegeben werden ({reason}) und wartet im Vorrat",
    ),
)
