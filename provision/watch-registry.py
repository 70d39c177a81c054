"""Brings the token requests into view: the challenge sends the client here for its token, and this asks Portus for it."""

from mitmproxy import http

REALM = "http://portus.test.lan:5000/"


def request(flow: http.HTTPFlow) -> None:
    # Clients try TLS first, and mitmproxy accepts it. The registry must not redirect an upload from https to http: docker's
    # token is for one of the two only.
    flow.request.headers["x-forwarded-proto"] = scheme(flow)
    if flow.request.path.startswith("/v2/token"):
        flow.request.host, flow.request.port = "portus.test.lan", 5000


def response(flow: http.HTTPFlow) -> None:
    challenge = flow.response.headers.get("www-authenticate", "")
    if REALM in challenge:
        here = f"{scheme(flow)}://{flow.request.host_header}/"
        flow.response.headers["www-authenticate"] = challenge.replace(REALM, here)


def scheme(flow: http.HTTPFlow) -> str:
    return "https" if flow.client_conn.tls_established else "http"
