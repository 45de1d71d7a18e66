"""The calendar as a picture: one square per day in the colour of its class, one row per month."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yunzhu.indicators.air.calendar import CalendarDay
from yunzhu.values import Origin

_CELL, _GAP, _LEFT, _TOP, _LEGEND = 26, 2, 74, 64, 82
_LEGEND_COLUMNS, _LEGEND_WIDTH, _LEGEND_LINE = 4, 215, 24
_DAYS_IN_ROW = 31
_SRGB_LINEAR_UP_TO = 0.04045
_ABSENT = "rgb(230,230,230)"
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"


def calendar_picture(days: Sequence[CalendarDay], title: str, origin: Origin) -> str:
    """Return an SVG picture of some days, Chinese first with English beside.

    Parameters
    ----------
    days : from `air_calendar`, in time order.
    title : what the picture is about.
    origin : simulated days are said to be so in the picture.

    Returns
    -------
    SVG text that opens on its own, without any other file.
    """
    months: dict[str, list[CalendarDay]] = {}
    for day in days:
        months.setdefault(day.day.strftime("%Y-%m"), []).append(day)
    step = _CELL + _GAP
    width = _LEFT + _DAYS_IN_ROW * step + 20
    height = _TOP + len(months) * step + _LEGEND
    label = f"【{origin.label}】" if origin is Origin.SIMULATED else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{escape(_FONT)}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(_LEFT, 26, f"{label}{title}", size=16, anchor="start"),
    ]
    for column in range(_DAYS_IN_ROW):
        centre = _LEFT + column * step + _CELL / 2
        parts.append(_text(centre, _TOP - 8, str(column + 1), size=10, colour="rgb(90,90,90)"))
    for row, (month, cells) in enumerate(months.items()):
        top = _TOP + row * step
        parts.append(_text(_LEFT - 8, top + 18, month, size=12, anchor="end"))
        parts += [_square(day, top) for day in cells]
    parts += _legend(days, _TOP + len(months) * step + 26)
    return "\n".join([*parts, "</svg>"]) + "\n"


def ink_on(rgb: tuple[int, int, int]) -> str:
    """Return black or white, whichever has the higher contrast ratio (WCAG 2) on a colour.

    Examples
    --------
    >>> ink_on((255, 0, 0)), ink_on((126, 0, 35))
    ('black', 'white')
    """
    luminance = _relative_luminance(rgb)
    on_black, on_white = (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)
    return "black" if on_black >= on_white else "white"


def _relative_luminance(rgb: tuple[int, int, int]) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1 (WCAG 2)."""
    parts = [part / 255 for part in rgb]
    red, green, blue = (
        part / 12.92 if part <= _SRGB_LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _square(day: CalendarDay, top: float) -> str:
    left = _LEFT + (day.day.day - 1) * (_CELL + _GAP)
    if day.index is None or day.category is None:
        fill, ink, shown = _ABSENT, "rgb(90,90,90)", "—"
        told = f"{day.day}: 无有效 AQI no valid AQI"
    else:
        red, green, blue = day.category.rgb
        fill = f"rgb({red},{green},{blue})"
        ink = ink_on(day.category.rgb)
        shown = str(day.index)
        name = f"{day.category.name} {day.category.english}"
        told = f"{day.day}: AQI {day.index} {name} {', '.join(day.primary)}".strip()
    return (
        f"<g><title>{escape(told)}</title>"
        f'<rect x="{left}" y="{top}" width="{_CELL}" height="{_CELL}" rx="3" fill="{fill}"/>'
        f"{_text(left + _CELL / 2, top + 17, shown, size=11, colour=ink)}</g>"
    )


def _legend(days: Sequence[CalendarDay], top: float) -> list[str]:
    classes = {day.category.name: day.category for day in days if day.category is not None}
    ordered = sorted(classes.values(), key=lambda one: one.low)
    entries = [
        (
            f"rgb({one.rgb[0]},{one.rgb[1]},{one.rgb[2]})",
            f"{one.name} {one.english} {sum(1 for day in days if day.category == one)} d",
        )
        for one in ordered
    ]
    absent = sum(1 for day in days if day.index is None)
    if absent:
        entries.append((_ABSENT, f"无效 not valid {absent} d"))
    parts = []
    for place, (fill, text) in enumerate(entries):
        left = _LEFT + place % _LEGEND_COLUMNS * _LEGEND_WIDTH
        line = top + place // _LEGEND_COLUMNS * _LEGEND_LINE
        parts.append(f'<rect x="{left}" y="{line - 11}" width="14" height="14" fill="{fill}"/>')
        parts.append(_text(left + 20, line, text, size=12, anchor="start"))
    return parts


def _text(
    left: float,
    baseline: float,
    text: str,
    *,
    size: int,
    colour: str = "black",
    anchor: str = "middle",
) -> str:
    return (
        f'<text x="{left}" y="{baseline}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
