"""Why believe it: published figures, patterns, closed forms, docking, real data, and the tests behind them, line by line."""
