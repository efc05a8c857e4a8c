from handschlag.kernel.erasing import Eraser, Fate, register_eraser

COLLEAGUES = (Fate.KEPT, "about the house and who works there, not about the people it markets to")

register_eraser(
    Eraser(
        "organisation",
        {
            f"organisation.{name}": COLLEAGUES
            for name in (
                "House",
                "User",
                "RoleAssignment",
                "WorkingCalendar",
                "DayOff",
                "Absence",
                "Mandate",
                "OnePersonMode",
                "Team",
                "Territory",
                "Rep",
                "ApiToken",
                "ScoringBasis",
            )
        },
    )
)
