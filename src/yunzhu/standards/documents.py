"""Standards as dated YAML: read exactly, checked strictly, every value with its source mark.

Decimals are kept as written (``0.0025`` is the decimal, never a binary float), a key written
twice is refused, and an error names the file and the line. A city adds folders of its own
documents behind the packaged ones; a name can stand only once among them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import BaseModel, Field

from yunzhu.errors import StandardError
from yunzhu.values import SourceMark
from yunzhu.yaml_documents import STRICT, YamlDocument, read_yaml

Folders = tuple[Path, ...]

_DATA = Path(__file__).parent / "data"

PACKAGED_AIR: Folders = (_DATA / "air",)
PACKAGED_WATER: Folders = (_DATA / "water",)
PACKAGED_RADIATION: Folders = (_DATA / "radiation",)

KINDS = (
    "air_limits",
    "air_index",
    "air_assessment",
    "air_editions",
    "composite_index",
    "gas_conversion",
    "surface_water_limits",
    "sea_water_limits",
    "groundwater_limits",
    "water_rounding",
    "water_assessment",
    "city_water_index",
    "trophic_index",
    "black_odorous_water",
    "drinking_sources",
    "radioactive_sources",
)

Value = TypeVar("Value")
Model = TypeVar("Model", bound=BaseModel)

Mark = Annotated[SourceMark, Field(strict=False, alias="source")]
"""The source mark, written ``source:`` in the YAML."""


class Sourced(BaseModel, Generic[Value]):
    """One value with its mark and where it is written."""

    model_config = STRICT
    value: Value
    mark: Mark
    reference: str


class InForce(BaseModel):
    """From which day to which day (None: open) a document is in force."""

    model_config = STRICT
    effective: date
    until: date | None
    mark: Mark
    reference: str

    def __contains__(self, day: date) -> bool:
        return self.effective <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.effective}..{self.until or ''}"


class Rule(BaseModel):
    """A rule in words, for what no number can carry."""

    model_config = STRICT
    topic: str
    chinese: str
    english: str
    mark: Mark
    reference: str


class Unknown(BaseModel):
    """Something the standard is known to hold but whose content was not obtained."""

    model_config = STRICT
    topic: str
    chinese: str
    english: str
    reference: str


class Option(BaseModel):
    """One reading of a setting on which sources disagree."""

    model_config = STRICT
    name: str
    chinese: str
    english: str
    mark: Mark
    reference: str


class Setting(BaseModel):
    """A choice between readings, with the default stated."""

    model_config = STRICT
    name: str
    default: str
    options: tuple[Option, ...]

    def option(self, name: str) -> Option:
        """Return a reading by name; raise `StandardError` when there is none such."""
        return only_named(name, {option.name: option for option in self.options}, self.name)


class Dated(Protocol):
    """What holds from a day to a day."""

    @property
    def in_force(self) -> InForce:
        """The days."""


DatedValue = TypeVar("DatedValue", bound=Dated)


@dataclass(frozen=True)
class Document:
    """One YAML file as read: what it is, what it is called, and the YAML itself."""

    kind: str
    name: str
    yaml: YamlDocument


NAME_AN_EDITION = "统计时指名版本 where statistics are asked for, name an edition: --edition"


def only_named(name: str, known: Mapping[str, Value], field: str) -> Value:
    """Return ``known[name]``, or raise a `StandardError` that lists the names there are."""
    if name not in known:
        raise StandardError(
            "没有这个名称 not known by this name",
            field=field,
            found=name,
            expected=" | ".join(known),
        )
    return known[name]


def by_first_day(editions: Mapping[str, DatedValue]) -> dict[str, DatedValue]:
    """Return named editions by first day; raise `StandardError` when two hold on one day."""
    ordered = dict(sorted(editions.items(), key=lambda pair: pair[1].in_force.effective))
    for (name, earlier), (next_name, later) in pairwise(ordered.items()):
        first, second = earlier.in_force, later.in_force
        if first.until is None or first.until >= second.effective:
            raise StandardError(
                "两版限值同时施行 two editions of limits in force on one day",
                field="in_force",
                found=f"{name} {first}, {next_name} {second}",
                expected="days that do not overlap",
            )
    return ordered


def in_force_on(
    editions: Mapping[str, DatedValue], on: date, action: str | None = None
) -> DatedValue:
    """Return the edition in force on a day.

    Parameters
    ----------
    editions : by name. on : the day.
    action : what a user can do when there is none.

    Raises
    ------
    StandardError : none is known to be in force on that day.
    """
    for edition in editions.values():
        if on in edition.in_force:
            return edition
    raise StandardError(
        "该日施行的限值未知 the limits in force on this day are not known",
        field="on",
        found=str(on),
        expected=" | ".join(f"{name} {edition.in_force}" for name, edition in editions.items()),
        action=action,
    )


def documents_of(kind: str, model: type[Model], folders: Folders) -> tuple[Model, ...]:
    """Return every document of a kind in some folders, checked against its model.

    Parameters
    ----------
    kind : one of `KINDS`.
    model : the strict pydantic model of that kind.
    folders : the packaged folder first, then those a city adds; searched with their subfolders.

    Raises
    ------
    StandardError : a file that cannot be read, is not as required, or repeats a name.
    """
    return tuple(
        checked(document, model) for document in _read_folders(folders) if document.kind == kind
    )


def checked(document: Document, model: type[Model]) -> Model:
    """Check a document against its model; raise `StandardError` with file, line and field."""
    content = {key: value for key, value in document.yaml.content.items() if key != "kind"}
    return replace(document.yaml, content=content).validated(
        model,
        what="标准文件的内容不合要求 a standards file is not as required",
        expectations={"source": "source: seen | unverified | conflict"},
    )


def read_document(path: Path) -> Document:
    """Read one YAML file exactly; raise `StandardError` when it is not a document of ours.

    Examples
    --------
    >>> read_document(PACKAGED_AIR[0] / "hj663_2013.yaml").name
    'HJ 663-2013'
    """
    document = read_yaml(path, StandardError)
    content = document.content
    for key in ("kind", "name"):
        if not isinstance(content.get(key), str):
            raise document.fault("标准文件缺少键 a key is missing", (key,), expected="text")
    if content["kind"] not in KINDS:
        raise document.fault(
            "未知的标准类别 unknown kind of document",
            ("kind",),
            found=content["kind"],
            expected=" | ".join(KINDS),
        )
    return Document(content["kind"], content["name"], document)


@functools.cache
def _read_folders(folders: Folders) -> tuple[Document, ...]:
    documents: dict[tuple[str, str], Document] = {}
    for folder in folders:
        if not folder.is_dir():
            raise StandardError("没有这个标准文件夹 no such folder of standards", file=folder)
        for path in sorted(folder.rglob("*.yaml")):
            document = read_document(path)
            earlier = documents.setdefault((document.kind, document.name), document)
            if earlier is not document:
                raise document.yaml.fault(
                    "同名标准已存在 a document of this name exists already",
                    ("name",),
                    found=document.name,
                    expected=f"a name other than that in {earlier.yaml.path}",
                )
    return tuple(documents.values())
