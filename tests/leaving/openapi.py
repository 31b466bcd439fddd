"""The description of the API, judged by openapi-spec-validator, and answers judged by their schemas in it.

Arguments: the address of a server, the password of its account `admin`. Prints a line; exits 1 on a fault.
"""

import base64
import json
import sys
import urllib.error
import urllib.request

import jsonschema
from openapi_spec_validator import OpenAPIV31SpecValidator

BASE, PASSWORD = sys.argv[1].rstrip("/"), sys.argv[2]
PAIR = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()


def ask(path, authorised=True):
    headers = {"Authorization": f"Basic {PAIR}"} if authorised else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(BASE + path, headers=headers), timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Content-Type"], answer.read()


def judge(described, operation, path, status, kind, body):
    told = operation["responses"].get(str(status)) or operation["responses"].get("default")
    assert told, f"{path}: {status} is not described"
    media = next((m for m in told.get("content", {}) if kind.split(";")[0] == m.split(";")[0]), None)
    assert media or not told.get("content"), f"{path}: {kind} is not described"
    schema = told.get("content", {}).get(media, {}).get("schema")
    if schema and "json" in media:
        jsonschema.Draft202012Validator({**described, **schema}).validate(json.loads(body))


def main():
    described = json.loads(ask("/api/v1/openapi.json")[2])
    OpenAPIV31SpecValidator(described).validate()
    operations, asked = 0, 0
    ids = {item["id"] for item in json.loads(ask("/api/v1/incidents")[2])["items"]}
    for path, item in described["paths"].items():
        operations += sum(method in item for method in ("get", "post", "put", "patch", "delete"))
        if "get" not in item or path.endswith("/events"):
            continue
        filled = path.replace("{id}", min(ids)) if "/incidents/" in path else path.replace("{id}", "none")
        filled = filled.replace("{name}", "nobody")
        for authorised in (True, False):
            judge(described, item["get"], path, *ask(filled, authorised))
            asked += 1
    print(f"{len(described['paths'])} addresses, {operations} operations; {asked} answers follow their schemas")


main()
