from handschlag.kernel.erasing import Eraser, Fate, register_eraser

register_eraser(
    Eraser(
        "ledger",
        {
            "ledger.Entry": (Fate.KEPT, "never holds personal data: ids, figures and keys of the agreement"),
            "ledger.Head": (Fate.KEPT, "the end of the chain"),
        },
    )
)
