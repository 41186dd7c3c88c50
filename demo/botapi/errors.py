"""The refusals of the Bot API, with the texts that clients match on.

ApiError
  bad_request      400  "Bad Request: ..."
  forbidden        403  "Forbidden: ..."
  conflict         409  "Conflict: ..."
  too_many_requests 429 "Too Many Requests: retry after N"
  not_served       501  what this server does not do, and says so
"""

from demo.botapi.shapes import Json


class ApiError(Exception):
    """A method was refused: an HTTP status, a description, perhaps `parameters` (ResponseParameters)."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> Json:
        """The answer's JSON: `{"ok": false, "error_code": ..., "description": ..., "parameters"?: ...}`."""
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


def bad_request(text: str, parameters: Json | None = None) -> ApiError:
    return ApiError(400, f"Bad Request: {text}", parameters)


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def not_served(what: str) -> ApiError:
    return ApiError(501, f"Not Implemented: the local Bot API does not serve {what}")
