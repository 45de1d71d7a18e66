"""Official statistics of water: classes, period statistics, shares, ranking, sources."""
