"""`cxsim explain`: who is paid for what, at which level, and what one more point is worth to a person."""

from __future__ import annotations

from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json


def command(arguments: Arguments) -> int:
    """Explain the scheme of the command line without simulating anything."""
    settings = arguments.settings()
    from cxsim.pay import Scheme
    from cxsim.pay.words import explain

    scheme = Scheme.from_mapping(settings.scheme)
    explained = explain(scheme, lang=settings.output.lang)
    print(explained)
    if arguments.on("json"):
        print_json({"scheme": scheme.name, "text": str(explained)})
    return 0
