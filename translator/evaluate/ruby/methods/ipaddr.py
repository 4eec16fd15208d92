"""IPAddr: addresses and networks."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, known, plain, text_of, to_int
from translator.evaluate.ruby.methods.holes import tainted
from translator.evaluate.ruby.native import allocator, define_class, method
from translator.evaluate.ruby.objects import RClass, RObject, RRange, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("IPAddr", includes=("Comparable",))
define_class("IPAddr::Error", "ArgumentError")
define_class("IPAddr::InvalidAddressError", "IPAddr::Error")
define_class("IPAddr::AddressFamilyError", "IPAddr::Error")
define_class("IPAddr::InvalidPrefixError", "IPAddr::InvalidAddressError")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class RAddress(RObject):
    """An IPAddr: the network whose first address it is, of one address without a mask."""

    __slots__ = ("network", "source")

    def __init__(self, cls: RClass, network: Network, source: RString | None = None) -> None:
        super().__init__(cls)
        self.network = network
        self.source = source  # the text it was read from, when that has holes

    def shown(self, text: str) -> RString:
        """Return a text about the address: as doubtful as what it was read from."""
        return RString(text) if self.source is None else self.source.derived(text)

    def moved(self, network: Network) -> RAddress:
        return RAddress(self.cls, network, self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RAddress) and other.network == self.network

    def __hash__(self) -> int:
        return hash(("ipaddr", self.network))


@allocator("IPAddr")
def allocate(interp: Interpreter, cls: RClass) -> RAddress:
    return RAddress(cls, ipaddress.ip_network("0.0.0.0/32"))


def network_of(interp: Interpreter, value: Value) -> Network:
    """Return the network of an address given as one or as text."""
    if isinstance(value, RAddress):
        return value.network
    try:
        if type(value) is int:
            return ipaddress.ip_network(value)
        return ipaddress.ip_network(text_of(interp, value).strip("[]"), strict=False)
    except ValueError:
        raise interp.error("IPAddr::InvalidAddressError", f"invalid address: {text_of(interp, value)}") from None


FAMILIES = {4: 2, 6: 10}  # Socket::AF_INET and Socket::AF_INET6


@method("IPAddr", "initialize", argc=(0, 2), private=True, taint=True)
def initialize(interp: Interpreter, self: RAddress, args: Args, block: Blk) -> Value:
    if args and type(args[0]) is int and len(args) == 2:
        kind = ipaddress.IPv6Network if args[1] == FAMILIES[6] else ipaddress.IPv4Network
        self.network = kind(args[0])
    elif args:
        self.network = network_of(interp, known(args[0]))
        self.source = args[0] if isinstance(args[0], RString) and args[0].holes is not None else None
    return None


@plain("IPAddr", "to_s", "to_string")
def to_s(interp: Interpreter, self: RAddress) -> Value:
    return self.shown(str(self.network.network_address))


@plain("IPAddr", "inspect")
def inspect(interp: Interpreter, self: RAddress) -> Value:
    address, mask = self.network.network_address, self.network.netmask
    if address.version == 4:
        return self.shown(f"#<IPAddr: IPv4:{address}/{mask}>")
    return self.shown(f"#<IPAddr: IPv6:{address.exploded}/{mask.exploded}>")


@plain("IPAddr", "to_i")
def to_i(interp: Interpreter, self: RAddress) -> Value:
    number = int(self.network.network_address)
    return number if self.source is None else tainted(number, self.source)


@plain("IPAddr", "to_range")
def to_range(interp: Interpreter, self: RAddress) -> Value:
    first, last = (self.moved(ipaddress.ip_network(self.network[at])) for at in (0, -1))
    return RRange(first, last, False)


@plain("IPAddr", "include?", "===", taint=True)
def includes(interp: Interpreter, self: RAddress, other: Value) -> Value:
    network = network_of(interp, known(other))
    answer = network.version == self.network.version and network.subnet_of(self.network)  # type: ignore[arg-type]
    return tainted(answer, *[value for value in (self.source, other) if value is not None])


@plain("IPAddr", "mask")
def mask(interp: Interpreter, self: RAddress, length: Value) -> Value:
    prefix = str(length) if type(length) is int else text_of(interp, length)
    return self.moved(ipaddress.ip_network(f"{self.network.network_address}/{prefix}", strict=False))


@plain("IPAddr", "prefix")
def prefix(interp: Interpreter, self: RAddress) -> Value:
    return self.network.prefixlen


@plain("IPAddr", "netmask")
def netmask(interp: Interpreter, self: RAddress) -> Value:
    return self.shown(str(self.network.netmask))


@plain("IPAddr", "ipv4?")
def is_v4(interp: Interpreter, self: RAddress) -> Value:
    return self.network.version == 4


@plain("IPAddr", "ipv6?")
def is_v6(interp: Interpreter, self: RAddress) -> Value:
    return self.network.version == 6


@plain("IPAddr", "family")
def family(interp: Interpreter, self: RAddress) -> Value:
    return FAMILIES[self.network.version]


@plain("IPAddr", "private?")
def is_private(interp: Interpreter, self: RAddress) -> Value:
    return self.network.is_private


@plain("IPAddr", "loopback?")
def is_loopback(interp: Interpreter, self: RAddress) -> Value:
    return self.network.is_loopback


@plain("IPAddr", "link_local?")
def is_link_local(interp: Interpreter, self: RAddress) -> Value:
    return self.network.is_link_local


def _moved(self: RAddress, by: int) -> RAddress:
    return self.moved(ipaddress.ip_network(self.network.network_address + by))


@plain("IPAddr", "succ")
def succ(interp: Interpreter, self: RAddress) -> Value:
    return _moved(self, 1)


@plain("IPAddr", "+")
def plus(interp: Interpreter, self: RAddress, count: Value) -> Value:
    return _moved(self, to_int(interp, count))


@plain("IPAddr", "-")
def minus(interp: Interpreter, self: RAddress, count: Value) -> Value:
    return _moved(self, -to_int(interp, count))


@plain("IPAddr", "<=>")
def order(interp: Interpreter, self: RAddress, other: Value) -> Value:
    left, right = int(self.network.network_address), int(network_of(interp, other).network_address)
    return (left > right) - (left < right)


@plain("IPAddr", "==", "eql?")
def equal(interp: Interpreter, self: RAddress, other: Value) -> Value:
    return isinstance(other, (RAddress, RString)) and self.network == network_of(interp, other)


@plain("IPAddr", "hash")
def hash_code(interp: Interpreter, self: RAddress) -> Value:
    return int(self.network.network_address)


@plain("IPAddr", "reverse", "ip6_arpa")
def reverse(interp: Interpreter, self: RAddress) -> Value:
    return self.shown(self.network.network_address.reverse_pointer)
