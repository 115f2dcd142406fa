"""Where a request comes from: the connection's address, or the one that a trusted proxy names."""

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

SUBSCRIBER = 64
"""Bits of an IPv6 address that a network gives one subscriber; whoever has those may use any of the rest."""


def client_of(request: Request) -> str:
    """The client's IPv4 address or IPv6 network; empty where the server does not know."""
    return network_of(request.client.host) if request.client else ""


def network_of(host: str) -> str:
    """An IPv4 address as it is, however it is written; of an IPv6 address its /64."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, SUBSCRIBER), strict=False).network_address)
