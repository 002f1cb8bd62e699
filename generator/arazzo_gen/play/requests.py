"""Works out the requests of steps from the IR, as generated modules put them on the wire."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, quote, quote_plus

from arazzo_gen import ir, types
from arazzo_gen.play.bodies import WrittenBody, body_of
from arazzo_gen.play.context import Context, UnsendableError, Written
from arazzo_gen.play.lacks import may_lack, seen_type
from arazzo_gen.play.model import Sent
from arazzo_gen.play.spelling import (
    DELIMITERS,
    cookie,
    cookie_name,
    deep,
    delimited,
    encoded,
    entries,
    filled,
    form,
    is_object,
    items,
    json_text,
    label,
    listed,
    matrix,
    pairs_or_items,
    primitive,
    raw_cookie,
    reserved,
    reserved_segment,
    scalar,
    segment,
    text,
)
from arazzo_gen.play.values import value
from arazzo_gen.record import fresh, record

_HEADER_DELIMITERS: Final = {"spaceDelimited": " ", "pipeDelimited": "|"}
_SCALARS: Final = (types.Bool, types.Int, types.Number, types.Str, types.Literal)
_LONGEST: Final = 65536
"""What httpx takes of a URL."""


def written(request: ir.Request, context: Context) -> Written:
    """The request of a step, with its URL and the bytes of its body.

    Raises:
        MissingError: A value is absent that it needs.
        UnsendableError: It cannot hold a value.
        NotPlayed: It cannot be worked out here.
    """
    try:
        return _Writer(request, context).write()
    except UnicodeEncodeError as error:
        reason = "a text of its URL, body or cookies has no encoding there"
        raise UnsendableError(None, reason) from error
    except RecursionError as error:
        raise UnsendableError(None, "a value nests too deep") from error
    except (TypeError, ValueError) as error:
        raise UnsendableError(None, "a value has no form there") from error


@record(frozen=False)
class _Table:
    """Headers, query parameters or cookies, each name once: those that are sure come first."""

    sure: dict[str, Any] = fresh(factory=dict)
    maybe: dict[str, Any] = fresh(factory=dict)

    def put(self, name: str, item: Any, *, lacks: bool) -> None:
        """Set a value, unless it is absent."""
        if not lacks:
            self.sure[name] = item
        elif item is not None:
            self.maybe[name] = item

    @property
    def all(self) -> dict[str, Any]:
        """The values by their names."""
        return {**self.sure, **self.maybe}


class _Writer:
    def __init__(self, request: ir.Request, context: Context) -> None:
        self._request = request
        self._context = context
        self._params = _Table()
        self._headers = _Table()
        self._cookies = _Table()

    def write(self) -> Written:
        request, context = self._request, self._context
        path = "".join(map(self._piece, request.path))
        self._credentials()
        raw = self._query()
        for param in request.headers:
            self._put(self._headers, param.name, param, self._header)
        single = [param for param in request.cookies if self._is_one_cookie(param)]
        for param in single:
            self._put(self._cookies, cookie_name(param.name), param, self._cookie)
        exploded = [param for param in request.cookies if param not in single]
        several = [pair for param in exploded for pair in self._cookie_parts(param)]
        body = body_of(request.body, context)
        headers, kind = self._with_type(body)
        self._check(headers)
        cookies = self._cookie_pairs(several)
        pieces = [f"{quote_plus(k)}={quote_plus(v)}" for k, v in self._plain_query()]
        query = "&".join(piece for piece in (*pieces, *raw) if piece)
        url = context.urls.get(request.source, "").rstrip("/") + path
        url += f"?{query}" if query else ""
        if len(url) > _LONGEST or not query.isprintable():
            raise UnsendableError(None, "its URL is too long, or none")
        query.encode("ascii")
        made = Sent(
            request.method.upper(),
            request.source,
            path,
            tuple(parse_qsl(query, keep_blank_values=True)),
            tuple((name.lower(), str(item)) for name, item in headers.items()),
            tuple(cookies),
            body.body if kind is None else body.typed(kind),
        )
        return Written(made, url, body.content)

    # --- Values -------------------------------------------------------------------------

    def _value(self, param: ir.Param) -> Any:
        return value(param.value, self._context)

    def _lacks(self, param: ir.Param) -> bool:
        return may_lack(param.value, self._context.reads, null_lacks=True)

    def _type(self, param: ir.Param) -> types.Type | None:
        return seen_type(param.value, self._context.reads)

    def _is_scalar(self, param: ir.Param) -> bool:
        type_ = self._type(param)
        if param.shape == "primitive" and not isinstance(type_, types.List | types.Map):
            return True
        return isinstance(type_, _SCALARS)

    def _put(
        self, table: _Table, name: str, param: ir.Param, spell: Callable[[ir.Param, Any], Any]
    ) -> None:
        """Set a parameter, as `spell` spells its value where that is there."""
        given, lacks = self._value(param), self._lacks(param)
        spelled = None if given is None and lacks else spell(param, given)
        table.put(name, spelled, lacks=lacks)

    # --- The URL ------------------------------------------------------------------------

    def _piece(self, piece: str | ir.Param) -> str:
        if isinstance(piece, str):
            return piece
        given = self._value(piece)
        encode = reserved_segment if piece.allow_reserved else segment
        if piece.content is not None:
            made = json_text(given) if piece.content == "json" else text(given)
            return encode(filled(made))
        if piece.style == "label":
            return label(given, piece.explode, encode)
        if piece.style == "matrix":
            return matrix(piece.name, given, piece.explode, encode)
        if self._is_scalar(piece):
            return encode(filled(scalar(given)))
        if piece.style in DELIMITERS:
            delimiter = DELIMITERS[piece.style]
            return filled(delimiter.join(pairs_or_items(given, False, segment)))
        return filled(",".join(pairs_or_items(given, piece.explode, encode)))

    def _query(self) -> list[str]:
        """Fill the plain parameters, and give the parts that are spelled another way."""
        request = self._request
        raw = list(request.fixed_query)
        if request.querystring is not None:
            raw += self._whole_query(request.querystring)
        elif all(map(self._is_plain, request.query)):
            for param in request.query:
                self._params.put(param.name, self._value(param), lacks=self._lacks(param))
            return raw
        for param in request.query:
            raw += self._query_part(param)
        return raw

    def _is_plain(self, param: ir.Param) -> bool:
        if param.content is not None or param.allow_reserved or param.style != "form":
            return False
        type_ = self._type(param)
        flat = isinstance(type_, types.List) and isinstance(type_.item, _SCALARS)
        return self._is_scalar(param) or (param.explode and flat)

    def _plain_query(self) -> Iterator[tuple[str, str]]:
        """The pairs of the plain parameters, as httpx spells them."""
        for name, item in self._params.all.items():
            for one in item if isinstance(item, list | tuple) else (item,):
                yield name, primitive(one)

    def _query_part(self, param: ir.Param) -> list[str]:
        given = self._value(param)
        encode = reserved if param.allow_reserved else encoded
        if param.content is not None:
            return form(param.name, _content(param, given), encode)
        if param.style == "deepObject":
            return deep(param.name, given, encode)
        if param.style in DELIMITERS and not param.explode:
            return delimited(param.name, given, DELIMITERS[param.style], encode)
        if param.explode or self._is_scalar(param):
            return form(param.name, given, encode)
        return delimited(param.name, given, ",", encode)

    def _whole_query(self, param: ir.Param) -> list[str]:
        """The parts of a parameter that is the whole query."""
        given = self._value(param)
        if param.content is not None:
            made = _content(param, given)
            return [] if made is None else [encoded(made)]
        if is_object(given):
            return [part for key, item in entries(given) for part in form(key, item)]
        return [] if given is None else [text(given).removeprefix("?")]

    # --- Headers and cookies ------------------------------------------------------------

    def _credentials(self) -> None:
        tables = {"header": self._headers, "query": self._params, "cookie": self._cookies}
        for item in self._request.credentials:
            given = self._context.keywords.get(item.param)
            if item.kind in tables:
                tables[item.kind].put(item.name, given, lacks=True)
            elif given is not None:
                bearer = item.kind == "bearer"
                spelled = f"Bearer {given}" if bearer else _basic(str(given))
                self._headers.put("Authorization", spelled, lacks=True)

    def _header(self, param: ir.Param, given: Any) -> Any:
        """A header's value."""
        type_ = self._type(param)
        if param.content is not None:
            return json_text(given) if param.content == "json" else text(given)
        if _is_text(type_):
            return given
        if self._is_scalar(param) or type_ == types.Int():
            return text(given)
        if param.style in _HEADER_DELIMITERS:
            return _HEADER_DELIMITERS[param.style].join(map(text, items(given)))
        return listed(given, param.explode)

    def _is_one_cookie(self, param: ir.Param) -> bool:
        return not param.explode or param.content is not None or self._is_scalar(param)

    def _cookie(self, param: ir.Param, given: Any) -> str:
        if param.content is not None:
            return cookie(json_text(given) if param.content == "json" else text(given))
        return raw_cookie(given) if param.style == "cookie" else cookie(given)

    def _cookie_parts(self, param: ir.Param) -> list[str]:
        """The cookies of a parameter that may be several."""
        given = self._value(param)
        encode = raw_cookie if param.style == "cookie" else cookie
        pairs = [(param.name, item) for item in items(given)]
        pairs = entries(given) if is_object(given) else pairs
        return [f"{cookie_name(text(key))}={encode(item)}" for key, item in pairs]

    def _with_type(self, body: WrittenBody) -> tuple[dict[str, Any], str | None]:
        """The headers without Content-Type, and that where a parameter gives it."""
        headers = self._headers.all
        given = next((name for name in headers if name.lower() == "content-type"), None)
        if given is None:
            return headers, None
        kind = str(headers[given])
        self._check({given: headers[given]})
        if body.body is None:
            return headers, None
        return {name: item for name, item in headers.items() if name != given}, kind

    def _check(self, headers: dict[str, Any]) -> None:
        """Check the headers, unless the document fixes all of them."""
        request = self._request
        kinds = {item.kind for item in request.credentials}
        fixed = all(isinstance(param.value, ir.Const) for param in request.headers)
        typed = request.body is not None and request.body.open_type
        if typed or kinds & {"bearer", "header"} or not fixed:
            _sendable(headers)

    def _cookie_pairs(self, several: list[str]) -> list[tuple[str, str]]:
        single = self._cookies.all
        kinds = {item.kind for item in self._request.credentials}
        fixed = all(isinstance(param.value, ir.Const) for param in self._request.cookies)
        if "cookie" in kinds or not fixed:
            _sendable(single)
            for name, item in single.items():
                if ";" in item:
                    raise UnsendableError(name, "a cookie has no semicolon")
        pairs = [(name, str(item)) for name, item in single.items()]
        pairs += [(pair.partition("=")[0], pair.partition("=")[2]) for pair in several]
        for pair in pairs:
            quote("".join(pair))  # what has no encoding is noticed here
        return pairs


def _content(param: ir.Param, given: Any) -> Any:
    """The value of a `content` parameter; None where it is absent."""
    if given is None or param.content != "json":
        return given
    return json_text(given)


def _basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


def _is_text(type_: types.Type | None) -> bool:
    if isinstance(type_, types.Literal):
        return all(isinstance(item, str) for item in type_.values)
    return isinstance(type_, types.Str)


def _sendable(values: dict[str, Any]) -> None:
    """Check headers or cookies: each is one line of ASCII without blanks around it."""
    for name, item in values.items():
        fits = isinstance(item, str) and item.isascii() and item == item.strip()
        if not (fits and item.replace("\t", " ").isprintable()):
            reason = "a header or cookie is one line of ASCII, without blanks around it"
            raise UnsendableError(name, reason)
