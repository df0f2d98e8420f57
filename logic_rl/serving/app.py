"""The application: the API's addresses, the page's, and errors in the API's form."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from logic_rl.serving.answers import Answers
from logic_rl.serving.asked import Asked
from logic_rl.serving.errors import ApiError
from logic_rl.serving.flow import Flow, Gone, with_watch
from logic_rl.serving.limits import Limits
from logic_rl.serving.page import page_routes
from logic_rl.serving.play import play_routes
from logic_rl.serving.protocol import ChatRequest
from logic_rl.serving.served import Served
from logic_rl.serving.worker import Piece

CLIENT_GONE = 499  # as nginx calls it; nobody reads it


def application(models: Sequence[Served], limits: Limits) -> FastAPI:
    """An application in front of these models; the first answers requests that name none."""
    # Its pages of documentation fetch scripts from elsewhere.
    app = FastAPI(title="logicrl serve", docs_url=None, redoc_url=None)
    by_name = {model.name: model for model in models}

    def named(name: str | None) -> Served:
        model = by_name.get(name) if name is not None else models[0]
        if model is None:
            told = ", ".join(by_name)
            raise ApiError(404, f"no model {str(name)[:200]!r} here; there is {told}", "model_not_found", "model")
        return model

    @app.post("/v1/chat/completions")
    async def chat(asked: ChatRequest, request: Request) -> Response:
        return await answered(Asked(named(asked.model), asked, limits), request, limits)

    @app.get("/v1/models")
    def list_models() -> dict:
        return {"object": "list", "data": [model.to_row() for model in models]}

    @app.get("/v1/models/{name:path}")
    def one_model(name: str) -> dict:
        return named(name).to_row()

    @app.get("/health")
    def health() -> dict:
        return {"status": "ok", "replies": {model.name: model.worker.load for model in models}}

    app.include_router(play_routes(models))
    app.include_router(page_routes())
    _tell_errors(app)
    return app


async def answered(asked: Asked, request: Request, limits: Limits) -> Response:
    """Write the reply: as a whole, or as a stream of server-sent events."""
    model = asked.model
    answers = Answers(model.name, model.engine.tokenizer, len(asked.prompt.token_ids), asked.top)
    flow = Flow(model.worker, asked.count, asked.job, limits.seconds)
    if asked.request.stream:
        options = asked.request.stream_options
        events = _events(flow, answers, with_usage=options is not None and options.include_usage)
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    try:
        return JSONResponse(answers.whole(await with_watch(flow, request.receive)))
    except Gone:
        return Response(status_code=CLIENT_GONE)


async def _events(flow: Flow, answers: Answers, with_usage: bool) -> AsyncIterator[str]:
    total = [Piece() for _ in flow.jobs]
    try:
        for index in range(len(total)):
            yield _event(answers.opening(index))
        async for index, piece in flow.pieces():
            total[index].num_tokens = piece.num_tokens
            yield _event(answers.part(index, piece))
        if with_usage:
            yield _event(answers.closing(total))
    except ApiError as error:  # the status is sent already
        yield _event(error.body)
    finally:
        flow.cancel()  # also when the client has gone before the first piece
    yield "data: [DONE]\n\n"


def _event(row: dict) -> str:
    return f"data: {json.dumps(row, separators=(',', ':'))}\n\n"


def _tell_errors(app: FastAPI) -> None:
    """Every error leaves as the API's error object."""

    @app.exception_handler(ApiError)
    async def told(request: Request, error: ApiError) -> Response:
        headers = {"retry-after": "1"} if error.status == 429 else None
        return JSONResponse(error.body, error.status, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return await told(request, first_fault(error.errors()))

    @app.exception_handler(HTTPException)
    async def no_such(request: Request, error: HTTPException) -> Response:
        where = f"{request.method} {request.url.path[:200]}: {error.detail}"
        return await told(request, ApiError(error.status_code, where))

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        return await told(request, ApiError(500, f"{type(error).__name__} (unexpected)", "unexpected"))


def first_fault(faults: Sequence[dict]) -> ApiError:
    """What pydantic found first: where it is, and what is wrong with it."""
    fault = faults[0]
    place = ".".join(str(part) for part in fault["loc"] if part not in ("body", "query"))
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "json_invalid":
        return ApiError(400, f"the body is not JSON: {fault.get('ctx', {}).get('error', message)}", "invalid_json")
    return ApiError(400, f"{place}: {message}" if place else message, "invalid_value", place or None)
