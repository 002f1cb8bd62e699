"""Decides to which addresses a document may make this machine connect: to public ones only.

The tables are our own. `ipaddress.is_global` accepts multicast. What it says of `::ffff:127.0.0.1`
and `2002::/16` depends on the version of Python (3.11.10 and 3.12.4 changed it). It ignores the
IPv4 address in a NAT64 address, and the parts of their public ranges that clouds use for services
inside the cloud.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

# What is not globally reachable by IANA's "IPv4 Special-Purpose Address Registry"; multicast; and
# the parts of their public ranges that clouds use for services inside the cloud.
_CLOSED_4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a carrier
        "127.0.0.0/8",  # loopback
        "161.26.0.0/16",  # IBM Cloud: services for its own machines
        "166.8.0.0/14",  # IBM Cloud: the same
        "168.63.129.16/32",  # Azure: the host of a machine, with its keys
        "169.254.0.0/16",  # link-local, and the metadata of cloud machines
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# Of IPv6, only global unicast is public, without what IANA sets aside. So IPv4-mapped addresses
# (::ffff:0:0/96), NAT64 (64:ff9b::/96), unique local, link-local and multicast are not.
_OPEN_6: Final = IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to a host of the public Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)
