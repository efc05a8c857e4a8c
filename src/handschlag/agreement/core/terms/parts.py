"""What the parts of the terms are made of: bounded texts, figures and days."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def _a_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PydanticCustomError("no_day", "no day of the calendar, expected for example 2026-12-31") from None


# What is signed must be what is seen: no control characters, nothing invisible, nothing that turns the direction of writing.
_VISIBLE = r"^[^\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$"
Key = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=_VISIBLE)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Points = Annotated[int, Field(ge=-1000, le=1000, strict=True)]
Sum = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Count = Annotated[int, Field(ge=1, le=100, strict=True)]
Days = Annotated[int, Field(ge=1, le=1825, strict=True)]
Hours = Annotated[int, Field(ge=1, le=400, strict=True)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Monthly = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Weekly = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Day = Annotated[str, AfterValidator(_a_day)]


class Part(BaseModel):
    """Every part is frozen and knows exactly its own fields; an unknown field is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Part):
    """A part that the contract calls by its label, and the data by its key.

    It stands last among the bases of a part: pydantic orders fields from the last base to the first, and YAML shall begin with them.
    """

    key: Key
    label: Text
