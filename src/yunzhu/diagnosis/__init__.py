"""Why: candidates for what was seen, ranked from tables, each with its reasons and gaps."""
