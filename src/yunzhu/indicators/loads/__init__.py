"""Loads: the mass of a substance that a river carries through a section in a period."""
