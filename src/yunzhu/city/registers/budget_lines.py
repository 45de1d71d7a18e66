"""The budget by task of the plan, and what was spent of it month by month."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow

_MOST_YUAN, _CENTS = 10**12, 2


class BudgetLine(RegisterRow):
    """A line of a year's budget."""

    code: Annotated[str, Column("预算编号", "自定，不重复 own, unique", "Y01", longest=40)]
    name: Annotated[str, Column("项目名称", example="监测运维")]
    task: Annotated[str, Column("计划任务", "两位编号 number of two digits", "28", longest=2)]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    planned_yuan: Annotated[
        Decimal, Column("预算", "[元 yuan]", "1000000", most=_MOST_YUAN, decimals=_CENTS)
    ]


class BudgetSpending(RegisterRow):
    """What was spent of a line in a month."""

    line: Annotated[str, Column("预算编号", example="Y01", refers_to="budget_lines")]
    month: Annotated[int, Column("月份", example="6", least=1, most=12)]
    spent_yuan: Annotated[
        Decimal, Column("支出", "[元 yuan]", "80000", most=_MOST_YUAN, decimals=_CENTS)
    ]


BUDGET_LINES = Register("budget_lines", "预算", BudgetLine)
BUDGET_SPENDING = Register("budget_spending", "预算支出", BudgetSpending, key=("line", "month"))
