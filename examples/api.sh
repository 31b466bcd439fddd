#!/bin/sh
# Lists incidents, hands a file over, waits until it is read, and prints the record. Needs curl.
#   SEXTANT_URL=http://127.0.0.1:8017 SEXTANT_TOKEN=sxt_... sh api.sh report.txt
set -eu
url=${SEXTANT_URL:-http://127.0.0.1:8017}
ask() { curl --silent --show-error --fail-with-body --header "Authorization: Bearer ${SEXTANT_TOKEN:-}" "$@"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

ask "$url/api/v1/incidents?limit=10"
echo
taken=$(ask --header 'Content-Type: text/plain' --header "Idempotency-Key: $(cksum <"$1" | tr -d ' ')" \
    --data-binary "@$1" "$url/api/v1/documents?name=report.txt&tlp=green")
id=$(printf '%s' "$taken" | sed 's/,"lines".*//; s/.*"id":"\([0-9a-f]*\)".*/\1/')
while printf '%s' "$taken" | grep -q '"done":false'; do
    sleep 1
    taken=$(ask "$url/api/v1/intake/$id")
done
document=$(printf '%s' "$taken" | field document)
ask "$url/api/v1/claims?document=$document"
echo
