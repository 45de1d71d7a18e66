"""Observations: the lake, its feeds, sites, grids and quality control."""
