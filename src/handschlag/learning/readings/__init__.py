from handschlag.learning.readings.account import Account, Row, account_of, name_of
from handschlag.learning.readings.credit import Credit, PlayerCredit, Share, credit_of
from handschlag.learning.readings.journeys import as_text, channel_names, first_channels
from handschlag.learning.readings.keeping import Kept, kept

__all__ = [
    "Account",
    "Credit",
    "Kept",
    "PlayerCredit",
    "Row",
    "Share",
    "account_of",
    "as_text",
    "channel_names",
    "credit_of",
    "first_channels",
    "kept",
    "name_of",
]
