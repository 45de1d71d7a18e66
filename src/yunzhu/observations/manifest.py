"""The manifest: the list of imports and segments that readers open, swapped whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from yunzhu.errors import WorkspaceError
from yunzhu.files import digest_of_bytes, write_whole_text
from yunzhu.periods import CITY_ZONE
from yunzhu.values import Origin

MANIFEST_NAME = "manifest.json"
# A folder of a committed import bears it until the manifest lists the import.
UNLISTED_MARK = ".not-yet-listed"
_FORMAT = 1


class StoredSegment(Protocol):
    """What every dataset's segment tells the manifest."""

    @property
    def path(self) -> str:
        """Path below the dataset's folder."""

    @property
    def site_list(self) -> str:
        """Key of its site list in the manifest."""

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest entry."""


SegmentT = TypeVar("SegmentT", bound=StoredSegment)
SegmentReader = Callable[[dict[str, Any]], SegmentT]


@dataclass(frozen=True)
class ImportRecord(Generic[SegmentT]):
    """One committed import.

    Attributes
    ----------
    id : folder of its segments.
    received : when it was stored, on the city's clock, with zone.
    source : name of the imported file.
    digest : SHA-256 of the imported file.
    feed : reader that read it.
    counts : cells read, new, superseding ...
    segments : what it added, one per month touched.
    """

    id: str
    received: datetime
    source: str
    digest: str
    feed: str
    counts: dict[str, int]
    segments: tuple[SegmentT, ...]


@dataclass(frozen=True)
class Manifest(Generic[SegmentT]):
    """All committed imports of a dataset, oldest first, and the site lists they refer to."""

    origin: Origin
    imports: tuple[ImportRecord[SegmentT], ...] = ()
    site_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def segments(self, known_at: date | None = None) -> Iterable[SegmentT]:
        """Yield the segments in the order in which they were received.

        Parameters
        ----------
        known_at : only what was received by the end of that day (city time).
        """
        for record in self.imports_known_at(known_at):
            yield from record.segments

    def imports_known_at(self, known_at: date | None) -> Iterable[ImportRecord[SegmentT]]:
        """Yield the imports received by the end of that day (city time), or all."""
        for record in self.imports:
            if known_at is None or record.received.astimezone(CITY_ZONE).date() <= known_at:
                yield record

    def with_import(
        self, record: ImportRecord[SegmentT], site_lists: dict[str, tuple[str, ...]]
    ) -> Manifest[SegmentT]:
        """Return the manifest after one more import."""
        return Manifest(self.origin, (*self.imports, record), {**self.site_lists, **site_lists})


def up_to_file(manifest: Manifest[SegmentT], digest: str) -> Manifest[SegmentT] | None:
    """Return the manifest as it was after the last import of a file, None when there was none.

    Parameters
    ----------
    manifest : as it is.
    digest : SHA-256 of the file.
    """
    imports = manifest.imports
    last = max((place for place, one in enumerate(imports) if one.digest == digest), default=None)
    if last is None:
        return None
    return Manifest(manifest.origin, imports[: last + 1], manifest.site_lists)


def site_list_key(sites: tuple[str, ...]) -> str:
    """Return the key under which a list of sites is stored once."""
    return digest_of_bytes("\n".join(sites).encode())[:16]


def read_manifest(
    folder: Path, origin: Origin, segment_of: SegmentReader[SegmentT]
) -> Manifest[SegmentT]:
    """Read the manifest of a dataset; an absent one is empty.

    Parameters
    ----------
    folder : of the dataset.
    origin : of the workspace.
    segment_of : reads a segment's entry.

    Raises
    ------
    WorkspaceError : it cannot be read, or says another origin.
    """
    path = folder / MANIFEST_NAME
    if not path.exists():
        for entry in sorted(folder.glob("[0-9]*-*")):
            if not (entry / UNLISTED_MARK).exists():
                raise unlisted_folder(entry, 0)
        return Manifest(origin)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        manifest = _manifest_from_dict(content, segment_of)
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            "清单无法读取 the manifest cannot be read",
            file=path,
            found=repr(error),
            action="从备份恢复 restore it from a backup",
        ) from error
    if manifest.origin is not origin:
        raise WorkspaceError(
            "清单与工作区来源不符 manifest and workspace differ in origin",
            file=path,
            found=manifest.origin.label,
            expected=origin.label,
        )
    return manifest


def unlisted_folder(entry: Path, listed: int) -> WorkspaceError:
    """Return the refusal to work beside a data folder that the manifest does not list."""
    return WorkspaceError(
        "清单未列出此数据文件夹 a data folder is not listed in the manifest",
        file=entry,
        expected=f"{listed} imports listed in {MANIFEST_NAME}",
        action=f"从备份恢复 restore {MANIFEST_NAME} from a backup",
    )


def write_manifest(folder: Path, manifest: Manifest[SegmentT]) -> None:
    """Swap the manifest in one step."""
    content = {
        "format": _FORMAT,
        "origin": manifest.origin.value,
        "site_lists": {key: list(sites) for key, sites in manifest.site_lists.items()},
        "imports": [
            {
                "id": record.id,
                "received": record.received.isoformat(),
                "source": record.source,
                "digest": record.digest,
                "feed": record.feed,
                "counts": record.counts,
                "segments": [segment.as_dict() for segment in record.segments],
            }
            for record in manifest.imports
        ],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    write_whole_text(folder / MANIFEST_NAME, text)


def _manifest_from_dict(
    content: dict[str, Any], segment_of: SegmentReader[SegmentT]
) -> Manifest[SegmentT]:
    if content["format"] != _FORMAT:
        raise ValueError(f"format {content['format']}, expected {_FORMAT}")
    imports = tuple(
        ImportRecord(
            id=entry["id"],
            received=datetime.fromisoformat(entry["received"]).astimezone(CITY_ZONE),
            source=entry["source"],
            digest=entry["digest"],
            feed=entry["feed"],
            counts={name: int(count) for name, count in entry["counts"].items()},
            segments=tuple(segment_of(segment) for segment in entry["segments"]),
        )
        for entry in content["imports"]
    )
    site_lists = {key: tuple(sites) for key, sites in content["site_lists"].items()}
    return Manifest(Origin(content["origin"]), imports, site_lists)
