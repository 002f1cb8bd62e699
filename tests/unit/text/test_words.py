"""The words of names, and their spelling in ASCII letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.text.words import in_ascii, snake


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("triggerWorkflow", "trigger_workflow"),
        ("x-api-key", "x_api_key"),
        ("HTTPStatus2", "http_status2"),
        ("größe", "grosse"),
        ("maxGröße", "max_grosse"),
        ("naïve", "naive"),
        ("Æther", "aether"),
        ("имя", "imya"),
        ("имяФайла", "imya_fayla"),
        ("объект", "obekt"),
        ("ЩИТ", "shchit"),
        ("名前", "ming_qian"),
        ("이름", "i_leum"),
        ("नाम", "nam"),
        ("ＡＰＩ-ｋｅｙ", "api_key"),
        ("price€", "price_eur"),
        ("🎉", "tada"),
        ("—", ""),
        ("!?", ""),
    ],
)
def test_snake(name: str, expected: str) -> None:
    assert snake(name) == expected


@pytest.mark.parametrize("name", ["größe", "имя", "nguyễn", "café"])
def test_composed_and_decomposed_letters_are_the_same(name: str) -> None:
    assert snake(unicodedata.normalize("NFD", name)) == snake(unicodedata.normalize("NFC", name))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=20))
def test_every_name_has_a_spelling_in_ascii(name: str) -> None:
    assert in_ascii(name).isascii()
    made = snake(name)
    assert made == "" or (made.isascii() and f"_{made}".isidentifier())
