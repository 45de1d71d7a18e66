"""Official statistics: everything with a site or time axis."""
