"""Pollutants (污染物) of permits, reports and monitors, named alike in all of their registers."""

from __future__ import annotations

from enum import Enum


class Pollutant(Enum):
    """What is emitted; the value is its sign, under which figures of several registers meet.

    The temperature of a furnace stands among them, since permits set it and monitors send it.
    """

    COD = "COD"
    AMMONIA_NITROGEN = "NH3-N"
    TOTAL_NITROGEN = "TN"
    TOTAL_PHOSPHORUS = "TP"
    BOD5 = "BOD5"
    SUSPENDED_SOLIDS = "SS"
    PETROLEUM = "petroleum"
    VOLATILE_PHENOL = "volatile phenol"
    CYANIDE = "cyanide"
    FLUORIDE = "fluoride"
    SULPHUR_DIOXIDE = "SO2"
    NITROGEN_OXIDES = "NOx"
    PARTICULATES = "PM"
    VOCS = "VOCs"
    NON_METHANE_HYDROCARBONS = "NMHC"
    CARBON_MONOXIDE = "CO"
    HYDROGEN_CHLORIDE = "HCl"
    AMMONIA = "NH3"
    HYDROGEN_SULPHIDE = "H2S"
    MERCURY = "Hg"
    LEAD = "Pb"
    CADMIUM = "Cd"
    ARSENIC = "As"
    CHROMIUM = "Cr"
    HEXAVALENT_CHROMIUM = "Cr6"
    NICKEL = "Ni"
    COPPER = "Cu"
    ZINC = "Zn"
    FURNACE_TEMPERATURE = "furnace temperature"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_TERMS[self]} {self.value}"


_TERMS = {
    Pollutant.COD: "化学需氧量",
    Pollutant.AMMONIA_NITROGEN: "氨氮",
    Pollutant.TOTAL_NITROGEN: "总氮",
    Pollutant.TOTAL_PHOSPHORUS: "总磷",
    Pollutant.BOD5: "五日生化需氧量",
    Pollutant.SUSPENDED_SOLIDS: "悬浮物",
    Pollutant.PETROLEUM: "石油类",
    Pollutant.VOLATILE_PHENOL: "挥发酚",
    Pollutant.CYANIDE: "氰化物",
    Pollutant.FLUORIDE: "氟化物",
    Pollutant.SULPHUR_DIOXIDE: "二氧化硫",
    Pollutant.NITROGEN_OXIDES: "氮氧化物",
    Pollutant.PARTICULATES: "颗粒物",
    Pollutant.VOCS: "挥发性有机物",
    Pollutant.NON_METHANE_HYDROCARBONS: "非甲烷总烃",
    Pollutant.CARBON_MONOXIDE: "一氧化碳",
    Pollutant.HYDROGEN_CHLORIDE: "氯化氢",
    Pollutant.AMMONIA: "氨",
    Pollutant.HYDROGEN_SULPHIDE: "硫化氢",
    Pollutant.MERCURY: "汞",
    Pollutant.LEAD: "铅",
    Pollutant.CADMIUM: "镉",
    Pollutant.ARSENIC: "砷",
    Pollutant.CHROMIUM: "铬",
    Pollutant.HEXAVALENT_CHROMIUM: "六价铬",
    Pollutant.NICKEL: "镍",
    Pollutant.COPPER: "铜",
    Pollutant.ZINC: "锌",
    Pollutant.FURNACE_TEMPERATURE: "炉膛温度",
}


class LimitUnit(Enum):
    """In what a limit or a mean is given."""

    MG_PER_M3 = "mg/m3"
    MG_PER_L = "mg/L"
    KG_PER_H = "kg/h"
    T_PER_YEAR = "t/a"
    CELSIUS = "degC"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_UNIT_TERMS[self]} {self.value}"


_UNIT_TERMS = {
    LimitUnit.MG_PER_M3: "毫克每立方米",
    LimitUnit.MG_PER_L: "毫克每升",
    LimitUnit.KG_PER_H: "千克每小时",
    LimitUnit.T_PER_YEAR: "吨每年",
    LimitUnit.CELSIUS: "℃",
}


class LimitBound(Enum):
    """Which way a limit binds: a furnace must be at least as hot as its own."""

    MOST = "most"
    LEAST = "least"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "上限 most" if self is LimitBound.MOST else "下限 least"
