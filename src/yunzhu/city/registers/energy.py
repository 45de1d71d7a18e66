"""The city's energy balance (能源平衡), emission factors of CO2, and gross domestic product."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    Column,
    RegisterRow,
    require_both,
    require_order,
)

_PROVISIONAL_NOTE = "省核定前为暂定 provisional until the province has confirmed it"


class EnergyKind(Enum):
    """An energy of the balance; the first four have the factors of the province's accounting."""

    COAL = "coal"
    OIL = "oil"
    GAS = "gas"
    PURCHASED_POWER = "purchased_power"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_ENERGY_TERMS[self]} {self.value.replace('_', ' ')}"


_ENERGY_TERMS = {
    EnergyKind.COAL: "煤炭",
    EnergyKind.OIL: "石油",
    EnergyKind.GAS: "天然气",
    EnergyKind.PURCHASED_POWER: "净调入电力",
    EnergyKind.OTHER: "其他能源",
}


class EnergySector(Enum):
    """Who uses an energy; the whole city stands for all of them where sectors are not known."""

    WHOLE = "whole"
    POWER = "power"
    INDUSTRY = "industry"
    TRANSPORT = "transport"
    SERVICES = "services"
    HOUSEHOLDS = "households"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_SECTOR_TERMS[self]} {self.value}"


_SECTOR_TERMS = {
    EnergySector.WHOLE: "全市",
    EnergySector.POWER: "发电供热",
    EnergySector.INDUSTRY: "工业",
    EnergySector.TRANSPORT: "交通",
    EnergySector.SERVICES: "服务业",
    EnergySector.HOUSEHOLDS: "居民生活",
    EnergySector.OTHER: "其他部门",
}


class AmountUnit(Enum):
    """Unit of a physical amount."""

    TONNE = "t"
    TEN_THOUSAND_CUBIC_METRES = "10^4 m3"
    MEGAWATT_HOUR = "MWh"
    TEN_THOUSAND_KILOWATT_HOURS = "10^4 kWh"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_UNIT_TERMS[self]} {self.value}"


_UNIT_TERMS = {
    AmountUnit.TONNE: "吨",
    AmountUnit.TEN_THOUSAND_CUBIC_METRES: "万立方米",
    AmountUnit.MEGAWATT_HOUR: "兆瓦时",
    AmountUnit.TEN_THOUSAND_KILOWATT_HOURS: "万千瓦时",
}
POWER_UNITS_OF_AMOUNT = (AmountUnit.MEGAWATT_HOUR, AmountUnit.TEN_THOUSAND_KILOWATT_HOURS)
"""Units in which an amount of electricity is given."""


class EnergyBalance(RegisterRow):
    """What a sector used of an energy in a year; the row of the whole city replaces the sectors."""

    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    energy: Annotated[EnergyKind, Column("能源品种", example="煤炭")]
    sector: Annotated[
        EnergySector,
        Column("部门", "填全市的，分部门只作对照 whole: the sectors are only compared", "全市"),
    ]
    amount: Annotated[
        Decimal | None,
        Column(
            "实物量",
            "净调出电力为负 power sold on balance is negative",
            "1000000",
            least=-(10**11),
            most=10**11,
            decimals=3,
        ),
    ]
    unit: Annotated[AmountUnit | None, Column("实物量单位", example="吨")]
    tce: Annotated[
        Decimal | None,
        Column(
            "标准煤", "[tce] 电力可空 empty for power", "714300", least=0, most=10**11, decimals=3
        ),
    ]
    conversion_version: Annotated[
        str | None, Column("折标系数版本", "折标准煤所用 used for tce", "当量值", longest=80)
    ]
    coal_generation_mwh: Annotated[
        Decimal | None,
        Column(
            "燃煤发电量", "[MWh] 只填煤炭行 on rows of coal", "5000000", most=10**11, decimals=3
        ),
    ]
    is_provisional: Annotated[bool, Column("暂定", _PROVISIONAL_NOTE, "否")]
    issued_on: Annotated[
        date | None, Column("发布日期", "空为当年末日 empty: last day of the year", "2021-06-30")
    ]
    document: Annotated[
        str | None, Column("依据文件", "核定数必填 needed when confirmed", "能核〔2021〕1号")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.amount, self.unit, "unit")
        if self.energy is EnergyKind.PURCHASED_POWER:
            if self.unit not in POWER_UNITS_OF_AMOUNT:
                raise CellFault(
                    "电力须有电量 power needs an amount of power",
                    expected=" | ".join(one.label for one in POWER_UNITS_OF_AMOUNT),
                    field="unit",
                )
        elif self.tce is None:
            raise CellFault("不能为空 must not be empty", expected="[tce]", field="tce")
        if self.coal_generation_mwh is not None and self.energy is not EnergyKind.COAL:
            raise CellFault(
                "不是煤炭 not a row of coal",
                expected="空 empty",
                field="coal_generation_mwh",
            )
        require_document(self.is_provisional, self.document)
        return self


class FactorMark(Enum):
    """How well a factor is known."""

    SEEN = "seen"
    MEMORY = "memory"
    UNVERIFIED = "unverified"
    CONFLICT = "conflict"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_MARK_TERMS[self]} {self.value}"


_MARK_TERMS = {
    FactorMark.SEEN: "已见原文",
    FactorMark.MEMORY: "凭记忆",
    FactorMark.UNVERIFIED: "未核实",
    FactorMark.CONFLICT: "有冲突",
}


class EmissionFactor(RegisterRow):
    """The CO2 of an energy under one version of an accounting; a city enters its own.

    Per tonne of coal equivalent, and per 10⁴ kWh of purchased power. Published values differ by
    more than half for power (fact book 7.6), so none is filled in here.
    """

    version: Annotated[str, Column("因子版本", "自定名称 own name", "2020A", longest=60)]
    energy: Annotated[EnergyKind, Column("能源品种", example="煤炭")]
    value: Annotated[
        Decimal,
        Column(
            "因子", "[tCO2/tce]，电力 power [tCO2/10⁴ kWh]", "2.5", least=0, most=100, decimals=4
        ),
    ]
    first_year: Annotated[
        int | None, Column("适用首年", "空为不限 empty: any", "2015", least=2000, most=2100)
    ]
    last_year: Annotated[
        int | None, Column("适用末年", "空为不限 empty: any", "2020", least=2000, most=2100)
    ]
    source: Annotated[str, Column("来源", example="核算指南(例)", longest=200)]
    mark: Annotated[FactorMark, Column("可靠程度", example="未核实")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.first_year, self.last_year, "last_year")
        return self


class GrossDomesticProduct(RegisterRow):
    """The gross domestic product of an area in a year, at the prices of one year."""

    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    area: Annotated[str, Column("区域", example="990101", refers_to=AREAS)]
    value: Annotated[
        Decimal, Column("地区生产总值", "[万元 10⁴ yuan]", "25000000", most=10**12, decimals=2)
    ]
    price_base_year: Annotated[
        int, Column("价格基期", "按该年不变价 prices of that year", "2015", least=1950, most=2100)
    ]
    is_provisional: Annotated[bool, Column("暂定", "初步核算 a first estimate", "是")]
    issued_on: Annotated[
        date | None, Column("发布日期", "空为当年末日 empty: last day of the year", "2021-01-28")
    ]
    revised_on: Annotated[date | None, Column("修订日期", example="2021-12-20")]


def require_document(is_provisional: bool, document: str | None) -> None:
    """Refuse a figure that is called confirmed without the document that confirms it.

    Raises
    ------
    CellFault : it has none.
    """
    if not is_provisional and document is None:
        raise CellFault(
            "核定无依据 confirmed without a document",
            expected="文件号，或暂定填是 its number, or provisional: yes",
            field="document",
        )


ENERGY_BALANCE = Register(
    "energy_balance", "能源平衡表", EnergyBalance, key=("year", "energy", "sector")
)
EMISSION_FACTORS = Register(
    "emission_factors", "碳排放因子", EmissionFactor, key=("version", "energy")
)
GDP = Register("gdp", "地区生产总值", GrossDomesticProduct, key=("year", "area"))
