"""Customers as columns: needs, journeys across units and channels, memory, loyalty, talk and surveys."""
