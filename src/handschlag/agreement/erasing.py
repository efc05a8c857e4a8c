from handschlag.kernel.erasing import Eraser, Fate, register_eraser

CONTRACT = (Fate.KEPT, "the contract between marketing and sales, about nobody outside the house")

register_eraser(
    Eraser(
        "agreement",
        {f"agreement.{name}": CONTRACT for name in ("Version", "Proposal", "Withdrawal", "Signature", "Commencement")},
    )
)
