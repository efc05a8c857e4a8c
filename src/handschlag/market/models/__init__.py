"""The nouns of marketing's preparation. Touches refer to channel, campaign and material by ``key``, as the outside world said it."""

from handschlag.market.models.brand import Brand, Claim
from handschlag.market.models.campaign import Campaign, CampaignCost, Channel
from handschlag.market.models.cost_import import CostImport, CostImportDay
from handschlag.market.models.file import MaterialFile
from handschlag.market.models.material import Material, MaterialVariant, NamedMaterial, named_materials
from handschlag.market.models.material_name import MaterialName, Names, NameWay, Naming
from handschlag.market.models.position import IntendedPosition, IntendedStrength, PositionAttribute
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.question_guide import KNOWN_BY, GuideQuestion, QuestionGuide, ensure_starter_guides
from handschlag.market.models.segment import Segment
from handschlag.market.models.signal import Reliability, Signal, SignalKind, SignalPoint
from handschlag.market.models.survey import Survey, SurveyRating

__all__ = [
    "KNOWN_BY",
    "Brand",
    "Campaign",
    "CampaignCost",
    "Channel",
    "Claim",
    "CostImport",
    "CostImportDay",
    "GuideQuestion",
    "IntendedPosition",
    "IntendedStrength",
    "Material",
    "MaterialFile",
    "MaterialName",
    "MaterialVariant",
    "NameWay",
    "NamedMaterial",
    "Names",
    "Naming",
    "PositionAttribute",
    "Prepared",
    "QuestionGuide",
    "Reliability",
    "Segment",
    "Signal",
    "SignalKind",
    "SignalPoint",
    "Survey",
    "SurveyRating",
    "ensure_starter_guides",
    "named_materials",
]
