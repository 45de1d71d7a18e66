"""Official standards as dated data and pure functions of one already formed value or vector.

The public names are loaded when first used, so importing the room costs nothing. The function
`composite_index` stays in its module, whose name it shares.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__all__ = [
    "AIR_EDITIONS",
    "PACKAGED_AIR",
    "PERCENT",
    "REFERENCE_STATE_CHANGE",
    "AirChange",
    "AirEdition",
    "AirLimits",
    "AssessmentEdition",
    "Category",
    "CompositeEdition",
    "CompositeIndex",
    "IndexEdition",
    "Limit",
    "ReferenceState",
    "StandardDifference",
    "StandardRow",
    "Validity",
    "air_changes",
    "air_edition",
    "air_edition_on",
    "air_editions",
    "air_quality_index",
    "air_quality_index_of_present",
    "assessment_edition",
    "category",
    "category_numbers",
    "composite_edition",
    "exceedance_multiple",
    "iaqi",
    "iaqi_table",
    "index_edition",
    "items_of_mask",
    "limits",
    "limits_of",
    "microgram_from_ppb",
    "microgram_per_ppb",
    "old_to_new_reference_state",
    "percentile",
    "percentile_numerators",
    "percentile_rank",
    "pollutants_of_mask",
    "ppb_from_microgram",
    "round_down",
    "round_half_even",
    "round_half_even_ratio",
    "round_up",
    "round_up_ratio",
    "standard_differences",
    "standard_rows",
    "sub_index_exact",
    "substitute_over_range",
]

if TYPE_CHECKING:
    from yunzhu.standards.air_assessment import (
        PERCENT,
        AssessmentEdition,
        Validity,
        assessment_edition,
        exceedance_multiple,
        percentile,
        percentile_numerators,
        percentile_rank,
    )
    from yunzhu.standards.air_index import (
        Category,
        IndexEdition,
        air_quality_index,
        air_quality_index_of_present,
        category,
        category_numbers,
        iaqi,
        iaqi_table,
        index_edition,
        items_of_mask,
        pollutants_of_mask,
        sub_index_exact,
        substitute_over_range,
    )
    from yunzhu.standards.air_limits import AirLimits, Limit, ReferenceState, limits, limits_of
    from yunzhu.standards.comparison import (
        StandardDifference,
        StandardRow,
        standard_differences,
        standard_rows,
    )
    from yunzhu.standards.composite_index import (
        CompositeEdition,
        CompositeIndex,
        composite_edition,
    )
    from yunzhu.standards.conversion import (
        REFERENCE_STATE_CHANGE,
        microgram_from_ppb,
        microgram_per_ppb,
        old_to_new_reference_state,
        ppb_from_microgram,
    )
    from yunzhu.standards.documents import PACKAGED_AIR
    from yunzhu.standards.editions import (
        AIR_EDITIONS,
        AirChange,
        AirEdition,
        air_changes,
        air_edition,
        air_edition_on,
        air_editions,
    )
    from yunzhu.standards.rounding import (
        round_down,
        round_half_even,
        round_half_even_ratio,
        round_up,
        round_up_ratio,
    )

_MODULE_OF = {
    "AIR_EDITIONS": "editions",
    "AirChange": "editions",
    "AirEdition": "editions",
    "AirLimits": "air_limits",
    "AssessmentEdition": "air_assessment",
    "Category": "air_index",
    "CompositeEdition": "composite_index",
    "CompositeIndex": "composite_index",
    "IndexEdition": "air_index",
    "Limit": "air_limits",
    "PACKAGED_AIR": "documents",
    "PERCENT": "air_assessment",
    "REFERENCE_STATE_CHANGE": "conversion",
    "ReferenceState": "air_limits",
    "StandardDifference": "comparison",
    "StandardRow": "comparison",
    "Validity": "air_assessment",
    "air_changes": "editions",
    "air_edition": "editions",
    "air_edition_on": "editions",
    "air_editions": "editions",
    "air_quality_index": "air_index",
    "air_quality_index_of_present": "air_index",
    "assessment_edition": "air_assessment",
    "category": "air_index",
    "category_numbers": "air_index",
    "composite_edition": "composite_index",
    "exceedance_multiple": "air_assessment",
    "iaqi": "air_index",
    "iaqi_table": "air_index",
    "index_edition": "air_index",
    "items_of_mask": "air_index",
    "limits": "air_limits",
    "limits_of": "air_limits",
    "microgram_from_ppb": "conversion",
    "microgram_per_ppb": "conversion",
    "old_to_new_reference_state": "conversion",
    "percentile": "air_assessment",
    "percentile_numerators": "air_assessment",
    "percentile_rank": "air_assessment",
    "pollutants_of_mask": "air_index",
    "ppb_from_microgram": "conversion",
    "round_down": "rounding",
    "round_half_even": "rounding",
    "round_half_even_ratio": "rounding",
    "round_up": "rounding",
    "round_up_ratio": "rounding",
    "standard_differences": "comparison",
    "standard_rows": "comparison",
    "sub_index_exact": "air_index",
    "substitute_over_range": "air_index",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
