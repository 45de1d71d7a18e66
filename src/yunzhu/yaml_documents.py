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
        """Return the line (from 1) of a field, or of the nearest thing around it."""
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
            field=_field(place),
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
        expectations : what is expected of a field, by its name, where the general words would
            not help a user.
        """
        try:
            return model.model_validate(self.content)
        except ValidationError as error:
            first = error.errors()[0]
            place, node = self._written(tuple(first["loc"]))
            context = first.get("ctx", {})
            found: object = None if first["type"] == "missing" else _as_written(node)
            if first["type"] in ("missing", *_TAG_FAULTS):
                name = str(context.get("discriminator", first["loc"][-1])).strip("'")
                place = (*place, name) if name.isidentifier() else place
                found = context.get("tag", None if "discriminator" in context else found)
            general = _expected(first["type"], context, str(first["msg"]))
            special = expectations.get(str(place[-1]) if place else "")
            if special is None or first["type"] == "extra_forbidden":
                expected = general
            else:
                expected = f"{general}: {special}" if first["type"] == "missing" else special
            raise self.fault(what, place, found=found, expected=expected) from error

    def _written(self, place: Place) -> tuple[Place, yaml.Node]:
        """Return what of a place the document has, without names of models, and its node."""
        node, known = self.node, list[int | str]()
        for part in place:
            if isinstance(node, yaml.MappingNode):
                values = {key.value: value for key, value in node.value}
                if part not in values:
                    continue
                node = values[part]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part]
            else:
                continue
            known.append(part)
        return tuple(known), node


_TAG_FAULTS = ("union_tag_invalid", "union_tag_not_found")
_EXPECTED = {
    "missing": "必填 a field that must be there",
    "extra_forbidden": "没有这个字段，删去或改名 no such field: remove or rename it",
    "string_type": "文本，加引号 text: put it in quotes",
    "is_instance_of": "数，不加引号 a number, without quotes: 1.5",
    "int_type": "整数，不加引号 a whole number, without quotes: 2020",
    "bool_type": "true | false",
    "date_type": "日期，不加引号 a date, without quotes: 2020-12-31",
    "tuple_type": "列表 a list: [a, b]",
    "model_type": "键值表 a mapping: key: value",
    "dict_type": "键值表 a mapping: key: value",
    "string_too_short": "不可为空 not empty",
    "too_short": "至少 at least {min_length}",
    "string_pattern_mismatch": "合乎 matching {pattern}",
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "union_tag_invalid": "{expected_tags}",
    "union_tag_not_found": "必填 a field that must be there",
}


def _expected(kind: str, context: Mapping[str, Any], message: str) -> str:
    """Return what a model expects in both languages; the model speaks English alone."""
    if kind not in _EXPECTED:
        return f"另一种值 another value: {message.removeprefix('Value error, ')}"
    words = {
        name: " | ".join(re.findall(r"'([^']*)'", value)) or value
        for name, value in context.items()
        if name != "pattern" and isinstance(value, str)
    }
    return _EXPECTED[kind].format(**{**context, **words})


def _as_written(node: yaml.Node) -> str:
    """Return a scalar as the document writes it, quotes included, or what else stands there."""
    if isinstance(node, yaml.ScalarNode):
        quote = node.style if node.style in ("'", '"') else ""
        return f"{quote}{node.value}{quote}"
    if not node.value:
        return "{}" if isinstance(node, yaml.MappingNode) else "[]"
    is_mapping = isinstance(node, yaml.MappingNode)
    return "键值表 a mapping" if is_mapping else "列表 a list"


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
            "文件无法读取 cannot be read",
            file=path,
            found=str(problem),
            expected="UTF-8 文本 UTF-8 text",
        ) from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise error(
            "不是合法的 YAML not valid YAML",
            file=path,
            row=None if mark is None else mark.line + 1,
            found=getattr(problem, "problem", None) or str(problem),
            expected="一份 YAML one YAML document",
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
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAG = "tag:yaml.org,2002:"


def _plain(node: yaml.Node, path: Path, error: type[YunzhuError], place: Place = ()) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, path, error, place)
    if isinstance(node, yaml.SequenceNode):
        parts = enumerate(node.value)
        return tuple(_plain(part, path, error, (*place, number)) for number, part in parts)
    return _plain_scalar(node, path, error, place)


def _plain_mapping(
    node: yaml.MappingNode, path: Path, error: type[YunzhuError], place: Place = ()
) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str) or key_node.tag != f"{_TAG}str":
            what, expected = "键须为文本 a key must be text", "文本，加引号 text: put it in quotes"
            raise _fault(key_node, path, error, what, expected, place)
        if key in content:
            what, expected = "键重复 key written twice", "每个键一次 each key once"
            raise _fault(key_node, path, error, what, expected, place)
        content[key] = _plain(value_node, path, error, (*place, key))
    return content


def _plain_scalar(node: yaml.Node, path: Path, error: type[YunzhuError], place: Place) -> Any:
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
            except ValueError as problem:
                what = "没有这一天 no such day"
                expected = "日历中的一天 a day of the calendar: 2026-03-01"
                if _DAY.fullmatch(text):
                    raise _fault(node, path, error, what, expected, place) from problem
    raise _fault(
        node,
        path,
        error,
        "写法有歧义 ambiguous scalar",
        "123, 1.5, true, false, 2026-03-01, null, 或加引号的文本 or text in quotes",
        place,
    )


def _fault(
    node: yaml.Node, path: Path, error: type[YunzhuError], what: str, expected: str, place: Place
) -> YunzhuError:
    found = node.value if isinstance(node.value, str) else None
    line = int(node.start_mark.line) + 1
    field = _field(place)
    return error(what, file=path, row=line, field=field, found=found, expected=expected)


def _field(place: Place) -> str | None:
    return ".".join(str(part) for part in place) or None
