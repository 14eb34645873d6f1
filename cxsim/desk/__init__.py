"""The HR desk: a plan as a designer writes it, in sheets; checked, priced with behaviour frozen, and handed to the simulation."""
