"""What marketing enters about the market. The API reads its input with the same forms."""

from handschlag.market.forms.costs import CostChoiceForm, CostForm, CostTableForm
from handschlag.market.forms.material import MaterialForm, MaterialVariantForm
from handschlag.market.forms.nouns import (
    BrandForm,
    CampaignForm,
    ChannelForm,
    ClaimForm,
    PositionAttributeForm,
    SegmentForm,
)
from handschlag.market.forms.position import ComparedForm, IntendedPositionForm, initial_of
from handschlag.market.forms.prepared import PreparedForm
from handschlag.market.forms.shelf import SHELF_FORMS, ShelfForm
from handschlag.market.forms.signal import SignalForm, SignalTableForm
from handschlag.market.forms.survey import SurveyForm

FORMS: dict[str, type[PreparedForm]] = {
    "segments": SegmentForm,
    "attributes": PositionAttributeForm,
    "positions": IntendedPositionForm,
    "claims": ClaimForm,
    "materials": MaterialForm,
    "variants": MaterialVariantForm,
    "channels": ChannelForm,
    "campaigns": CampaignForm,
    "signals": SignalForm,
    "surveys": SurveyForm,
    "brands": BrandForm,
}
"""By the shelf the noun stands on."""

__all__ = [
    "FORMS",
    "SHELF_FORMS",
    "ComparedForm",
    "CostChoiceForm",
    "CostForm",
    "CostTableForm",
    "PreparedForm",
    "ShelfForm",
    "SignalTableForm",
    "initial_of",
]
