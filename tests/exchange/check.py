"""What leaves, read by those who will read it: events and a feed by PyMISP, bundles by the validator of OASIS.

Arguments: a folder with `feed/`, `events.json` and bundles (`*.stix.json`). Prints a line a check; exits 1 on a fault.
"""

import json
import sys
import warnings
from pathlib import Path

import jsonschema
import pymisp
import stix2validator
from pymisp import MISPEvent

DATA = Path(pymisp.__file__).parent / "data"
SCHEMA = json.loads((DATA / "schema-lax.json").read_text())
TYPES = json.loads((DATA / "describeTypes.json").read_text())["result"]["category_type_mappings"]


def all_attributes(event):
    within = [a for o in event.get("Object", []) for a in o["Attribute"]]
    return event.get("Attribute", []) + within


def load(wire, path=None):
    """The event as PyMISP reads it: everything that was written must be there."""
    jsonschema.validate(wire, SCHEMA)
    read = MISPEvent()
    read.load_file(path) if path else read.load(json.dumps(wire))
    event = wire["Event"]
    for attribute in all_attributes(event):
        assert attribute["type"] in TYPES[attribute["category"]], (attribute["type"], attribute["category"])
    assert len(read.attributes) == len(event.get("Attribute", []))
    assert len(read.objects) == len(event.get("Object", []))
    assert len(read.event_reports) == len(event.get("EventReport", []))
    notes = lambda things: sum(len(t.notes) for t in things)
    told = len(event.get("Note", [])) + sum(len(a.get("Note", [])) for a in event.get("Attribute", []))
    assert len(read.notes) + notes(read.attributes) == told
    assert {t.name for t in read.tags} == {t["name"] for t in event.get("Tag", [])}
    assert str(read.uuid) == event["uuid"] and read.Orgc.name == event["Orgc"]["name"]
    read.to_json()
    return read


def feed(folder):
    """As a reader of feeds goes about it: manifest, events, hashes."""
    manifest = json.loads((folder / "manifest.json").read_text())
    hashes = set((folder / "hashes.csv").read_text().split())
    for uuid, entry in manifest.items():
        path = folder / f"{uuid}.json"
        read = load(json.loads(path.read_text()), path)
        theirs = read.manifest[uuid]
        for key in ("info", "date", "Orgc"):
            assert theirs[key] == entry[key], (key, theirs[key], entry[key])
        assert int(entry["timestamp"]) == int(theirs["timestamp"])
        expected = {f"{digest},{uuid}" for digest in read.attributes_hashes("md5")}
        assert expected == {line for line in hashes if line.endswith(uuid)}, "hashes of the values"
    return len(manifest)


def bundle(path):
    options = stix2validator.ValidationOptions(version="2.1", silent=True)
    result = stix2validator.validate_file(str(path), options)
    errors = [str(e) for r in result.object_results for e in r.errors]
    noted = [str(w) for r in result.object_results for w in r.warnings]
    print(f"{path.name}: {len(errors)} errors, {len(noted)} warnings (stix2-validator)")
    return errors


def main():
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    events = json.loads((folder / "events.json").read_text())
    for wire in events:
        load(wire)
    print(f"{len(events)} events loaded by PyMISP")
    print(f"a feed of {feed(folder / 'feed')} events read")
    faults = [e for path in sorted(folder.glob("*.stix.json")) for e in bundle(path)]
    for converted in sorted(folder.glob("*.misp.json")):
        load(json.loads(converted.read_text()))
        print(f"{converted.name} loaded by PyMISP")
    print("\n".join(faults[:10]))
    sys.exit(bool(faults))


main()
