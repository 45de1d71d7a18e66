"""Yunzhu (云珠): an environmental plan you can run."""

__version__ = "0.1.0"
