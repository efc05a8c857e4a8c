"""The nouns of marketing's preparation. Touches refer to channel, campaign and material by ``key``, as the outside world said it."""

from handschlag.market.models.brand import Brand, Claim
from handschlag.market.models.campaign import Campaign, CampaignCost, Channel
from handschlag.market.models.material import Material
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment

__all__ = ["Brand", "Campaign", "CampaignCost", "Channel", "Claim", "Material", "Prepared", "Segment"]
