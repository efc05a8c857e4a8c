from handschlag.kernel.erasing import Eraser, Fate, register_eraser

PREPARED = (Fate.KEPT, "what marketing prepares, about nobody")

NAMES = (
    "Brand",
    "Claim",
    "Channel",
    "Campaign",
    "CampaignCost",
    "QuestionGuide",
    "GuideQuestion",
    "Segment",
    "Material",
    "CostImport",
    "CostImportDay",
    "IntendedPosition",
    "IntendedStrength",
    "MaterialFile",
    "MaterialName",
    "MaterialVariant",
    "PositionAttribute",
    "Signal",
    "SignalPoint",
    "Survey",
    "SurveyRating",
)

register_eraser(Eraser("market", {f"market.{name}": PREPARED for name in NAMES}))
