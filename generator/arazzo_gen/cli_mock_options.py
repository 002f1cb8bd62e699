"""The options of `arazzo-gen mock`: how the server behaves, and what it answers."""

from __future__ import annotations

import click

from arazzo_gen.cli_help import section
from arazzo_gen.cli_options import Group

_server = section("Server")
_answers = section("Answers")

MOCKING: Group = (
    _server(
        "--port",
        metavar="N",
        type=click.IntRange(0, 65535),
        default=8700,
        help="Where to listen; 0 for any port that is free.  [default: 8700]",
    ),
    _server(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="The address to listen on. With any but the default, other machines can reach the "
        "server, which asks nobody who they are.",
    ),
    _server("--cors", is_flag=True, help="Let web pages of other origins call it."),
    _server(
        "--delay",
        metavar="SECONDS",
        type=click.FloatRange(0, 3600),
        default=0.0,
        help="Wait before each response.",
    ),
    _server(
        "form",
        "--format",
        type=click.Choice(["text", "json"]),
        default="text",
        help="How requests are logged: a line for people, or a line of JSON.  [default: text]",
    ),
    _answers(
        "--polls",
        metavar="N",
        type=click.IntRange(0, 1000),
        default=2,
        help="How often a polled step is answered with a state that goes on, before the one that "
        "ends its loop.  [default: 2]",
    ),
    _answers(
        "--take",
        metavar="STEP:ACTION",
        multiple=True,
        help="Lead runs down a branch: the name of an action, or fails, silent (no response), "
        "timeout, none (no action). /_mock lists them. Repeat for more workflows.",
    ),
    _answers(
        "--seed",
        metavar="N",
        type=click.IntRange(0),
        default=0,
        help="Choose other values for what the documents leave open.",
    ),
    _answers(
        "--real-time",
        is_flag=True,
        help="Send Retry-After as the answers have it, instead of 0.",
    ),
    _answers(
        "--no-check",
        is_flag=True,
        help="Take requests that are not what the OpenAPI documents want, instead of answering "
        "them with 400 and what is wrong.",
    ),
)
"""How a server plays workflows."""
