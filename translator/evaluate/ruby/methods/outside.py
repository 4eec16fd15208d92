"""What would reach out of the interpreter: sockets, HTTP, resolvers, processes, temporary files. Refused, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods import structure
from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.matching import make_regexp
from translator.evaluate.ruby.native import constant, define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Value
from translator.evaluate.values import Hole, Runtime, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_ = structure  # imported for Mutex and Queue
REFUSED = {
    "Net::HTTP": "an HTTP request",
    "Net::HTTP::Get": "an HTTP request",
    "Net::HTTP::Post": "an HTTP request",
    "Net::HTTP::Put": "an HTTP request",
    "Net::HTTP::Delete": "an HTTP request",
    "Net::HTTP::Head": "an HTTP request",
    "Net::SSH": "an SSH session",
    "TCPSocket": "a network connection",
    "UDPSocket": "a network connection",
    "TCPServer": "a network connection",
    "UNIXSocket": "a network connection",
    "Resolv": "a name look-up",
    "REXML::Document": "XML",
    "Zip::File": "a zip archive",
    "Zip::ZipFile": "a zip archive",
    "Resolv::DNS": "a name look-up",
    "IPSocket": "a name look-up",
    "Open3": "a command",
    "PTY": "a command",
    "Thread": "a thread",
    "Win32::Registry": "the Windows registry",
    "WIN32OLE": "Windows automation",
}
CALLS = [
    "new",
    "get",
    "get_response",
    "get_print",
    "post",
    "post_form",
    "put",
    "head",
    "start",
    "open",
    "getaddress",
    "getaddresses",
    "getname",
    "each_address",
    "gethostbyname",
    "capture2",
    "capture2e",
    "capture3",
    "popen2",
    "popen2e",
    "popen3",
    "pipeline",
    "spawn",
    "request",
    "fork",
    "connect",
]
define_module("Net")


def _refuse(cls: str, what: str) -> None:
    define_class(cls)

    def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return interp.refuse(what)

    singleton(cls, *CALLS, taint=True)(native)


for _class, _what in REFUSED.items():
    _refuse(_class, _what)
for _error in (
    "SocketError",
    "Net::OpenTimeout",
    "Net::ReadTimeout",
    "Net::ProtocolError",
    "Resolv::ResolvError",
    "OpenURI::HTTPError",
):
    define_class(_error, "StandardError")
for _error in ("HTTPError", "HTTPRetriableError", "HTTPClientException", "HTTPFatalError"):
    define_class(f"Net::{_error}", "Net::ProtocolError")
constant("Net", "HTTPServerException")(lambda interp: interp.const("Net::HTTPClientException"))
for _response in ("Net::HTTPResponse", "Net::HTTPSuccess", "Net::HTTPOK", "Net::HTTPNotFound", "Net::HTTPRedirection"):
    define_class(_response)


define_class("Thread::Mutex", "Mutex")
define_class("Thread::Queue", "Queue")


@singleton("Thread", "current")
def thread_current(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RObject(self)


@method("Thread", "[]", "[]=", "join", "value", "alive?", "name")
def thread_state(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


# --- addresses as Resolv writes them

OCTET = """0
               |1(?:[0-9][0-9]?)?
               |2(?:[0-4][0-9]?|5[0-5]?|[6-9])?
               |[3-9][0-9]?"""
IPV4 = r"\A" + r"\.".join(f"((?x-mi:{OCTET}))" for _ in range(4)) + r"\z"
HEX = "[0-9A-Fa-f]{1,4}"
IPV6 = rf"""
  (?:\A(?:{HEX}:){{7}}{HEX}\z)
  |(?:\A(?:{HEX}(?::{HEX})*)?::(?:{HEX}(?::{HEX})*)?\z)
  |(?:\A(?:{HEX}:){{6}}\d+\.\d+\.\d+\.\d+\z)
  |(?:\A(?:{HEX}(?::{HEX})*)?::(?:{HEX}:)*\d+\.\d+\.\d+\.\d+\z)"""
define_class("Resolv::IPv4")
define_class("Resolv::IPv6")
constant("Resolv::IPv4", "Regex")(lambda interp: make_regexp(interp, IPV4))
constant("Resolv::IPv4", "Regex256")(lambda interp: make_regexp(interp, OCTET, "x"))
constant("Resolv::IPv6", "Regex")(lambda interp: make_regexp(interp, IPV6, "x"))
constant("Resolv", "AddressRegex")(lambda interp: make_regexp(interp, f"(?:{IPV4})|(?x-mi:{IPV6})"))


# --- what the machine itself is

define_class("BasicSocket")
define_class("Socket", "BasicSocket")
define_module("Etc")


@singleton("Socket", "gethostname", argc=0)
def gethostname(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    answer = interp.machine.shell_out("hostname")
    if isinstance(answer, Unknown) or not answer.fact:
        return Unknown("the host name of the machine that runs the container", interp.span)
    return RString.from_parts((Hole(Runtime(answer.fact), answer.stdout.strip()),))


@singleton(
    "Socket", "new", "tcp", "udp", "getaddrinfo", "gethostbyname", "ip_address_list", "unix", "getifaddrs", taint=True
)
def socket(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.refuse("a network connection")


@module_function("Etc", "nprocessors", argc=0)
def nprocessors(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Tainted(1, Runtime("cpu/total"))


@module_function("Etc", "getlogin", argc=0)
def getlogin(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("root")


define_class("Etc::Passwd")
define_class("Etc::Group")


def _known_name(interp: Interpreter, value: Value, kind: str) -> str:
    """Return an account's name; ArgumentError when the simulated machine has no such user or group."""
    name = interp.to_s(value).text
    known = getattr(interp.machine, f"{kind}s", None)
    if known is not None and name not in known:
        raise interp.error("ArgumentError", f"can't find {kind} for {name}")
    return name


@module_function("Etc", "getpwnam", argc=1)
def getpwnam(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    name = _known_name(interp, args[0], "user")
    home = getattr(interp.machine, "homes", {}).get(name)
    made = RObject(interp.const_class("Etc::Passwd"))
    made.ivars["name"] = RString(name)
    made.ivars["dir"] = Unknown(f"the home of {name}", interp.span) if home is None else RString(home)
    return made


@module_function("Etc", "getgrnam", argc=1)
def getgrnam(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    made = RObject(interp.const_class("Etc::Group"))
    made.ivars["name"] = RString(_known_name(interp, args[0], "group"))
    return made


def _account_field(cls: str, name: str) -> None:
    def native(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        return self.ivars.get(name, Unknown(f"the {name} of an account", interp.span))

    method(cls, name, argc=0)(native)


for _field in ("name", "dir", "uid", "gid", "shell", "gecos", "passwd"):
    _account_field("Etc::Passwd", _field)
for _field in ("name", "gid", "mem", "passwd"):
    _account_field("Etc::Group", _field)


@module_function("Etc", "getpwuid", "getgrgid", "passwd", "group", "uname", "sysconfdir", "systmpdir")
def account(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("the accounts and system of the machine", interp.span)


# --- temporary files

define_class("Tempfile", "File")


@singleton("Tempfile", "new", "create", "open")
def tempfile(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.methods.file_machine import RFile

    name = interp.to_s(args[0][0] if args and isinstance(args[0], list) else args[0]).text if args else ""
    made = RFile(self, f"/tmp/{name}00000000-0", "w", RString(""))
    return made if block is None else interp.yield_block(block, [made])


@method("Tempfile", "unlink", "delete", "close!")
def unlink(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return None
