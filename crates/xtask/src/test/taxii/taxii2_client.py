# taxii2-client against a server: sys.argv[1] is its address, sys.argv[2] the password of admin.
import sys
from taxii2client.v21 import Collection, Server, as_pages

server = Server(sys.argv[1] + "taxii2/", user="admin", password=sys.argv[2])
assert server.title and server.default.url == server.api_roots[0].url
root = server.default
assert root.max_content_length >= 8 << 20 and "application/taxii+json;version=2.1" in root.versions
inbox = next(c for c in root.collections if c.can_write)
assert inbox.can_read and inbox.media_types


def tool(n, day):
    at = "2024-01-%02dT00:00:00.000Z" % day
    return {"type": "tool", "spec_version": "2.1", "id": "tool--%08x-7b7e-4d5e-9d0c-0f6c2f0f3a11" % n,
            "created": "2024-01-01T00:00:00.000Z", "modified": at, "name": "tool %d" % n}


status = inbox.add_objects({"objects": [tool(n, 1) for n in range(25)] + [tool(0, 2), {"type": "tool"}]})
assert status.status == "complete" and (status.success_count, status.failure_count) == (26, 1), status
again = root.get_status(status.id)
assert again.id == status.id and again.total_count == 27
pages = list(as_pages(inbox.get_objects, per_request=7))
ids = [o["id"] for page in pages for o in page["objects"]]
assert len(ids) == len(set(ids)) == 25, len(ids)
manifest = [e for page in as_pages(inbox.get_manifest, per_request=10) for e in page["objects"]]
assert [e["id"] for e in manifest] == ids
assert inbox.get_objects(type="malware") == {}
assert len(inbox.get_objects(id=[ids[0], ids[1]])["objects"]) == 2
assert len(inbox.get_object(tool(0, 1)["id"], version="all")["objects"]) == 2
versions = inbox.object_versions(tool(0, 1)["id"])["versions"]
assert versions == ["2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z"], versions
assert inbox.get_objects(added_after=manifest[-2]["date_added"])["objects"][0]["id"] == ids[-1]
inbox.delete_object(ids[-1])
by_url = Collection(inbox.url, user="admin", password=sys.argv[2])
assert by_url.id == inbox.id and len(by_url.get_objects()["objects"]) == 24
print("held")
