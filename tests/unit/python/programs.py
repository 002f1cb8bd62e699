"""IR modules with every kind of parameter, body, condition and type."""

from __future__ import annotations

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from unit.python.irs import (
    BOOL,
    FREE,
    INT,
    JSON,
    STR,
    body,
    body_of,
    const,
    equals,
    given,
    json_body,
    module,
    output,
    plain,
    read,
    request,
    single,
    step,
    styled,
    text,
    workflow,
)

LIST = types.List(STR)


def parameter_styles() -> ir.Module:
    """The styles of the conformance case, and all others."""
    color = {"color": "red", "size": "m"}
    limit = ir.Input("limit", INT)
    call = request(
        "GET",
        "/m/",
        styled("point", [3, 4], "matrix", False),
        "/",
        styled("labels", ["a", "b"], "label", False),
        "/",
        styled("ids", ["x/y", 2], "simple", False),
        "/",
        styled("map", color, "matrix", True),
        query=(
            plain("q", const("a&b c", STR)),
            plain("inStock", const(True, BOOL)),
            plain("limit", limit),
            styled("tags", ["x", "y z"], "form", True),
            styled("ids", [1, 2], "form", False),
            styled("sizes", ["s", "m"], "pipeDelimited", False),
            styled("filter", color, "deepObject", True),
            styled("raw", "a/b?c", "form", True, allow_reserved=True),
            styled("json", {"a": [1]}, "form", True, content="json"),
        ),
        headers=(
            styled("X-Ids", [1, 2], "simple", False),
            styled("X-Map", color, "simple", True),
            plain("X-Limit", limit),
        ),
        cookies=(plain("session", const("a b;c", STR)), plain("limit", limit)),
    )
    return single(call, limit)


def plain_parameters() -> ir.Module:
    """Query parameters that httpx spells as they should be."""
    tags, limit, ratio = (
        ir.Input("tags", LIST),
        ir.Input("limit", INT),
        ir.Input("ratio", types.Number()),
    )
    return single(
        request(
            "GET",
            "/items/",
            plain("id", text("a-", ratio)),
            query=(
                plain("page", const(1, INT)),
                ir.Param("tags", tags, "form", True, "array"),
                plain("limit", limit),
                plain("ratio", ratio),
            ),
        ),
        tags,
        limit,
        ratio,
    )


def bodies() -> dict[str, ir.Module]:
    """Every kind of body."""
    name, note, free = ir.Input("name", STR), ir.Input("note", STR), ir.Input("free", FREE)
    photo = ir.Input("photo", types.Binary())
    payload = ir.MapOf(
        (
            ("fixed", const([1, None, {"a": True}])),
            ("name", text("n-", name)),
            ("inner", ir.MapOf((("note", note), ("id", body_of("x", free))), JSON)),
            ("list", ir.ListOf((name, note, const("z", STR)), JSON)),
            ("none", const(None)),
        ),
        JSON,
    )
    form = ir.MapOf(
        (
            ("grant_type", const("client_credentials", STR)),
            ("name", name),
            ("scope", const(["a", "b"])),
        ),
        JSON,
    )
    odd_form = ir.MapOf((("free", free), ("yes", const(True)), ("list", const([1, False]))), JSON)

    def made(kind: str, content_type: str, value: ir.Expr, **options: object) -> ir.Module:
        content = ir.Body(kind, content_type, value, **options)  # type: ignore[arg-type]
        return single(request("POST", "/send", body=content), name, note, free, photo)

    return {
        "json": made("json", "application/json", payload),
        "json_input": made("json", "application/json", free),
        "patch": made("json", "application/merge-patch+json", free),
        "form": made("form", "application/x-www-form-urlencoded", form),
        "odd_form": made("form", "application/x-www-form-urlencoded", odd_form),
        "styled_form": made(
            "form",
            "application/x-www-form-urlencoded",
            ir.MapOf((("ids", const([1, 2])), ("free", free)), JSON),
            fields=(
                ir.FormField("ids", "pipeDelimited", False),
                ir.FormField("free", "deepObject", True),
            ),
        ),
        "multipart": made(
            "multipart",
            "multipart/form-data",
            ir.MapOf((("note", note), ("photo", photo)), JSON),
            parts=(ir.Part("photo", "image/png", True),),
        ),
        "text": made("text", "text/plain", text("Hello ", name)),
        "xml": made("xml", "application/xml", name),
        "binary": made("binary", "image/png", photo),
        "replaced": made(
            "json",
            "application/json",
            free,
            replacements=(
                ir.Replacement(("quantity",), const(4, INT)),
                ir.Replacement(("address", "city"), name),
                ir.Replacement(("list", "-"), const("new", STR)),
                ir.Replacement(("list", "0"), note),
            ),
        ),
    }


def replaced_nodes() -> ir.Module:
    """Replacements at JSONPaths, with every kind of selector."""
    free = ir.Input("free", FREE)

    def at(*segments: jsonpath.Segment) -> jsonpath.Query:
        return jsonpath.Query(segments)

    def child(*selectors: jsonpath.Selector, below: bool = False) -> jsonpath.Segment:
        return jsonpath.Segment(selectors, below)

    items = child(jsonpath.Name("items"))
    cheap = jsonpath.Compare(
        "<",
        jsonpath.Query((child(jsonpath.Name("price")),), relative=True),
        jsonpath.LiteralValue(2),
    )
    targets = (
        at(items, child(jsonpath.Filter(cheap)), child(jsonpath.Name("note"))),
        at(items, child(jsonpath.Index(-1)), child(jsonpath.Name("last"))),
        at(items, child(jsonpath.Slice(0, 1, None)), child(jsonpath.Name("first"))),
        at(child(jsonpath.Name("secret"), below=True)),
        at(child(jsonpath.Name("a"), jsonpath.Name("b")), child(jsonpath.Wildcard())),
    )
    content = ir.Body(
        "json",
        "application/json",
        free,
        tuple(ir.Replacement(target, const(n)) for n, target in enumerate(targets)),
    )
    return single(request("POST", "/x", body=content), free)


def xml() -> ir.Module:
    """XML that is sent, tested and read."""
    payload = ir.Body(
        "xml",
        "application/xml",
        const("<order><id>1</id></order>", STR),
        (ir.Replacement("/order/id", const(7, INT), "xpath-10"),),
    )
    answer, name = ir.ResponseBody("text", STR), ir.Input("name", STR)
    return single(
        request("POST", "/x", body=payload),
        name,
        criteria=(
            ir.Criterion("/order/id > 3", ir.XPathHolds(answer, "/order/id > 3", "xpath-10")),
        ),
        outputs=(
            output("id", ir.XPathValue(answer, "/order/id", "xpath-10", STR)),
            output(
                "named",
                ir.XPathValue(answer, text("/order/item[@name = ", name, "]"), "xpath-10", STR),
            ),
        ),
    )


def conditions(*conds: ir.Cond, leaves: tuple[ir.Input, ...] = ()) -> ir.Module:
    """A step whose success is one of some criteria: its outcome is the number that failed."""
    criteria = tuple(ir.Criterion(str(number), cond) for number, cond in enumerate(conds))
    return single(request("GET", "/x"), *leaves, criteria=criteria)


def all_conditions() -> ir.Module:
    """One of each, for the type checkers."""
    status, total, code = body("status"), body("total"), ir.StatusCode(INT)
    limit, flag, kind = (
        ir.Input("limit", STR),
        ir.Input("flag", BOOL),
        ir.Input("kind", types.Literal(("a", "b"))),
    )
    text_body = ir.ResponseBody("text", STR)
    query = jsonpath.Query(
        (
            jsonpath.Segment((jsonpath.Name("items"),)),
            jsonpath.Segment((jsonpath.Wildcard(),)),
            jsonpath.Segment((jsonpath.Name("id"),)),
        )
    )
    compare = jsonpath.Compare(
        "==", jsonpath.Query((jsonpath.Segment((jsonpath.Name("id"),)),)), jsonpath.Bound(0)
    )
    conds: tuple[ir.Cond, ...] = (
        ir.Compare(">=", code, const(200, INT)),
        equals(code, 200, "201"),
        equals(status, "PAID", "open"),
        ir.All((ir.Compare("!=", status, const("x")), ir.Compare("!=", status, const("y")))),
        ir.Compare(">=", total, limit),
        ir.Compare("<", total, const(3), loose=False),
        ir.Not(ir.Compare("!=", body("lines"), const(None))),
        ir.Compare("==", flag, const(True)),
        ir.Compare("==", limit, const(None)),
        ir.Compare("==", kind, const("c")),
        ir.Compare("==", limit, status),
        ir.Compare("==", body("n"), const(1), loose=False),
        ir.Compare("==", body("n"), const(7), loose=False),
        ir.Truthy(body("ok")),
        ir.Exists(body("ok")),
        ir.Exists(limit),
        ir.Any((ir.Truthy(flag), ir.All((ir.Truthy(limit), ir.Not(ir.Truthy(flag)))))),
        ir.Matches(code, r"^2\d{2}$"),
        ir.Matches(status, text("^", limit)),
        ir.Matches(text_body, "a"),
        ir.Length(">", body("items"), 0),
        ir.JsonPathFinds(ir.ResponseBody("json", JSON), query, ()),
        ir.JsonPathFinds(ir.ResponseBody("json", JSON), compare, (limit,)),
        ir.Compare("==", ir.ResponseHeader("X-Total", STR), const("2", STR)),
        ir.Matches(ir.RequestUrl(STR), "x"),
        ir.Compare("==", ir.RequestHeader("X", STR), const(None)),
        ir.Compare("==", ir.RequestQuery("q", STR), const("1")),
        ir.Compare("==", ir.At(ir.RequestBody("json", JSON), ("a",), JSON), const(1)),
    )
    return conditions(*conds, leaves=(limit, flag, kind))


def outputs() -> ir.Module:
    """Every kind of output, with types that have names."""
    table = types.TypeTable(
        {
            "item": types.ObjectDef(
                "Item",
                (
                    types.Property("id", STR, True),
                    types.Property("tags", types.List(STR), False),
                    types.Property("parent", types.union(types.Named("item"), types.Null()), False),
                ),
                "An item of the shop.",
            ),
            "odd": types.ObjectDef(
                "Odd",
                (
                    types.Property("x-y", types.Named("item"), True),
                    types.Property("class", JSON, False),
                ),
            ),
            "either": types.AliasDef("Either", types.union(types.Named("item"), STR)),
        }
    )
    item, tags = types.Named("item"), ir.Input("tags", LIST)
    query = jsonpath.Query(
        (jsonpath.Segment((jsonpath.Name("items"),)), jsonpath.Segment((jsonpath.Wildcard(),)))
    )
    last = jsonpath.Query(
        (jsonpath.Segment((jsonpath.Name("items"),)), jsonpath.Segment((jsonpath.Index(-1),)))
    )
    own = step(
        "send",
        request("GET", "/x"),
        read(tags, "tags"),
        outputs=(
            output("item", body("item", type_=item), required=True),
            output("odd", body("odd", type_=types.Named("odd"))),
            output("either", body("either", type_=types.Named("either"))),
            output(
                "nodes",
                ir.JsonPathValue(ir.ResponseBody("json", JSON), query, (), types.List(item)),
            ),
            output("last", ir.JsonPathValue(ir.ResponseBody("json", JSON), last, (), item)),
            output("tags", tags, required=True),
            output("code", ir.StatusCode(INT), required=True),
            output(
                "label", text("code ", ir.StatusCode(INT), " of ", body("item", "id")), secret=True
            ),
            output("whole", ir.ResponseBody("json", JSON)),
            output("text", ir.ResponseBody("text", STR), required=True),
            output("pair", body("pair", type_=types.Tuple((INT, STR)))),
        ),
    )
    return module(
        workflow(
            own,
            inputs=(given("tags", LIST),),
            outputs=tuple(
                output(
                    f.name,
                    ir.StepOutput("send", f.name, f.type),
                    required=f.required,
                    secret=f.secret,
                )
                for f in own.outputs
            ),
        ),
        types=table,
        type_names=(("item", "Item"), ("odd", "Odd"), ("either", "Either")),
    )


def defaults() -> ir.Module:
    """Inputs with defaults, nullable ones, and one whose null counts."""
    null_str = types.union(STR, types.Null())
    limit, tags, free = ir.Input("limit", INT), ir.Input("tags", LIST), ir.Input("free", FREE)
    note = ir.Input("note", null_str)
    entries = (("limit", limit), ("tags", tags), ("free", free), ("note", note))
    own = step(
        "send",
        request("POST", "/x", body=json_body(ir.MapOf(entries, JSON))),
        read(limit, "limit"),
        read(tags, "tags"),
        read(free, "free"),
        read(note, "note", required=False, unset=True),
    )
    return module(
        workflow(
            own,
            inputs=(
                given("limit", INT, required=False, default=const(25, INT)),
                given("tags", LIST, required=False, default=const(["a"])),
                given("free", FREE, required=False, default=const({"a": 1})),
                given("note", null_str, required=False, unset=True),
            ),
        )
    )


def credentials() -> ir.Module:
    """Every kind of credential, on a source without a URL."""
    kinds = ("bearer", "basic", "header", "query", "cookie")
    items = tuple(
        ir.Credential(f"{kind}_auth", kind, f"X-{kind}", kind, None)  # type: ignore[arg-type]
        for kind in kinds
        if kind != "basic"
    )
    basic = ir.Credential("basic_auth", "basic", "", "basic", "For *the* `shop`.")
    first = step("first", request("GET", "/1", credentials=items))
    second = step("second", request("GET", "/2", credentials=(basic,)), timeout=2.5)
    source = ir.Source("api", "api", "api_url", "API_URL", None)
    return module(workflow(first, second, credentials=(*items, basic)), sources=(source,))


ALL = {
    "parameter_styles": parameter_styles(),
    "plain_parameters": plain_parameters(),
    **{f"body_{name}": made for name, made in bodies().items()},
    "replaced_nodes": replaced_nodes(),
    "xml": xml(),
    "all_conditions": all_conditions(),
    "outputs": outputs(),
    "defaults": defaults(),
    "credentials": credentials(),
}
