"""Speed, measured as ratios between variants of one process: the core, its floor, a NumPy stage, a plain Mesa twin."""
