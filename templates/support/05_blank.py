def _blank() -> httpx.Response:
    """The response of a step's result that is made by hand, as in a test."""
    return httpx.Response(200)
