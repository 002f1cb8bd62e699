JsonValue: TypeAlias = (
    "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"
)

FileContent: TypeAlias = "bytes | str | IO[bytes] | tuple[str, bytes | IO[bytes], str]"


class Unset(enum.Enum):
    """The type of `UNSET`, the default of inputs that may also be null."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET
