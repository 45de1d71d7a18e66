"""Stages of the emission standards of vehicles and machines (排放阶段)."""

from __future__ import annotations

from enum import Enum


class EmissionStage(Enum):
    """Which stage an engine was built to; what has no engine has no stage."""

    BEFORE_I = "before_i"
    I = "i"  # noqa: E741
    II = "ii"
    III = "iii"
    IV = "iv"
    V = "v"
    VI = "vi"

    @property
    def label(self) -> str:
        """The words shown to users."""
        chinese, english = _STAGE_TERMS[self]
        return f"{chinese} {english}"


_STAGE_TERMS = {
    EmissionStage.BEFORE_I: ("国一前", "before China I"),
    EmissionStage.I: ("国一", "China I"),
    EmissionStage.II: ("国二", "China II"),
    EmissionStage.III: ("国三", "China III"),
    EmissionStage.IV: ("国四", "China IV"),
    EmissionStage.V: ("国五", "China V"),
    EmissionStage.VI: ("国六", "China VI"),
}
