"""From which network address a request comes, for limits only: it is never stored (DESIGN §8)."""

import ipaddress

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

__all__ = ["client_address"]

IPV6_PREFIX = 64  # one household or hall; a single visitor can use any address in it


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, behind `ALLAUTH_TRUSTED_PROXY_COUNT` proxies; IPv6 as its /64 network."""
    text = get_client_ip(request) or "unknown"
    if ":" not in text:
        return text
    return str(ipaddress.ip_network(f"{text}/{IPV6_PREFIX}", strict=False))
