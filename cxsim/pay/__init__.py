"""Pay: exact rules from results to cents, reward schemes, and what they mean before anybody reacts to them."""

from cxsim.pay.case import pay_case
from cxsim.pay.scheme import Scheme

__all__ = ["Scheme", "pay_case"]
