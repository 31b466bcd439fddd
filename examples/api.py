#!/usr/bin/env python3
"""Lists incidents, hands a text over, waits until it is read, and prints the record. Standard library only.

    SEXTANT_URL=http://127.0.0.1:8017 SEXTANT_TOKEN=sxt_... python3 api.py report.txt
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("SEXTANT_URL", "http://127.0.0.1:8017")
TOKEN = os.environ.get("SEXTANT_TOKEN")


def ask(path, body=None):
    """Asks, or with a body changes something: once, however often it is sent under one key."""
    headers = {"Accept": "application/json"}
    if TOKEN:
        headers["Authorization"] = "Bearer " + TOKEN
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
        headers["Idempotency-Key"] = str(uuid.uuid4())
    request = urllib.request.Request(URL + path, data=data, headers=headers)
    for attempt in range(5):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 503 and attempt < 4:
                time.sleep(int(error.headers.get("Retry-After", "1")))
                continue
            problem = json.load(error)
            sys.exit(f"{problem['status']} {problem['title']}: {problem.get('detail', '')}")


def incidents():
    """All incidents, piece by piece."""
    path = "/api/v1/incidents?limit=100"
    cursor = ""
    while cursor is not None:
        piece = ask(path + (f"&cursor={cursor}" if cursor else ""))
        yield from piece["items"]
        cursor = piece["next"]


def main():
    print(f"{sum(1 for _ in incidents())} incidents before")
    with open(sys.argv[1], encoding="utf-8") as file:
        intake = ask("/api/v1/documents", {"text": file.read(), "tlp": "green"})
    while not intake["done"]:
        time.sleep(1)
        intake = ask("/api/v1/intake/" + intake["id"])
    for line in intake["lines"]:
        for incident in line["incidents"]:
            record = ask("/api/v1/incidents/" + incident["id"])
            print(f"{record['victim']['name']}: {record['headline']} [{record['standing']}]")
            for fact in record["exposure"]:
                print(f"  {fact['data']}: {fact['polarity']}, {fact['standing']}")


main()
