"""Asks a server of the Open Inference Protocol by the clients of Triton and of MLServer.

Arguments: address, model. Standard input: records, a list of objects. Standard output: what each client was told, as JSON.
"""

import asyncio
import json
import sys

import httpx
import numpy as np
import tritonclient.http as triton
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse, MetadataModelResponse

address, model = sys.argv[1:]
records = json.load(sys.stdin)
host = address.removeprefix("http://")
many = 1000


def columns(metadata: list) -> dict:
    """Each column as an array of the type that the metadata ask for."""
    types = {"FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": np.object_}
    return {
        port["name"]: np.array([[record[port["name"]]] for record in records], dtype=types[port["datatype"]])
        for port in metadata
    }


def by_triton(binary: bool) -> dict:
    client = triton.InferenceServerClient(host, concurrency=8)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    metadata = client.get_model_metadata(model)
    inputs = []
    for port in metadata["inputs"]:
        values = columns([port])[port["name"]]
        tensor = triton.InferInput(port["name"], list(values.shape), port["datatype"])
        tensor.set_data_from_numpy(values, binary_data=binary)
        inputs.append(tensor)
    names = [port["name"] for port in metadata["outputs"]]
    wanted = [triton.InferRequestedOutput(name, binary_data=binary) for name in names]
    compressed = {} if binary else {"request_compression_algorithm": "gzip"}
    result = client.infer(model, inputs, outputs=wanted, **compressed)
    answers = {name: plain(result.as_numpy(name)) for name in names}
    try:
        client.infer(model, inputs[:1])
        answers["error"] = None
    except triton.InferenceServerException as error:
        answers["error"] = error.message()
    client.close()
    return answers


def plain(values: np.ndarray) -> list:
    return [row if not isinstance(row, bytes) else row.decode() for row in values.reshape(-1).tolist()]


def by_mlserver(client: httpx.Client) -> dict:
    """The request and the answer in MLServer's own types."""
    described = client.get(f"/v2/models/{model}").raise_for_status()
    metadata = MetadataModelResponse.model_validate(described.json())
    inputs = [
        StringCodec.encode_input(name, values.reshape(-1).tolist()) if values.dtype == object else NumpyCodec.encode_input(name, values)
        for name, values in columns([port.model_dump() for port in metadata.inputs]).items()
    ]
    request = InferenceRequest(id="mlserver", inputs=inputs)
    answered = client.post(f"/v2/models/{model}/infer", content=request.model_dump_json(exclude_none=True)).raise_for_status()
    response = InferenceResponse.model_validate(answered.json())
    assert response.id == "mlserver" and response.model_name == model
    return {
        output.name: StringCodec.decode_output(output) if output.datatype == "BYTES" else plain(NumpyCodec.decode_output(output))
        for output in response.outputs
    }


async def at_once() -> list:
    """Many requests at the same time, each of one record: the labels in the order of the records."""
    described = httpx.get(f"{address}/v2/models/{model}").json()
    label = described["outputs"][0]["name"]

    def request(record: dict) -> dict:
        ports = described["inputs"]
        return {"inputs": [{**port, "shape": [1], "data": [record[port["name"]]]} for port in ports], "outputs": [{"name": label}]}

    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        asked = [client.post(f"/v2/models/{model}/infer", json=request(records[i % len(records)])) for i in range(many)]
        return [answer.raise_for_status().json()["outputs"][0]["data"][0] for answer in await asyncio.gather(*asked)]


with httpx.Client(base_url=address) as client:
    told = {
        "binary": by_triton(True),
        "json": by_triton(False),
        "mlserver": by_mlserver(client),
        "atOnce": asyncio.run(at_once()),
    }
print(json.dumps(told))
