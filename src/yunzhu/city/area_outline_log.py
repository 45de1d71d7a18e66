"""The entries of the audit log about outlines of areas."""

from __future__ import annotations

IMPORT, KIND = "area.outline", "area_outline"
