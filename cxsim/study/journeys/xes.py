"""Event logs as XES (IEEE 1849-2016), the file format of process-mining tools; written by the XML writer of the standard library."""

from __future__ import annotations

import io
import math
import re
from typing import Any
from xml.sax.saxutils import XMLGenerator

import pandas as pd

from cxsim.study.journeys.events import CASE, TIME

VERSION = "1849.2016"  # a decimal, as the schema of the standard wants it
NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (("Concept", "concept"), ("Time", "time"), ("Organizational", "org"))
# globals: attributes every trace or event has, with the value that stands for a missing one
GLOBAL_TRACE = {"concept:name": "", "need": "", "outcome": ""}
GLOBAL_EVENT = {"concept:name": "", "time:timestamp": "1970-01-01T00:00:00+00:00", "org:resource": "", "step": "", "channel": ""}
CLASSIFIERS = {"Touchpoint": "concept:name", "TouchpointAndStep": "concept:name step", "Unit": "org:resource"}
PREFIX = "case:"
DATES = (TIME,)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters XML 1.0 has no way to write


def xes_bytes(events: pd.DataFrame, about: dict[str, Any]) -> bytes:
    """A whole XES document in UTF-8 from events grouped by case; `about` are attributes of the log (text, number, yes or no).

    Empty values are left out, as the standard wants it. Columns named `case:` become attributes of the trace.
    """
    out = io.BytesIO()
    writer = _Writer(XMLGenerator(io.TextIOWrapper(out, "utf-8", newline="\n", write_through=True), "utf-8", short_empty_elements=True))
    writer.document(events, about)
    return out.getvalue()


class _Writer:
    """Elements of the document in the order the schema prescribes, one on a line."""

    def __init__(self, xml: XMLGenerator):
        self.xml = xml

    def document(self, events: pd.DataFrame, about: dict[str, Any]) -> None:
        xml = self.xml
        xml.startDocument()
        xml.startElement("log", {"xes.version": VERSION, "xes.features": "", "xmlns": NAMESPACE})
        for name, prefix in EXTENSIONS:
            self.empty("extension", {"name": name, "prefix": prefix, "uri": f"{NAMESPACE}{prefix}.xesext"})
        for scope, values in (("trace", GLOBAL_TRACE), ("event", GLOBAL_EVENT)):
            self.opened("global", {"scope": scope})
            self.attributes(values)
            self.closed("global")
        for name, keys in CLASSIFIERS.items():
            self.empty("classifier", {"name": name, "scope": "event", "keys": keys})
        self.attributes(about)
        self.traces(events)
        self.closed("log")
        xml.ignorableWhitespace("\n")
        xml.endDocument()

    def traces(self, events: pd.DataFrame) -> None:
        """One trace per case, its events inside; cases must lie together."""
        names = list(events.columns)
        of_case = [(place, name.removeprefix(PREFIX)) for place, name in enumerate(names) if name.startswith(PREFIX)]
        of_event = [(place, name) for place, name in enumerate(names) if not name.startswith(PREFIX)]
        case, here = names.index(CASE), None
        for row in zip(*(events[name].tolist() for name in names)):
            if row[case] != here:
                if here is not None:
                    self.closed("trace")
                here = row[case]
                self.opened("trace", {})
                self.attributes({name: row[place] for place, name in of_case})
            self.opened("event", {})
            self.attributes({name: row[place] for place, name in of_event})
            self.closed("event")
        if here is not None:
            self.closed("trace")

    def attributes(self, values: dict[str, Any]) -> None:
        for key, value in values.items():
            if value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            kind, text = _typed(key, value)
            self.empty(kind, {"key": key, "value": text})

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self.xml.ignorableWhitespace("\n")
        self.xml.startElement(name, attributes)

    def closed(self, name: str) -> None:
        self.xml.ignorableWhitespace("\n")
        self.xml.endElement(name)

    def empty(self, name: str, attributes: dict[str, str]) -> None:
        self.opened(name, attributes)
        self.xml.endElement(name)


def _typed(key: str, value: Any) -> tuple[str, str]:
    """Element and text of a value: boolean, int, float, date or string."""
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, float):
        return "float", f"{value:.12g}"
    return "date" if key in DATES else "string", _NOT_XML.sub("\ufffd", str(value))


