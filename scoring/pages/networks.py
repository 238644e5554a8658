"""Under which address somebody is counted; a plain module, for gunicorn's worker too."""

from ipaddress import ip_address, ip_network


def network_of(address: str) -> str:
    """The address itself, or the first one of its network by version 6.

    Whoever has one address of version 6 has all 2^64 of its network.

    Raises:
        ValueError: it is no address.
    """
    parsed = ip_address(address.partition("%")[0])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, 64), strict=False).network_address)
