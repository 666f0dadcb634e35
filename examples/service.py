"""A small web service: JSON facts in, the packet as a zip out; faults as a list in Chinese.

python -m pip install ".[service]"
uvicorn --app-dir examples service:app
"""

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from zzuli_forms import FactsError, Fault, FileError, FilingPacket
from zzuli_forms.files import disk
from zzuli_forms.forms.register import PACKET, all_forms
from zzuli_forms.readers.text import facts_file

app = FastAPI(title="政务微博报送材料")
BODY = PurePath("请求内容.json")
SCHEMA = {"requestBody": {"required": True, "content": {"application/json": {"schema": PACKET.schema()}}}}


@app.get("/schema")
def schema() -> dict[str, Any]:
    """The JSON Schema of every form."""
    return {form.key: form.schema() for form in all_forms()}


@app.post("/packet", response_class=Response, openapi_extra=SCHEMA)
async def packet(request: Request) -> Response:
    """The unit's filing packet as a zip; 422 with a list of faults where the facts are wrong."""
    return await run_in_threadpool(_zipped, await _body(request))


def _zipped(data: bytes) -> Response:
    made = FilingPacket.from_facts(facts_file.stated(data, BODY))
    name = disk.file_name(made.unit)
    archive = disk.archive((f"{name}/{file}", content) for file, content in made.files().items())
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.zip')}"
    return Response(archive, media_type="application/zip", headers={"Content-Disposition": disposition})


async def _body(request: Request) -> bytes:
    """The request's body, given up as soon as it is too long."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > facts_file.LARGEST:
            break
    return data


@app.exception_handler(FactsError)
async def faulty(_: Request, error: Exception) -> JSONResponse:
    """Every fault with its field, printed label, message and remedy."""
    faults = error.faults if isinstance(error, FactsError) else ()
    return JSONResponse([_stated(fault) for fault in faults], status_code=422)


@app.exception_handler(FileError)
async def unreadable(_: Request, error: Exception) -> JSONResponse:
    """A body that is no JSON of ours, as a list of one fault."""
    return JSONResponse([{"field": "", "label": "内容", "message": str(error), "remedy": ""}], status_code=422)


def _stated(fault: Fault) -> dict[str, str]:
    return {"field": fault.path, "label": fault.label, "message": fault.message, "remedy": fault.remedy}
