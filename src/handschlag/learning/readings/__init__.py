from handschlag.learning.readings.account import MOST_CHANNELS, Account, Row, account_of, name_of
from handschlag.learning.readings.credit import ChannelCredit, Credit, Share, credit_of
from handschlag.learning.readings.journeys import as_text, channel_names, first_channels
from handschlag.learning.readings.keeping import Kept, kept

__all__ = [
    "MOST_CHANNELS",
    "Account",
    "ChannelCredit",
    "Credit",
    "Kept",
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
