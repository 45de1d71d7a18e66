"""Posts with an integrity risk, and those of leaders; seen within the bureau only."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow


class PostLevel(Enum):
    """Whose oversight a post needs."""

    LEADER = "leader"
    KEY = "key"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_LEVEL_TERMS[self]} {self.value.replace('_', ' ')}"


_LEVEL_TERMS = {
    PostLevel.LEADER: "领导岗位",
    PostLevel.KEY: "关键岗位",
    PostLevel.OTHER: "其他岗位",
}


class Post(RegisterRow):
    """A post: its risk, the measures against it, and when they were reviewed; never a person."""

    code: Annotated[str, Column("岗位编号", "自定，不重复 own, unique", "G01", longest=40)]
    name: Annotated[str, Column("岗位名称", example="审批岗")]
    unit: Annotated[str, Column("所在单位", example="甲科")]
    level: Annotated[PostLevel, Column("岗位类别", example="关键岗位")]
    is_filled: Annotated[bool, Column("在岗", example="是")]
    risk: Annotated[str | None, Column("廉政风险点", example="审批自由裁量", longest=200)]
    measures: Annotated[str | None, Column("防控措施", example="双人复核", longest=200)]
    review_due_on: Annotated[date | None, Column("应复核日期", example="2020-09-30")]
    reviewed_on: Annotated[date | None, Column("最近复核日期", example="2020-06-30")]


POSTS = Register("posts", "岗位廉政风险名录", Post)
