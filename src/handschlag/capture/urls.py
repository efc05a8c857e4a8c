from django.urls import path

from handschlag.capture.api import batch

app_name = "capture"

intake_patterns = [path("batch", batch, name="batch")]
"""Mounted at /v1/: outside the pages, for programs."""

urlpatterns: list = []
