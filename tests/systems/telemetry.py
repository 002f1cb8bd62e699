"""A stand-in for the API of OpenTelemetry, which keeps what it is told: no test needs its SDK."""

from __future__ import annotations

import contextlib
import enum
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TypeAlias

import pytest

Attributes: TypeAlias = Mapping[str, str | int]


class StatusCode(enum.Enum):
    """The statuses of a span."""

    UNSET = 0
    OK = 1
    ERROR = 2


@dataclass
class Span:
    """A span: its name, its times in nanoseconds, and what was said of it."""

    name: str
    start_time: int | None = None
    end_time: int | None = None
    attributes: dict[str, str | int] = field(default_factory=dict)
    status: tuple[StatusCode, str | None] = (StatusCode.UNSET, None)

    def set_attribute(self, key: str, value: str | int) -> None:
        """Add an attribute."""
        self.attributes[key] = value

    def set_status(self, status: StatusCode, description: str | None = None) -> None:
        """Say how it ended."""
        self.status = (status, description)

    def end(self, end_time: int | None = None) -> None:
        """End it."""
        self.end_time = end_time


@dataclass
class Telemetry:
    """What a program has told: its spans, and the values of its instruments by their names."""

    spans: list[Span] = field(default_factory=list)
    values: dict[str, list[tuple[float, Attributes]]] = field(default_factory=dict)

    def get_tracer(self, name: str) -> Telemetry:
        """`trace.get_tracer`."""
        return self

    def get_meter(self, name: str) -> Telemetry:
        """`metrics.get_meter`."""
        return self

    def start_span(
        self, name: str, *, start_time: int | None = None, attributes: Attributes | None = None
    ) -> Span:
        """Begin a span, which somebody has to end."""
        span = Span(name, start_time, attributes=dict(attributes or {}))
        self.spans.append(span)
        return span

    @contextlib.contextmanager
    def start_as_current_span(self, name: str) -> Iterator[Span]:
        """Begin a span, which ends with its block."""
        yield self.start_span(name)

    def create_histogram(self, name: str, *, unit: str = "") -> Instrument:
        """A histogram."""
        return Instrument(self.values.setdefault(name, []))

    def create_counter(self, name: str, *, unit: str = "") -> Instrument:
        """A counter."""
        return Instrument(self.values.setdefault(name, []))


@dataclass
class Instrument:
    """A histogram or a counter."""

    values: list[tuple[float, Attributes]]

    def record(self, amount: float, attributes: Attributes) -> None:
        """Take a value of a histogram."""
        self.values.append((amount, dict(attributes)))

    add = record


def install(monkeypatch: pytest.MonkeyPatch) -> Telemetry:
    """Let `opentelemetry` be this, until the test is over."""
    told = Telemetry()
    package, trace = ModuleType("opentelemetry"), ModuleType("opentelemetry.trace")
    metrics = ModuleType("opentelemetry.metrics")
    vars(trace).update(get_tracer=told.get_tracer, StatusCode=StatusCode)
    vars(metrics).update(get_meter=told.get_meter)
    vars(package).update(trace=trace, metrics=metrics, __path__=[])
    for module in (package, trace, metrics):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return told
