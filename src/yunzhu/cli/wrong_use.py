"""What a command line that the framework cannot read is told, in both languages."""

from __future__ import annotations

import re

from typer.exceptions import TyperException

from yunzhu.errors import UsageError

# The framework words its faults in English only and names them in classes it keeps to itself.
_FAULTS = (
    (r"No such option:? '?(?P<found>[^\s']+)", "没有这个选项 no such option"),
    (r"No such command '(?P<found>.*)'", "没有这个命令 no such command"),
    (r"Missing argument '(?P<field>.*?)'", "缺少参数 missing argument"),
    (r"Missing option '(?P<field>.*?)'", "缺少选项 missing option"),
    (r"Option '(?P<field>.*?)' requires", "选项缺少值 an option without its value"),
    (r"Option '(?P<field>.*?)' does not take", "选项不带值 an option that takes no value"),
    (r"Got unexpected extra .*\((?P<found>.*)\)", "参数过多 too many arguments"),
    (
        r"Invalid value for '(?P<field>.*?)'.*?'(?P<found>.*?)' is not one of (?P<words>.*?)\.?$",
        "未知选项 not a choice",
    ),
    (r"Invalid value for '(?P<field>.*?)'.*integer", "不是整数 not a whole number"),
    (r"Invalid value for '(?P<field>.*?)'", "参数不合要求 not a valid value"),
)


def wrong_use_text(fault: TyperException) -> str:
    """Return what a user is told of a command line that cannot be read.

    A group called without a command is answered with its help.

    Parameters
    ----------
    fault : as the framework raised it.

    Examples
    --------
    >>> wrong_use_text(TyperException("No such option: --bogus"))
    "错误 error: 没有这个选项 no such option | 值 found: '--bogus' | 处理 action: yunzhu --help"
    """
    text = fault.format_message()
    return text if text.startswith("Usage:") else f"错误 error: {_usage_error(fault, text)}"


def _usage_error(fault: TyperException, text: str) -> UsageError:
    command = getattr(getattr(fault, "ctx", None), "command_path", "yunzhu")
    action = f"{command} --help"
    for pattern, what in _FAULTS:
        if match := re.match(pattern, text, flags=re.DOTALL):
            parts = match.groupdict()
            words = parts.get("words")
            return UsageError(
                what,
                field=parts.get("field"),
                found=parts.get("found") or _value_refused(fault),
                expected=words.replace("'", "").replace(", ", " | ") if words else None,
                action=action,
            )
    return UsageError("用法不对 wrong use", found=text, action=action)


def _value_refused(fault: TyperException) -> object:
    """Return the value behind a refusal, which the framework keeps in the cause alone."""
    errors = getattr(fault.__cause__, "errors", None)
    return errors()[0]["input"] if callable(errors) else None
