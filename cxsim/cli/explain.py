"""`cxsim explain`: who is paid for what, at which level, and what one more point is worth to a person."""

from __future__ import annotations

from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json


def command(arguments: Arguments) -> int:
    """Explain the scheme of the command line without simulating anything."""
    settings = arguments.settings()
    from cxsim.pay import Scheme
    from cxsim.pay.words import explain

    scheme, company = Scheme.from_mapping(settings.scheme), settings.company
    touchpoints = max(1, round(sum(len(unit.channels) for unit in company.units.values()) / len(company.units)))
    lines = explain(scheme, settings.output.lang, company.base_pay_eur, len(company.units), touchpoints)
    print("\n".join(lines))
    if arguments.on("json"):
        print_json({"scheme": scheme.name, "lines": lines})
    return 0
