"""The lab: a browser laboratory on this machine, where schemes are designed, compared and looked at; and the pages it serves."""
