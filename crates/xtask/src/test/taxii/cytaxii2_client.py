# cytaxii2 against a server: sys.argv[1] is its address, sys.argv[2] the password of admin.
import json
import sys
from cytaxii2 import cytaxii2

client = cytaxii2.cytaxii2(sys.argv[1] + "taxii2/", "admin", sys.argv[2], version=2.1)


def good(answer, status=200):
    assert answer["status"] and answer["status_code"] == status, answer
    return answer["response"]


assert good(client.discovery_request())["default"]
assert good(client.root_discovery())["max_content_length"]
collections = good(client.collection_request())["collections"]
inbox = next(c["id"] for c in collections if c["can_write"])
assert good(client.collection_data_request(inbox))["id"] == inbox
sent = {"objects": [{"type": "campaign", "spec_version": "2.1", "name": "x",
                     "id": "campaign--%08x-7b7e-4d5e-9d0c-0f6c2f0f3a11" % n,
                     "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z"} for n in range(5)]}
assert good(client.inbox_request(inbox, json.dumps(sent)), 202)["success_count"] == 5
page = good(client.poll_request(inbox, object_type="campaign", limit=3))
assert len(page["objects"]) == 3 and page["more"]
rest = good(client.poll_request(inbox, object_type="campaign", limit=3, next=page["next"]))
assert len(rest["objects"]) == 2 and not rest["more"]
assert len(good(client.poll_request(inbox, object_id=sent["objects"][0]["id"]))["objects"]) == 1
assert client.poll_request(inbox, added_after="yesterday")["status_code"] == 400
print("held")
