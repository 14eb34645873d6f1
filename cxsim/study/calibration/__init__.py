"""Calibration to a firm's own quarterly figures: which settings could have made them, and which the figures leave open."""
