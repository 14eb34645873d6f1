"""The print pack of a lesson: one PDF for a room where nobody has a screen, black on white, nothing loaded from anywhere."""
