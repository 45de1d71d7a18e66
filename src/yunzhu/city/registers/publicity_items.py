"""Releases, posts, exposures and rankings, by channel."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow


class PublicityKind(Enum):
    """What was published."""

    RELEASE = "release"
    POST = "post"
    EXPOSURE = "exposure"
    RANKING = "ranking"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    PublicityKind.RELEASE: "新闻发布",
    PublicityKind.POST: "推送",
    PublicityKind.EXPOSURE: "曝光",
    PublicityKind.RANKING: "排名通报",
}


class Channel(Enum):
    """Where it was published."""

    WEBSITE = "website"
    WEIBO = "weibo"
    WECHAT = "wechat"
    PARTY_PAPER = "party_paper"
    TELEVISION = "television"
    GOVERNMENT_SITE = "government_site"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_CHANNEL_TERMS[self]} {self.value.replace('_', ' ')}"


_CHANNEL_TERMS = {
    Channel.WEBSITE: "官网",
    Channel.WEIBO: "微博",
    Channel.WECHAT: "微信",
    Channel.PARTY_PAPER: "党报",
    Channel.TELEVISION: "电视台",
    Channel.GOVERNMENT_SITE: "政府网站",
}


class PublicityItem(RegisterRow):
    """An item that is due or was published, and what followed from an exposure."""

    code: Annotated[str, Column("编号", "自定，不重复 own, unique", "M001", longest=40)]
    kind: Annotated[PublicityKind, Column("种类", example="曝光")]
    channel: Annotated[Channel, Column("渠道", example="党报")]
    subject: Annotated[str, Column("主题", example="某河涌污染", longest=200)]
    due_on: Annotated[date | None, Column("应发布日期", "有要求时 when required", "2020-06-05")]
    published_on: Annotated[date | None, Column("发布日期", example="2020-06-05")]
    follow_up: Annotated[str | None, Column("后续处理", example="已整改", longest=200)]
    follow_up_on: Annotated[date | None, Column("处理日期", example="2020-07-01")]
    linked_case: Annotated[
        str | None, Column("关联案件或整改项", "编号 its number", "A001", longest=60)
    ]


PUBLICITY_ITEMS = Register("publicity_items", "宣传发布", PublicityItem)
