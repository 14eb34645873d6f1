"""Recorded journeys as an event log for process mining, and as flows between touchpoints that two companies are compared by."""
