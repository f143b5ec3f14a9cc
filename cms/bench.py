"""What `make bench` measures with: a header with the number of queries, and a page that does nothing.

Only `cms.bench_settings` uses it; no environment variable can switch it on in a site that serves people.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

__all__ = ["CountQueriesMiddleware", "handler404", "handler500", "reference", "urlpatterns"]

# Statements of transactions cost next to nothing and differ per database (DESIGN §10).
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")

handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"


class CountQueriesMiddleware:
    """Adds `X-Queries`: the database queries of this request, sessions and middleware included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += not sql.startswith(NOT_COUNTED)
            return execute(sql, params, many, context)

        with _everywhere(counted):
            response = self.get_response(request)
        response.headers["X-Queries"] = str(count)
        return response


def _everywhere(wrapper: Callable[..., Any]) -> ExitStack:
    """`wrapper` around the statements of every database of this thread."""
    stack = ExitStack()
    for connection in connections.all():
        stack.enter_context(connection.execute_wrapper(wrapper))
    return stack


def reference(request: HttpRequest) -> HttpResponse:
    """The least that a page can be: every middleware, no work. Budgets are also told as a multiple of this."""
    return HttpResponse("<!doctype html><title>Maat</title>")


urlpatterns = [path("bench/reference/", reference), path("", include("cms.urls"))]
