"""Queries that are built and compiled once and then run with other values.

Django's ORM spends most of a small query's time on building and compiling it: about 0.4 ms, where SQLite
takes 0.03 ms to run it. What a call's set-up does is a handful of such queries, always the same. Here a
query is still written with the ORM; only its compiled form is kept. It leans on Django's SQLCompiler (5.2),
which is no public interface: accounts/tests/test_prepared.py holds it to what the ORM itself finds.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

# Values that no query has by itself, a kind's own: they show where a query's parameters end up.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 7_340_000_000 + place,
    str: lambda place: f"parameter-{place}",
    datetime: lambda place: datetime(1901, 1, 1, tzinfo=UTC) + timedelta(days=place),
    uuid.UUID: lambda place: uuid.UUID(int=(7 << 100) + place),
}


class Prepared(Generic[M]):
    """`Prepared(build, int, datetime)` is called like `build`, with values of these types, for a list.

    `build` makes a QuerySet of whole models (select_related allowed) whose form depends on no value.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._plan: _Plan | None = None

    def __call__(self, *values: Any) -> list[M]:
        plan = self._plan = self._plan or _Plan(self._build, self._kinds)
        return cast(list[M], list(ModelIterable(cast(Any, _Source(plan.ready(values))))))


class _Plan:
    """The compiled query, and which of its parameters is which of the caller's values."""

    def __init__(self, build: Callable[..., QuerySet[Any]], kinds: Sequence[type]) -> None:
        marks = [_MARKS[kind](place) for place, kind in enumerate(kinds)]
        self._compiler = build(*marks).query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        places = {_adapted(mark): place for place, mark in enumerate(marks)}
        self._parameters = [(places.get(_hashable(value)), value) for value in parameters]
        missing = set(places.values()) - {place for place, _ in self._parameters}
        if missing:
            raise ValueError(f"Parameters {sorted(missing)} are not found in: {self._sql}")

    def ready(self, values: Sequence[Any]) -> SQLCompiler:
        """A compiler that has done its work, but for these values."""
        given = [_adapted(value) for value in values]
        parameters = [fixed if place is None else given[place] for place, fixed in self._parameters]
        compiler: Any = copy.copy(self._compiler)
        compiler.connection = connections[connection.alias]  # this thread's
        compiler.as_sql = lambda *_, **__: (self._sql, parameters)
        compiler.get_converters = lambda _: self._converters
        return cast(SQLCompiler, compiler)


class _Source:
    """As much of a QuerySet as ModelIterable looks at."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, compiler: SQLCompiler) -> None:
        self.db = connection.alias
        self.query = self
        self._compiler = compiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self._compiler


def update(model: type[Model], known: Mapping[str, Any], values: Mapping[str, Any], more: str = "") -> int:
    """Set these columns in the rows whose columns are as `known`, and say how many; `more` is SQL."""
    settings = [f"{_column(model, name)} = %s" for name in values] + ([more] if more else [])
    conditions = [f"{_column(model, name)} = %s" for name in known]
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {', '.join(settings)} WHERE {' AND '.join(conditions)}"  # noqa: S608 - names of our own columns
    parameters = [_prepared(model, name, value) for part in (values, known) for name, value in part.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def insert(*rows: Model) -> None:
    """Save new rows of one kind. Their ids are not learnt where the database makes them."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if rows[0].pk or not field.primary_key]
    columns = ", ".join(_quoted(str(field.column)) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(rows))
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES {places}"  # noqa: S608 - as above
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    for row in rows:
        row._state.adding = False


def _column(model: type[Model], name: str) -> str:
    return _quoted(cast(Any, model._meta.get_field(name)).column)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _prepared(model: type[Model], name: str, value: Any) -> Any:
    plain = value.pk if isinstance(value, Model) else value
    return cast(Any, model._meta.get_field(name)).get_db_prep_save(plain, connection)


def _adapted(value: Any) -> Any:
    """As the database's driver is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (int, str, datetime, uuid.UUID)) else None
