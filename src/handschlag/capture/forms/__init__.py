"""Reading what people enter: on capture's own pages, when they build a form, and when a visitor fills one in."""

from handschlag.capture.forms.intake import (
    LARGEST_UPLOAD,
    ChooseMappingForm,
    ColumnsForm,
    OriginsForm,
    ReplayForm,
    RotationForm,
    SourceForm,
    TouchFilterForm,
    UploadForm,
)

__all__ = [
    "LARGEST_UPLOAD",
    "ChooseMappingForm",
    "ColumnsForm",
    "OriginsForm",
    "ReplayForm",
    "RotationForm",
    "SourceForm",
    "TouchFilterForm",
    "UploadForm",
]
