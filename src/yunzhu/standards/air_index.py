"""HJ 633, the air quality index (AQI): sub-indices by look-up, index, primary pollutants.

A concentration enters as an integer in its least count (1 µg/m³; CO 0.1 mg/m³), already rounded
by GB/T 8170. Those integers are the whole domain, so one table per item is the standard.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import MISSING16, MISSING32, BoolArray, Int16Array, IntArray
from yunzhu.errors import StandardError, UsageError
from yunzhu.standards.air_index_edition import (
    Category,
    IndexEdition,
    MissingItemRule,
    index_edition,
    index_editions,
)

__all__ = [
    "Category",
    "IndexEdition",
    "air_quality_index",
    "air_quality_index_of_present",
    "category",
    "category_numbers",
    "iaqi",
    "iaqi_table",
    "index_edition",
    "index_editions",
    "items_of_mask",
    "pollutants_of_mask",
    "sub_index_exact",
    "substitute_over_range",
]

UInt16Array = npt.NDArray[np.uint16]


def sub_index_exact(concentration: Fraction, item: str, edition: IndexEdition) -> Fraction:
    """Return the sub-index (IAQI) before it is rounded up.

    Parameters
    ----------
    concentration : [µg/m³; CO mg/m³], rounded by GB/T 8170; below 0 it counts as 0.
    item : e.g. ``PM2.5_24h``.

    Raises
    ------
    StandardError : no such item, or over range where the sub-index of another item is taken.

    Source: HJ 633, linear between break points.

    Examples
    --------
    >>> sub_index_exact(Fraction(36), "PM2.5_24h", index_edition("HJ 633-2012"))
    Fraction(205, 4)
    """
    points = [Fraction(point) for point in edition.break_points_of(item).concentrations]
    value = max(Fraction(concentration), Fraction(0))
    levels = edition.index_levels.values
    for (low, low_index), (high, high_index) in pairwise(zip(points, levels, strict=False)):
        if value <= high:
            return low_index + (high_index - low_index) * (value - low) / (high - low)
    over = edition.over_range_of(item)
    if over is None:
        return Fraction(edition.above_top.value)
    if over.index is None:
        raise StandardError(
            "超出分级范围，取另一项目的分指数 over range: the sub-index of another item is taken",
            field=item,
            found=str(value),
            expected=over.take,
        )
    return Fraction(over.index)


def iaqi_table(edition: IndexEdition, item: str) -> Int16Array:
    """Return the look-up table of an item, read-only.

    Index: concentration in least counts; value: sub-index, rounded up. The last entry holds for
    everything beyond it; it is ``MISSING16`` where the edition takes the sub-index of another
    item there (`substitute_over_range` fills it in).

    Examples
    --------
    >>> int(iaqi_table(index_edition("HJ 633-2012"), "PM2.5_24h")[36])
    52
    """
    edition.break_points_of(item)
    return edition.tables[item]


def iaqi(concentration: IntArray, item: str, edition: IndexEdition) -> Int16Array:
    """Return the sub-indices (IAQI) of rounded concentrations.

    Parameters
    ----------
    concentration : integers in least counts [1 µg/m³; CO 0.1 mg/m³], any shape; missing is
        ``MISSING16`` in int16 arrays, ``MISSING32`` (or less) in wider ones. Negative readings
        have the sub-index 0.
    item : e.g. ``O3_8h``; one `IndexEdition.break_points` knows.

    Returns
    -------
    int16 array of the same shape, ``MISSING16`` where the input is missing.

    Source: HJ 633, table of break points; rounded up.

    Examples
    --------
    >>> iaqi(np.array([61, 75, MISSING32]), "PM2.5_24h", index_edition("HJ 633-2026")).tolist()
    [101, 114, -32768]
    """
    table = iaqi_table(edition, item)
    values = np.asarray(concentration)
    found = np.empty(values.shape, dtype=np.int16)
    np.take(table, values, mode="clip", out=found)
    np.copyto(found, np.int16(MISSING16), where=_missing(values))
    return found


def substitute_over_range(
    sub_index: Int16Array,
    concentration: IntArray,
    substitute: Int16Array,
    item: str,
    edition: IndexEdition,
) -> Int16Array:
    """Fill in the sub-index of the other item where an item is over range.

    In HJ 633-2012, SO2_1h above 800 takes the sub-index of SO2_24h, O3_8h above 800 that of
    O3_1h. Where the edition takes no other item, ``sub_index`` comes back unchanged.

    Parameters
    ----------
    sub_index : what `iaqi` gave for ``concentration``.
    concentration : in least counts, of the same shape.
    substitute : sub-index of the item named by ``edition.over_range_of(item).take``.

    Examples
    --------
    >>> edition = index_edition("HJ 633-2012")
    >>> ozone, one_hour = np.array([801, 160]), iaqi(np.array([850, 200]), "O3_1h", edition)
    >>> substitute_over_range(iaqi(ozone, "O3_8h", edition), ozone, one_hour, "O3_8h", edition)
    array([325, 100], dtype=int16)
    """
    over = edition.over_range_of(item)
    if over is None or over.take is None:
        return sub_index
    above: BoolArray = np.asarray(concentration) > int(over.above.scaleb(edition.decimals_of(item)))
    return np.where(above, substitute, sub_index)


def air_quality_index(
    iaqis: Int16Array,
    edition: IndexEdition,
    *,
    items: tuple[str, ...] | None = None,
    not_monitored: tuple[str, ...] = (),
) -> tuple[Int16Array, UInt16Array]:
    """Return the index (AQI) and its primary pollutants, missing items treated by the edition.

    2012: an item missing, no index. 2026: computed from the rest and published only above 100;
    an item not monitored may be absent if it was never the primary pollutant of a polluted day
    in three years, which the caller has to know.

    Parameters
    ----------
    iaqis : sub-indices ``[items, ...]``, ``MISSING16`` where absent.
    items : names of the rows, by default `IndexEdition.daily_items`.
    not_monitored : items whose absence does not count; only in an edition that allows it.

    Returns
    -------
    index ``[...]``, ``MISSING16`` where not available; and a bit mask ``[...]``, bit k set when
    row k has the largest sub-index and the index is above 50 (`items_of_mask` names them).

    Raises
    ------
    UsageError : rows do not match the items.
    StandardError : items not monitored in an edition without a rule for them.

    Source: HJ 633-2012; HJ 633-2026 4.3, 5.3.1, 5.3.2.

    Examples
    --------
    >>> day = np.array([[10], [20], [120], [120], [30], [MISSING16]], dtype=np.int16)
    >>> index, primary = air_quality_index(day, index_edition("HJ 633-2026"))
    >>> int(index[0]), items_of_mask(int(primary[0]), index_edition("HJ 633-2026").daily_items)
    (120, ('PM10_24h', 'PM2.5_24h'))
    """
    names = edition.daily_items if items is None else items
    required = _required_rows(iaqis, edition, names, not_monitored)
    index = np.asarray(iaqis.max(axis=0))
    incomplete = np.zeros(index.shape, dtype=np.bool_)
    for row in required:
        incomplete |= iaqis[row] == MISSING16
    if edition.missing_item.above is not None:
        incomplete &= index <= edition.missing_item.above
    np.copyto(index, np.int16(MISSING16), where=incomplete)
    return index, _primary(iaqis, index, edition)


def air_quality_index_of_present(
    iaqis: Int16Array, edition: IndexEdition
) -> tuple[Int16Array, UInt16Array]:
    """Return index and primary pollutants from whatever items are present, as real-time feeds do.

    The official rules for missing items are those of `air_quality_index`.

    Parameters and results as there; the index is missing only where every item is.

    Examples
    --------
    >>> hour = np.array([[MISSING16], [75]], dtype=np.int16)
    >>> [int(part[0]) for part in air_quality_index_of_present(hour, index_edition("HJ 633-2012"))]
    [75, 2]
    """
    index = np.asarray(iaqis.max(axis=0))
    return index, _primary(iaqis, index, edition)


def items_of_mask(mask: int, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the items whose bits are set, in the order of the rows.

    Examples
    --------
    >>> items_of_mask(0b101, ("SO2_24h", "NO2_24h", "PM10_24h"))
    ('SO2_24h', 'PM10_24h')
    """
    return tuple(item for bit, item in enumerate(items) if mask >> bit & 1)


def pollutants_of_mask(mask: int, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the pollutants (首要污染物) whose bits are set, each once.

    Examples
    --------
    >>> pollutants_of_mask(0b111, ("PM2.5_24h", "O3_1h", "O3_8h"))
    ('PM2.5', 'O3')
    """
    return tuple(dict.fromkeys(item.split("_")[0] for item in items_of_mask(mask, items)))


def category(aqi: int, edition: IndexEdition | None = None) -> Category:
    """Return the class of an index, by default as the newest packaged edition words it.

    Classes, names and colours are the same in both editions; only the first class begins at 0
    in 2012 and at 1 in 2026, where an index of 0 still belongs to it.

    Raises
    ------
    UsageError : not an index (0 to 500).

    Source: HJ 633, table of classes.

    Examples
    --------
    >>> category(101).name, category(100).level
    ('轻度污染', '二级')
    """
    classes = (edition or index_editions()[-1]).categories
    if not 0 <= aqi <= classes[-1].high:
        raise UsageError(
            "不是空气质量指数 not an air quality index",
            found=aqi,
            expected=f"0..{classes[-1].high}",
        )
    return next(each for each in classes if aqi <= each.high)


def category_numbers(aqi: Int16Array, edition: IndexEdition) -> npt.NDArray[np.int8]:
    """Return the class number 1 to 6 of each index, 0 where it is missing.

    Examples
    --------
    >>> category_numbers(np.array([50, 51, 500, MISSING16]), index_edition("HJ 633-2012")).tolist()
    [1, 2, 6, 0]
    """
    borders = np.array([0, *(each.high + 1 for each in edition.categories[:-1])], dtype=np.int16)
    return np.searchsorted(borders, aqi, side="right").astype(np.int8)


def _missing(values: npt.NDArray[Any]) -> BoolArray:
    marker = MISSING16 if values.dtype == np.int16 else MISSING32
    return np.asarray(values <= marker)


def _required_rows(
    iaqis: Int16Array,
    edition: IndexEdition,
    items: tuple[str, ...],
    not_monitored: tuple[str, ...],
) -> tuple[int, ...]:
    if iaqis.shape[0] != len(items) or set(not_monitored) - set(items):
        raise UsageError(
            "分指数的行与项目不符 the rows of sub-indices do not match the items",
            found=(iaqis.shape[0], not_monitored),
            expected=", ".join(items),
        )
    if not_monitored and edition.missing_item.rule is not MissingItemRule.PUBLISH_ABOVE:
        raise StandardError(
            "该版本没有未监测项目的规定 the edition has no rule for items not monitored",
            field=edition.name,
            found=not_monitored,
        )
    return tuple(row for row, item in enumerate(items) if item not in not_monitored)


def _primary(iaqis: Int16Array, index: Int16Array, edition: IndexEdition) -> UInt16Array:
    mask = np.zeros(index.shape, dtype=np.uint16)
    polluted = index > edition.primary_above.value
    for bit in range(iaqis.shape[0]):
        largest = iaqis[bit] == index
        largest &= polluted
        mask |= largest.astype(np.uint16) << np.uint16(bit)
    return mask
