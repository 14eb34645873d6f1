"""Tables from short names to functions: settings choose code by name, never by a path into a package."""

from __future__ import annotations

from typing import Any, Callable, Iterator, TypeVar

from cxsim.base.errors import InputError, Problem, nearest

F = TypeVar("F", bound=Callable[..., Any])


class Registry:
    """Names of one kind of thing; a second registration of a name is refused."""

    def __init__(self, kind: str):
        self.kind = kind
        self._entries: dict[str, Callable[..., Any]] = {}

    def register(self, name: str) -> Callable[[F], F]:
        """Decorator that files a function or class under `name`."""

        def file(entry: F) -> F:
            if name in self._entries and self._entries[name] is not entry:
                raise InputError(Problem(f"a {self.kind} of this name exists already", key=name))
            self._entries[name] = entry
            return entry

        return file

    def get(self, name: str, key: str = "") -> Callable[..., Any]:
        """The entry called `name`; raises InputError with the nearest known name."""
        if name not in self._entries:
            raise InputError(Problem(f"is not a known {self.kind}", key=key, value=name, fix=nearest(name, self._entries)))
        return self._entries[name]

    def names(self) -> list[str]:
        return sorted(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())


MECHANISMS = Registry("decision mechanism")
