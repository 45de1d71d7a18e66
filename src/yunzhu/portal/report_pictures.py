"""The pictures of a plan report: a mean to date with the rest it allows, and bullet bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape

from yunzhu.indicators.air.running import RunningMean
from yunzhu.periods import Period
from yunzhu.plan.outlook import RemainingCap
from yunzhu.plan.threshold import KnownThreshold, NoThreshold
from yunzhu.plan.verdicts import Finding
from yunzhu.values import Origin

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
_INK, _SOFT, _GRID = "#1c2430", "#4a5563", "#d5dbe2"
_DAY, _MEAN, _TARGET, _REST, _REST_LINE = "#8fa9c2", "#0b4a80", "#8e1414", "#f6ecc8", "#6b5200"

_WIDTH, _HEIGHT = 960, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 150, 74, 48
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TICKS = 6
_NICE = (1, 2, 5)
_WIDTH_OF_REST_LABEL = 160
_WIDTH_OF_MEAN_LABEL = 130


@dataclass(frozen=True)
class MeanToDate:
    """What a picture of a mean to date shows.

    Attributes
    ----------
    label, unit : of the statistic.
    year : whole period of the target.
    days : daily values and the mean to date, from `running_means`.
    value : the published mean so far.
    threshold : the target; the mean may be at most that.
    cap : what the remaining days may have; None when the period is over.
    """

    label: str
    unit: str
    year: Period
    days: Sequence[RunningMean]
    value: Decimal | None
    threshold: KnownThreshold
    cap: RemainingCap | None


def mean_to_date_picture(shown: MeanToDate, origin: Origin) -> str:
    """Return an SVG picture of daily values, mean to date, target and the rest it allows.

    Parameters
    ----------
    shown : the statistic and its days.
    origin : simulated days are said to be so in the picture.
    """
    plot = _Plot.of(shown)
    label = f"【{origin.label}】" if origin is Origin.SIMULATED else ""
    threshold = shown.threshold.value
    parts = [
        _opening(_WIDTH, _HEIGHT, f"{shown.label}: {shown.year}"),
        _text(_LEFT, 24, f"{label}{shown.label} [{shown.unit}], {shown.year}", size=16),
        *_mean_legend(shown.cap is not None),
        *plot.axes(),
    ]
    if shown.cap is not None and shown.cap.cap >= 0 and shown.days:
        parts += _rest(plot, shown.cap, shown.days[-1].day)
    for one in shown.days:
        left = plot.across(one.day)
        if one.value is None:
            parts.append(_text(left, plot.floor - 2, "×", size=9, colour=_SOFT, anchor="middle"))
        else:
            top = plot.up(float(one.value))
            parts.append(
                f'<path d="M{left:.1f} {plot.up(0):.1f}V{top:.1f}" stroke="{_DAY}" '
                f'stroke-width="1.5"><title>{one.day}: {one.value}</title></path>'
            )
    line = " ".join(
        f"{plot.across(one.day):.1f},{plot.up(float(one.mean)):.1f}"
        for one in shown.days
        if one.mean is not None
    )
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_MEAN}" stroke-width="3"/>')
    level = plot.up(float(threshold))
    parts.append(
        f'<path d="M{_LEFT} {level:.1f}H{plot.right}" stroke="{_TARGET}" stroke-width="2" '
        'stroke-dasharray="8 4"/>'
    )
    at_the_side = [(level, f"目标 target ≤ {threshold}", _TARGET)]
    if shown.cap is not None and shown.cap.cap >= 0:
        at_the_side.append((plot.up(float(shown.cap.shown)), _cap_label(shown.cap), _REST_LINE))
    means = [one for one in shown.days if one.mean is not None]
    if means and shown.value is not None:
        last = means[-1]
        assert last.mean is not None
        centre, height = plot.across(last.day), plot.up(float(last.mean))
        told = f"均值 mean {shown.value:f}"
        parts.append(f'<circle cx="{centre:.1f}" cy="{height:.1f}" r="4" fill="{_MEAN}"/>')
        if centre > plot.right - _WIDTH_OF_MEAN_LABEL:
            at_the_side.append((height, told, _MEAN))
        else:
            parts.append(_text(centre + 8, height - 8, told, size=13, colour=_MEAN, halo=True))
    parts += _labels_apart(plot.right + 6, at_the_side)
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True)
class _Plot:
    """Where a day and a value lie on the picture."""

    year: Period
    low: float
    high: float
    step: float

    @classmethod
    def of(cls, shown: MeanToDate) -> _Plot:
        values = [float(one.value) for one in shown.days if one.value is not None]
        values += [float(shown.threshold.value), 0.0]
        if shown.cap is not None:
            values.append(float(shown.cap.shown))
        step = _tick_step(max(values))
        low = min(0.0, *values) if shown.cap is None or shown.cap.cap >= 0 else 0.0
        return cls(shown.year, low, max(values) * 1.08 or 1.0, step)

    @property
    def right(self) -> int:
        return _WIDTH - _RIGHT

    @property
    def floor(self) -> int:
        return _HEIGHT - _BOTTOM

    def across(self, day: date) -> float:
        """Return the horizontal place of the middle of a day."""
        place = ((day - self.year.first).days + 0.5) / self.year.days
        return _LEFT + place * (self.right - _LEFT)

    def up(self, value: float) -> float:
        """Return the vertical place of a value."""
        share = (max(value, self.low) - self.low) / (self.high - self.low)
        return self.floor - share * (self.floor - _TOP)

    def axes(self) -> list[str]:
        parts = []
        tick = 0.0
        while tick <= self.high:
            level = self.up(tick)
            parts.append(
                f'<path d="M{_LEFT} {level:.1f}H{self.right}" stroke="{_GRID}" stroke-width="1"/>'
            )
            parts.append(_text(_LEFT - 8, level + 4, f"{tick:g}", size=12, anchor="end"))
            tick += self.step
        for month in self.year.months():
            left = self.across(month.first)
            middle = self.across(month.first + timedelta(days=14))
            parts.append(
                f'<path d="M{left:.1f} {self.floor}v6" stroke="{_SOFT}" stroke-width="1"/>'
            )
            name = f"{month.first.month}月 {_MONTHS[month.first.month - 1]}"
            parts.append(_text(middle, self.floor + 20, name, size=12, anchor="middle"))
        return parts


def _tick_step(highest: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that gives few ticks."""
    scale = 0.01
    while True:
        for nice in _NICE:
            if highest <= nice * scale * _TICKS:
                return nice * scale
        scale *= 10


def _rest(plot: _Plot, cap: RemainingCap, last: date) -> list[str]:
    left, level = plot.across(last), plot.up(float(cap.shown))
    width = plot.across(plot.year.last) - left
    return [
        f'<rect x="{left:.1f}" y="{level:.1f}" width="{width:.1f}" '
        f'height="{plot.up(0) - level:.1f}" fill="{_REST}"/>',
        f'<path d="M{left:.1f} {level:.1f}h{width:.1f}" stroke="{_REST_LINE}" stroke-width="2.5" '
        'stroke-dasharray="2 3"/>',
        _text(
            left + width / 2,
            plot.floor - 12,
            f"其余 {cap.remaining_days} 天 remaining days",
            size=12,
            colour=_REST_LINE,
            anchor="middle",
        )
        if width > _WIDTH_OF_REST_LABEL
        else "",
    ]


def _cap_label(cap: RemainingCap) -> str:
    return f"其余至多 rest ≤ {cap.shown}"


def _labels_apart(left: float, labels: Sequence[tuple[float, str, str]]) -> list[str]:
    """Return labels beside their lines, moved apart where the lines are close."""
    parts, lowest = [], float(_TOP)
    for level, text, colour in sorted(labels):
        baseline = max(level + 4, lowest)
        parts.append(_text(left, baseline, text, size=12, colour=colour))
        lowest = baseline + 17
    return parts


def _mean_legend(has_rest: bool) -> list[str]:
    marks = (
        (f'<path d="M{{0}} 50v-12M{{1}} 50v-8M{{2}} 50v-12" stroke="{_DAY}" stroke-width="2"/>',
         "日值 daily value"),
        (f'<path d="M{{0}} 45h20" stroke="{_MEAN}" stroke-width="3"/>', "至今均值 mean to date"),
        (f'<path d="M{{0}} 45h20" stroke="{_TARGET}" stroke-width="2" stroke-dasharray="8 4"/>',
         "目标 target"),
        (f'<path d="M{{0}} 45h20" stroke="{_REST_LINE}" stroke-width="2.5" '
         'stroke-dasharray="2 3"/>', "其余各日均值至多 highest mean of the rest"),
        ("", "× 无效日 not valid"),
    )  # fmt: skip
    widths = (140, 180, 125, 300, 0)
    parts, left = [], _LEFT
    for (mark, name), width in zip(marks, widths, strict=True):
        if _REST_LINE in mark and not has_rest:
            continue
        parts.append(mark.format(left, left + 7, left + 14))
        parts.append(_text(left + (28 if mark else 0), 50, name, size=12))
        left += width
    return parts


@dataclass(frozen=True)
class Bullet:
    """One bar: a value against its threshold.

    Attributes
    ----------
    id : of the commitment.
    finding : has a value and a known threshold of the same unit.
    """

    id: str
    finding: Finding


def bullet_of(identity: str, finding: Finding) -> Bullet | None:
    """Return the bar of a finding, or None when there are not two numbers of one unit."""
    threshold = finding.threshold
    if finding.value is None or not isinstance(threshold, KnownThreshold):
        return None
    return Bullet(identity, finding) if threshold.unit == finding.unit else None


_BAR_LEFT, _BAR_WIDTH, _BAR_ROW, _BAR_TOP = 16, 928, 58, 62


def bullet_picture(bullets: Sequence[Bullet], title: str, origin: Origin) -> str:
    """Return an SVG picture of values against thresholds, each bar on its own scale from 0.

    Parameters
    ----------
    bullets : from `bullet_of`.
    title : what the picture is about.
    origin : simulated values are said to be so in the picture.
    """
    label = f"【{origin.label}】" if origin is Origin.SIMULATED else ""
    height = _BAR_TOP + len(bullets) * _BAR_ROW
    parts = [
        _opening(_WIDTH, height, title),
        _text(_BAR_LEFT, 24, f"{label}{title}", size=16),
        f'<rect x="{_BAR_LEFT}" y="36" width="20" height="12" fill="{_MEAN}"/>',
        _text(_BAR_LEFT + 28, 46, "值 value", size=12),
        f'<path d="M{_BAR_LEFT + 116} 34v16" stroke="{_TARGET}" stroke-width="4"/>',
        _text(_BAR_LEFT + 126, 46, "阈值 threshold", size=12),
        f'<rect x="{_BAR_LEFT + 250}" y="36" width="20" height="12" fill="{_REST}" '
        f'stroke="{_REST_LINE}"/>',
        _text(_BAR_LEFT + 278, 46, "达标一侧 the side that meets it", size=12),
    ]
    for place, bullet in enumerate(bullets):
        parts += _bar(bullet, _BAR_TOP + place * _BAR_ROW)
    return "".join([*parts, "</svg>"])


def _bar(bullet: Bullet, top: float) -> list[str]:
    finding, threshold = bullet.finding, bullet.finding.threshold
    assert isinstance(threshold, KnownThreshold)
    assert finding.value is not None
    value, mark = float(finding.value), float(threshold.value)
    low, high = min(0.0, value, mark), max(value, mark, 0.0) * 1.1 or 1.0

    def across(number: float) -> float:
        return _BAR_LEFT + (number - low) / (high - low) * _BAR_WIDTH

    told = (
        f"{bullet.id}  {finding.label}: {finding.value:f} {finding.unit} "
        f"({finding.threshold_text}) — {finding.status.label}"
    )
    parts = [
        _text(_BAR_LEFT, top + 16, told, size=13),
        f'<rect x="{_BAR_LEFT}" y="{top + 23}" width="{_BAR_WIDTH}" height="20" fill="white" '
        f'stroke="{_GRID}"/>',
    ]
    if not isinstance(threshold, NoThreshold) and threshold.compare != "equal":
        meets = (low, mark) if threshold.compare in ("at_most", "below") else (mark, high)
        left, right = (across(number) for number in meets)
        parts.append(
            f'<rect x="{left:.1f}" y="{top + 23}" width="{right - left:.1f}" height="20" '
            f'fill="{_REST}" stroke="{_REST_LINE}" stroke-width="0.8"/>'
        )
    left, right = sorted((across(0.0), across(value)))
    parts.append(
        f'<rect x="{left:.1f}" y="{top + 28}" width="{max(right - left, 2):.1f}" height="10" '
        f'fill="{_MEAN}"/>'
    )
    parts.append(
        f'<path d="M{across(mark):.1f} {top + 20}v26" stroke="{_TARGET}" stroke-width="4"/>'
    )
    return parts


def _opening(width: int, height: float, told: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{escape(FONT)}">'
        f'<rect width="{width}" height="{height}" fill="white"/><title>{escape(told)}</title>'
    )


def _text(
    left: float,
    baseline: float,
    text: str,
    *,
    size: int,
    colour: str = _INK,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    behind = ' stroke="white" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{left:.1f}" y="{baseline:.1f}" font-size="{size}" fill="{colour}"{behind} '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
