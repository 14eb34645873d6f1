"""Words everything else is written in: errors, settings and their ranges, random streams, whole cents."""
