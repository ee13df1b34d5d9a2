"""The everyday work of the Python client with one kind: URL GROUP VERSION PLURAL NAMESPACE FILE, and TOKEN in the environment."""
import os
import sys
import threading
import time

import yaml
from kubernetes import client, watch

url, group, version, plural, namespace, file = sys.argv[1:]
configuration = client.Configuration(host=url)
configuration.api_key = {"authorization": f"Bearer {os.environ['TOKEN']}"}
api = client.CustomObjectsApi(client.ApiClient(configuration))
where = (group, version, namespace, plural)
MERGE = {"_content_type": "application/merge-patch+json"}


def same(what, received, expected):
    if received != expected:
        raise SystemExit(f"{what}: expected {expected!r}, received {received!r}")


def manifest(name, **labels):
    with open(file, encoding="utf-8") as text:
        job = yaml.safe_load(text)
    job["metadata"].update(name=name, labels=labels)
    return job


def refused(code, call):
    try:
        call()
    except client.ApiException as error:
        same("the code of a refusal", error.status, code)
        return
    raise SystemExit(f"expected {code}, and it succeeded")


def labels(name):
    return api.get_namespaced_custom_object(*where, name)["metadata"].get("labels")


created = api.create_namespaced_custom_object(*where, manifest("one", work="yes"))
same("create", created["metadata"]["name"], "one")
refused(409, lambda: api.create_namespaced_custom_object(*where, manifest("one")))
same("get", labels("one"), {"work": "yes"})
api.patch_namespaced_custom_object(*where, "one", {"metadata": {"labels": {"work": None, "more": "yes"}}}, **MERGE)
same("patch", labels("one"), {"more": "yes"})


def replace():
    job = api.get_namespaced_custom_object(*where, "one")
    job["metadata"]["labels"] = {"replaced": "yes"}
    return api.replace_namespaced_custom_object(*where, "one", job)


for attempt in range(10):
    try:
        replace()
        break
    except client.ApiException as error:  # the controller may write between our read and our replace
        same("the code of a conflict", error.status, 409)
same("replace", labels("one"), {"replaced": "yes"})
stale = dict(created, metadata=dict(created["metadata"], labels={"stale": "yes"}))
refused(409, lambda: api.replace_namespaced_custom_object(*where, "one", stale))

for name in ("p1", "p2", "p3", "p4", "p5"):
    api.create_namespaced_custom_object(*where, manifest(name, page="yes"))
seen, token = [], None
while token != "":
    page = api.list_namespaced_custom_object(*where, limit=2, label_selector="page=yes", **({"_continue": token} if token else {}))
    seen += [job["metadata"]["name"] for job in page["items"]]
    token = page["metadata"].get("continue", "")
same("list in chunks", sorted(seen), ["p1", "p2", "p3", "p4", "p5"])
same("list by labels", len(api.list_namespaced_custom_object(*where, label_selector="page in (yes),!replaced")["items"]), 5)


def make_and_delete():
    time.sleep(0.5)
    api.create_namespaced_custom_object(*where, manifest("w"))
    api.patch_namespaced_custom_object(*where, "w", {"metadata": {"labels": {"seen": "yes"}}}, **MERGE)
    api.delete_namespaced_custom_object(*where, "w")


version_now = api.list_namespaced_custom_object(*where)["metadata"]["resourceVersion"]
thread = threading.Thread(target=make_and_delete)
thread.start()
events = []
for event in watch.Watch().stream(api.list_namespaced_custom_object, *where, resource_version=version_now, field_selector="metadata.name=w", timeout_seconds=30):
    if not events or events[-1] != event["type"]:  # the controller writes in between
        events.append(event["type"])
    if event["type"] == "DELETED":
        break
thread.join()
same("watch", events, ["ADDED", "MODIFIED", "DELETED"])

same("delete", api.delete_namespaced_custom_object(*where, "one")["status"], "Success")
refused(404, lambda: api.get_namespaced_custom_object(*where, "one"))
api.delete_collection_namespaced_custom_object(*where, label_selector="page=yes")
same("delete collection", api.list_namespaced_custom_object(*where)["items"], [])
