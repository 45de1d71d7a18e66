"""YAML read exactly and checked strictly: what every dated or typed document of ours goes through.

Decimals stay as written (``0.0025`` is the decimal, never a binary float), a key written twice is
refused, ambiguous scalars (``15.10`` meant as a name, ``yes``, ``1e3``) are refused or stay exact,
and an error names file, line and field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from yunzhu.errors import YunzhuError

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[int | str, ...]


def _decimal_of_integer(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


ExactDecimal = Annotated[Decimal, BeforeValidator(_decimal_of_integer)]
"""A decimal as the YAML wrote it; whole numbers may be written without a point."""


@dataclass(frozen=True)
class YamlDocument:
    """One YAML mapping as read.

    Attributes
    ----------
    path : its file.
    content : plain exact values: text, int, Decimal, bool, date, None, tuple, dict.
    node : the nodes, which know their lines.
    error : the class of exception its faults raise.
    """

    path: Path
    content: Mapping[str, Any]
    node: yaml.Node
    error: type[YunzhuError]

    def line_of(self, place: Place) -> int:
        """Return the line (from 1) of a field, or of the nearest thing around it.

        A part that the document does not have, such as the name of the model that a field was
        tried as, is passed over.
        """
        node, line = self.node, int(self.node.start_mark.line) + 1
        for part in place:
            if isinstance(node, yaml.MappingNode):
                pairs = {key.value: (key, value) for key, value in node.value}
                if part not in pairs:
                    continue
                key_node, node = pairs[str(part)]
                line = int(key_node.start_mark.line) + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part]
                line = int(node.start_mark.line) + 1
            else:
                break
        return line

    def fault(
        self, what: str, place: Place, *, found: object = None, expected: str | None = None
    ) -> YunzhuError:
        """Return the exception that says what is wrong at a place of the document."""
        return self.error(
            what,
            file=self.path,
            row=self.line_of(place),
            field=".".join(str(part) for part in place) or None,
            found=found,
            expected=expected,
        )

    def validated(
        self,
        model: type[Model],
        *,
        what: str,
        expectations: Mapping[str, str] = MappingProxyType({}),
    ) -> Model:
        """Return the content as a strict model; a fault raises with file, line and field.

        Parameters
        ----------
        model : a strict pydantic model.
        what : what to say of a fault.
        expectations : what is expected of a field, by its name, where the model's own words
            would not help a user.
        """
        try:
            return model.model_validate(self.content)
        except ValidationError as error:
            first = error.errors()[0]
            place = tuple(first["loc"])
            found = None if first["type"] == "missing" or not place else first["input"]
            if first["type"] == "union_tag_invalid":
                tag = first["ctx"]["discriminator"].strip("'")
                place = (*place, tag) if tag.isidentifier() else place
                found = first["ctx"]["tag"]
            expected = expectations.get(str(place[-1]) if place else "", str(first["msg"]))
            raise self.fault(what, place, found=found, expected=expected) from error


def read_yaml(path: Path, error: type[YunzhuError]) -> YamlDocument:
    """Read one YAML mapping exactly.

    Parameters
    ----------
    path : the file, UTF-8.
    error : the class of exception to raise: StandardError, PlanError ...

    Raises
    ------
    YunzhuError : of the given class, when the file cannot be read or is not a YAML mapping.

    Examples
    --------
    >>> import tempfile
    >>> from yunzhu.errors import FileFault
    >>> path = Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_text("limit: 0.0025\\nname: '15.10'\\n")
    >>> read_yaml(path, FileFault).content
    {'limit': Decimal('0.0025'), 'name': '15.10'}
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as problem:
        raise error(
            "文件无法读取 cannot be read", file=path, found=str(problem), expected="UTF-8 text"
        ) from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise error(
            "不是合法的 YAML not valid YAML",
            file=path,
            row=None if mark is None else mark.line + 1,
            found=getattr(problem, "problem", None) or str(problem),
            expected="one YAML document",
        ) from problem
    if not isinstance(node, yaml.MappingNode):
        raise error(
            "文件是空的或不是键值表 empty, or not a mapping",
            file=path,
            row=1,
            expected="key: value",
        )
    return YamlDocument(path, _plain_mapping(node, path, error), node, error)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_TAG = "tag:yaml.org,2002:"


def _plain(node: yaml.Node, path: Path, error: type[YunzhuError]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, path, error)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_plain(part, path, error) for part in node.value)
    return _plain_scalar(node, path, error)


def _plain_mapping(node: yaml.MappingNode, path: Path, error: type[YunzhuError]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str) or key_node.tag != f"{_TAG}str":
            raise _fault(key_node, path, error, "键须为文本 a key must be text", "text key")
        if key in content:
            raise _fault(key_node, path, error, "键重复 key written twice", "each key once")
        content[key] = _plain(value_node, path, error)
    return content


def _plain_scalar(node: yaml.Node, path: Path, error: type[YunzhuError]) -> Any:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "str":
            return text
        case "null":
            return None
        case "bool" if text in ("true", "false"):
            return text == "true"
        case "int" if _INTEGER.fullmatch(text):
            return int(text)
        case "float" if _DECIMAL.fullmatch(text):
            return Decimal(text)
        case "timestamp":
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
    raise _fault(
        node,
        path,
        error,
        "写法有歧义 ambiguous scalar",
        "123, 1.5, true, false, 2026-03-01, null, or text in quotes",
    )


def _fault(
    node: yaml.Node, path: Path, error: type[YunzhuError], what: str, expected: str
) -> YunzhuError:
    found = node.value if isinstance(node.value, str) else None
    line = int(node.start_mark.line) + 1
    return error(what, file=path, row=line, found=found, expected=expected)
