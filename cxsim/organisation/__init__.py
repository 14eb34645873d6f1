"""Managers: what they see, what they believe, what they choose, and what becomes of their touchpoints."""
