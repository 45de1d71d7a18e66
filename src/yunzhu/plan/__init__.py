"""A city's plan as data, and the verdicts on it."""
