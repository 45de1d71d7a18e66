"""Digests of files that stand in registers."""

from __future__ import annotations

from yunzhu.city.registers.cell_text import CellFault

SHA256_DIGITS = 64
_HEXADECIMAL = frozenset("0123456789abcdef")


def require_sha256(text: str | None, field: str) -> None:
    """Refuse a text that is no SHA-256 in lower-case hexadecimal; an absent one is none.

    Raises
    ------
    CellFault : of the field.

    Examples
    --------
    >>> require_sha256("0" * 64, "photo_sha256")
    >>> require_sha256("0" * 63, "photo_sha256")
    Traceback (most recent call last):
    yunzhu.city.registers.cell_text.CellFault: 不是 SHA-256 not a SHA-256
    """
    if text is not None and (len(text) != SHA256_DIGITS or not set(text) <= _HEXADECIMAL):
        raise CellFault(
            "不是 SHA-256 not a SHA-256",
            expected="64 位小写十六进制 64 digits 0-9 a-f",
            field=field,
        )
