"""One module per figure: a view of the tables in, a `Chart` out; nothing here shows or saves."""
