from handschlag.kernel.erasing import Eraser, Fate, register_eraser

PREPARED = (Fate.KEPT, "what marketing prepares, about nobody")

register_eraser(
    Eraser(
        "market",
        {
            f"market.{name}": PREPARED
            for name in ("Brand", "Claim", "Channel", "Campaign", "CampaignCost", "Segment", "Material")
        },
    )
)
