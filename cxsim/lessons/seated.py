"""A manager whose post somebody else decides for: the model's own manager, except for what was decided."""

from __future__ import annotations

import numpy as np

from cxsim.lessons.effects import Effect, divided, hours_of
from cxsim.organisation.agents import TouchpointManager
from cxsim.organisation.scorecard import View


class SeatedManager(TouchpointManager):
    """Decides as always until an order comes; then hours are divided as ordered, from the order's first quarter until the next one."""

    order: Effect | None = None
    _hours: float | None = None  # divided in every quarter of the round

    def obey(self, order: Effect | None) -> None:
        """From the next quarter on do as ordered; None = as one would by oneself."""
        self.order = order if order is not None and order.leads else None
        self._hours = None

    def decide(self, view: View) -> np.ndarray:
        """What the manager would do, with the hours decided on divided as ordered."""
        own = super().decide(view)
        if self.order is None:
            return own
        names = list(self.behaviour.activities)
        if self._hours is None:
            self._hours = hours_of(self.order, own, names)
        return divided(self.order, own, self._hours, names, self.strain.low)

    def begin_from(self, order: Effect) -> None:
        """Take an order as last quarter's habit, and decide by oneself from there."""
        names = list(self.behaviour.activities)
        self.attention = divided(order, self.attention, hours_of(order, self.attention, names), names, self.strain.low)
