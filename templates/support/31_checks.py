def _is_str(value: object) -> bool:
    return isinstance(value, str)


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_int(value: object) -> TypeGuard[int]:
    """Whether a value is what JSON calls an integer: 5.0 is one."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_none(value: object) -> bool:
    return value is None


def _is_dict(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_list_of(value: object, test: Callable[[object], bool]) -> bool:
    """Whether a value is an array whose items all pass a test."""
    return isinstance(value, list) and all(map(test, cast("list[object]", value)))


def _is_dict_of(value: object, test: Callable[[object], bool]) -> bool:
    """Whether a value is an object whose values all pass a test."""
    return _is_dict(value) and all(map(test, value.values()))


_T = TypeVar("_T")


def _is_within_depth(
    value: object, test: Callable[[object], TypeGuard[_T]]
) -> TypeGuard[_T]:
    """Whether a value passes a test that goes no deeper than Python calls go."""
    try:
        return test(value)
    except RecursionError:
        return False
