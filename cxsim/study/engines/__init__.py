"""Engines: where cells are computed. Each module has `outcomes(cells, plan)`, which yields every cell's outcome in any order."""
