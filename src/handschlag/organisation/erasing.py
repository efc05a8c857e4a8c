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
                "CalendarFeed",
                "NotificationSettings",
            )
        }
        | {
            "organisation.AnsweredCall": (
                Fate.KEPT,
                "what a program was answered, for 48 hours; sealed so that only that program can read it",
            )
        },
    )
)
