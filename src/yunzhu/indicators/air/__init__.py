"""Air: daily values, the daily index, city values, period statistics, hourly rules."""
