#!/usr/bin/env python3
"""A small front end of Anteroom: signs in, searches, books and cancels through the API. See README.md beside it."""

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

# Another time may do.
TRY_ANOTHER = {"/problems/slot-taken", "/problems/patient-busy", "/problems/not-offered"}


class Refused(Exception):
    """A refusal as problem+json: decide by `type`, show `detail`."""

    def __init__(self, problem, retry_after):
        super().__init__(problem.get("detail", "The server refused."))
        self.type = problem.get("type", "about:blank")
        self.fields = problem.get("fields", [])
        self.retry_after = retry_after


class Anteroom:
    """The API, as far as this program needs it."""

    def __init__(self, url):
        self.url = url.rstrip("/") + "/api/v1/"
        self.access_token = self.refresh_token = None

    def sign_in(self, email, password):
        form = {"email": email, "password": password, "device_name": "book.py"}
        return self._keep(self.send("POST", "auth/login", form))

    def call(self, method, path, body=None, headers=None):
        """Sends a request; once more with new tokens when the access token has run out."""
        try:
            return self.send(method, path, body, headers)
        except Refused as refused:
            if refused.type != "/problems/unauthenticated" or not self.refresh_token:
                raise
        token, self.access_token = self.refresh_token, None
        self._keep(self.send("POST", "auth/refresh", {"refresh_token": token}))
        return self.send(method, path, body, headers)

    def send(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, method=method, headers=dict(headers or {}))
        if self.access_token:
            request.add_header("Authorization", "Bearer " + self.access_token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            if error.headers.get_content_type() != "application/problem+json":
                raise
            raise Refused(json.load(error), error.headers.get("Retry-After")) from None
        return json.loads(text) if text else None

    def _keep(self, answer):
        self.access_token, self.refresh_token = answer["access_token"], answer["refresh_token"]
        return answer["user"]


def wall(span):
    """'2026-11-24 09:00 (Europe/Berlin)': wall time needs no arithmetic, the server has done it."""
    return f"{span['start'].replace('T', ' ')[:16]} ({span['zone']})"


def free_times(api, doctor):
    """Visit types and free times of a doctor in the next week, in order."""
    profile = api.call("GET", f"doctors/{doctor['id']}")
    for visit_type in profile["visit_types"]:
        query = urllib.parse.urlencode({"visit_type": visit_type["id"]})
        for day in api.call("GET", f"doctors/{doctor['id']}/slots?{query}")["days"]:
            for slot in day["slots"]:
                yield visit_type, slot["start"]


def book(api, doctor):
    """Books the first time that can be had."""
    for visit_type, start in free_times(api, doctor):
        wish = {"doctor_id": doctor["id"], "visit_type_id": visit_type["id"], "start": start}
        # One key for one wish: sent twice, say after a time-out, it is still one visit.
        key = {"Idempotency-Key": str(uuid.uuid4())}
        try:
            return api.call("POST", "appointments", wish, key)
        except Refused as refused:
            if refused.type not in TRY_ANOTHER:
                raise
            print(f"  {start}: {refused} Trying the next time.")
    return None


def run(args):
    api = Anteroom(args.url)
    user = api.sign_in(args.email, args.password)
    print(f"Signed in as {user['full_name']}.")
    wanted = {"q": args.q, "specialty": args.specialty, "kind": "video" if args.video else None}
    search = {name: value for name, value in wanted.items() if value}
    found = api.call("GET", "doctors?" + urllib.parse.urlencode(search))
    print(f"{found['total']} doctors found.")
    for doctor in found["items"]:
        visit = book(api, doctor)
        if visit:
            break
    else:
        print("None of them has a free time in the next week.")
        return 3
    print(f"Booked: {visit['visit_name']} with {visit['doctor']['full_name']}, {wall(visit['local'])}.")
    upcoming = api.call("GET", "appointments?status=upcoming")
    print(f"Visits to come: {upcoming['total']}.")
    if not args.keep:
        visit = api.call("POST", f"appointments/{visit['id']}/cancel", {"reason": "Only an example."})
        print(f"The visit is {visit['status']}.")
    api.call("POST", "auth/logout")
    return 0


def main():
    arguments = argparse.ArgumentParser(description="Books a visit, and cancels it again.")
    arguments.add_argument("--url", default="http://127.0.0.1:3000")
    arguments.add_argument("--email", default="patient@demo.example")
    arguments.add_argument("--password", default=os.environ.get("ANTEROOM_PASSWORD", "anteroom-demo"))
    arguments.add_argument("--q", help="words of the doctor's name or specialty")
    arguments.add_argument("--specialty", help="id or name, such as cardiology")
    arguments.add_argument("--video", action="store_true", help="visits by video only")
    arguments.add_argument("--keep", action="store_true", help="do not cancel the visit again")
    try:
        return run(arguments.parse_args())
    except Refused as refused:
        print(f"Refused: {refused} [{refused.type}]", file=sys.stderr)
        for field in refused.fields:
            print(f"  {field['field']}: {field['message']}", file=sys.stderr)
        if refused.retry_after:
            print(f"  Try again in {refused.retry_after} seconds.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The server cannot be reached: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
