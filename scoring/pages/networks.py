"""Under which address somebody is counted; a plain module, for gunicorn's worker too."""

from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network

# Whoever comes by version 4 has one of these where a machine knows version 6 alone (RFC 6052)
TRANSLATED = IPv6Network("64:ff9b::/96")


def network_of(address: str) -> str:
    """The address itself, or the first one of its network by version 6.

    Whoever has one address of version 6 has all 2^64 of its network.

    Raises:
        ValueError: it is no address.
    """
    parsed = ip_address(address.partition("%")[0])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed in TRANSLATED:
        parsed = IPv4Address(int(parsed) % 2**32)
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, 64), strict=False).network_address)
