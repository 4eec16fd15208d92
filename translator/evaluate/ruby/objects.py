"""Ruby's object model in Python: what a Ruby value is while the interpreter runs.

Ruby            Python
nil true false  None True False
Integer Float   int float
String          RString (mutable; knows its holes)
Symbol          Symbol (interned)
Array           list
Hash            RHash
Range           RRange
Regexp          RRegexp       MatchData RMatch
Proc, lambda    RProc         Method    RMethod
class, module   RClass        anything else  RObject
and, from evaluate/values.py, Tainted (a number that is secret or runtime) and Unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from translator.evaluate.values import Hole, Origin, Part, Runtime, Secret, Text, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.location import Span
    from translator.parse.ruby.ast import Block, Param

Value: TypeAlias = Any
"""Any Ruby value, in the representation above."""

NativeMethod: TypeAlias = "Callable[[Interpreter, Value, list[Value], RProc | None], Value]"
"""A method written in Python: (interpreter, self, arguments, block). Keyword arguments arrive as a last RHash."""


class Symbol:
    """A Ruby symbol; `Symbol.of(name)` gives the one object of that name, so `is` compares."""

    __slots__ = ("name",)
    _all: ClassVar[dict[str, Symbol]] = {}

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def of(cls, name: str) -> Symbol:
        found = cls._all.get(name)
        if found is None:
            found = cls._all[name] = cls(name)
        return found

    def __repr__(self) -> str:
        return f":{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Symbol.of, (self.name,)


LEADING_DIGITS = "${fact%%[!0-9]*}"  # POSIX shell: the fact without everything from its first non-digit on


def leading_digits(text: str) -> str:
    """Return the digits that `text` begins with, "" when there are none."""
    return text[: len(text) - len(text.lstrip("0123456789"))]


def strongest(origins: Iterable[Origin]) -> Origin:
    """Return the origin that decides: a secret before an unknown before a runtime fact."""
    ranked = sorted(origins, key=lambda origin: (not isinstance(origin, Secret), not isinstance(origin, Unknown)))
    return ranked[0]


class RString:
    """A Ruby string. `text` is the sample; `holes` is None for a plain string, else its parts with their origins."""

    __slots__ = ("frozen", "holes", "text")

    def __init__(self, text: str, holes: tuple[Part, ...] | None = None, frozen: bool = False) -> None:
        self.text = text
        self.holes = holes
        self.frozen = frozen

    @classmethod
    def from_parts(cls, parts: Iterable[Part]) -> RString:
        """Build a string from pieces; it is plain when no piece is a hole."""
        kept: list[Part] = []
        for part in parts:
            if isinstance(part, Hole) or not kept or isinstance(kept[-1], Hole):
                if part != "":
                    kept.append(part)
            else:
                kept[-1] += part
        text = "".join(part if isinstance(part, str) else part.sample for part in kept)
        return cls(text, tuple(kept) if any(isinstance(part, Hole) for part in kept) else None)

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.holes if self.holes is not None else (self.text,)

    @property
    def origin(self) -> Origin | None:
        """The origin that anything computed from the whole string has; None for a plain string."""
        if self.holes is None:
            return None
        return strongest([part.origin for part in self.holes if isinstance(part, Hole)])

    def derived(self, text: str) -> RString:
        """Return a string computed from this one: plain if this one is, else one hole.

        A secret stays that secret. A runtime value that came out changed is unknown, for the container could not
        repeat the computation; a number's leading digits ("2048kB" → "2048") it can.
        """
        if self.holes is None:
            return RString(text)
        if text == self.text:
            return RString(text, self.holes)
        return RString(text, (Hole(self._changed_origin(text), text),))

    def _changed_origin(self, text: str) -> Origin:
        origin = self.origin
        if not isinstance(origin, Runtime):
            assert origin is not None
            return origin
        if len(self.parts) == 1 and not origin.expression and leading_digits(self.text) == text:
            return Runtime(origin.fact, LEADING_DIGITS)
        return Unknown(f"computed from the runtime fact {origin.fact}", None)

    def data(self) -> str | Text:
        """Return the string as data that crosses the stage: str, or Text when it has holes."""
        return self.text if self.holes is None else Text(self.holes)

    def __repr__(self) -> str:
        return f"RString({self.text!r})"


def hash_key(value: Value) -> Any:
    """Return a hashable Python key that is equal exactly when Ruby's eql? says so."""
    kind = type(value)
    if isinstance(value, RString):
        return value.text
    if kind is int or kind is Symbol or value is None:
        return value
    if kind is bool or kind is float:
        return (kind, value)
    if isinstance(value, list):
        return ("array", *[hash_key(item) for item in value])
    if isinstance(value, RHash):
        return ("hash", *[(hash_key(key), hash_key(item)) for key, item in value.items()])
    return _object_key(value) if isinstance(value, RObject) else value


def _object_key(value: RObject) -> Any:
    if isinstance(value, RStruct):
        return ("struct", value.cls, *[hash_key(item) for item in value.fields.values()])
    cls: RClass | None = value.cls
    while cls is not None:
        if cls.hasher is not None:
            return ("object", hash_key(cls.hasher(value)))
        cls = cls.superclass
    return value


class RHash:
    """A Ruby hash: insertion-ordered, keys compared by eql?. `keyword` marks braceless `key: value` arguments."""

    __slots__ = ("default", "default_proc", "frozen", "keyword", "table")

    def __init__(self, pairs: Iterable[tuple[Value, Value]] = ()) -> None:
        self.table: dict[Any, tuple[Value, Value]] = {}
        self.default: Value = None
        self.default_proc: RProc | None = None
        self.frozen = False
        self.keyword = False
        for key, value in pairs:
            self.set(key, value)

    def get(self, key: Value, default: Value = None) -> Value:
        """Return the value stored under `key`, else `default`; the hash's own default is the interpreter's affair."""
        found = self.table.get(hash_key(key))
        return default if found is None else found[1]

    def set(self, key: Value, value: Value) -> None:
        key_id = hash_key(key)
        old = self.table.get(key_id)
        if old is not None:
            self.table[key_id] = (old[0], value)
            return
        if type(key) is RString and not key.frozen:
            key = RString(key.text, key.holes, frozen=True)
        self.table[key_id] = (key, value)

    def delete(self, key: Value) -> Value:
        found = self.table.pop(hash_key(key), None)
        return None if found is None else found[1]

    def __contains__(self, key: Value) -> bool:
        return hash_key(key) in self.table

    def __len__(self) -> int:
        return len(self.table)

    def keys(self) -> Iterator[Value]:
        return (key for key, _ in list(self.table.values()))

    def values(self) -> Iterator[Value]:
        return (value for _, value in list(self.table.values()))

    def items(self) -> Iterator[tuple[Value, Value]]:
        return iter(list(self.table.values()))


class RRange:
    """A Ruby range; ends may be None."""

    __slots__ = ("exclusive", "high", "low")

    def __init__(self, low: Value, high: Value, exclusive: bool) -> None:
        self.low = low
        self.high = high
        self.exclusive = exclusive


class RClass:
    """A class, or a module when `is_module`. Methods are found along `ancestors()`: prepends, self, includes, superclass."""

    __slots__ = (
        "attached",
        "cache",
        "class_vars",
        "consts",
        "epoch",
        "hasher",
        "hierarchy",
        "includes",
        "is_module",
        "ivars",
        "lexical_parent",
        "meta",
        "methods",
        "mro",
        "name",
        "prepends",
        "superclass",
        "visibility",
    )

    def __init__(self, name: str | None, superclass: RClass | None, is_module: bool = False) -> None:
        self.name = name
        self.superclass = superclass
        self.is_module = is_module
        self.methods: dict[str, RubyMethod | NativeMethod | None] = {}  # None: undefined by undef_method
        self.visibility: dict[str, str] = {}
        self.consts: dict[str, Value] = {}
        self.class_vars: dict[str, Value] = {}
        self.ivars: dict[str, Value] = {}
        self.includes: list[RClass] = []
        self.prepends: list[RClass] = []
        self.lexical_parent: RClass | None = None
        self.meta: RClass | None = None  # the singleton class: holds `def self.x`
        self.mro: list[RClass] | None = None  # a cache, dropped by the interpreter when any hierarchy changes
        self.cache: dict[str, Any] = {}  # method name → what lookup found, dropped likewise
        self.epoch = -1  # the epoch of the method table that `cache` belongs to
        self.hierarchy = -1  # the one that `mro` belongs to
        self.hasher: Callable[[Value], Value] | None = None  # calls a `hash` method written in Ruby
        self.attached: Value = None  # for a singleton class: the object it belongs to

    def __repr__(self) -> str:
        return f"RClass({self.name})"


class RObject:
    """An instance of a Ruby class. Natively implemented classes subclass it to keep Python state."""

    __slots__ = ("cls", "frozen", "ivars", "singleton")

    def __init__(self, cls: RClass) -> None:
        self.cls = cls
        self.ivars: dict[str, Value] = {}
        self.singleton: RClass | None = None
        self.frozen = False


class RException(RObject):
    """An instance of an Exception class; `message` None means the class's name."""

    __slots__ = ("backtrace", "cause", "message", "shown_backtrace")

    def __init__(self, cls: RClass, message: Value = None) -> None:
        super().__init__(cls)
        self.message = message
        self.backtrace: tuple[Span, ...] = ()
        self.shown_backtrace: Value = None
        self.cause: RException | None = None


class RStruct(RObject):
    """An instance of a class made by Struct.new."""

    __slots__ = ("fields",)

    def __init__(self, cls: RClass) -> None:
        super().__init__(cls)
        self.fields: dict[str, Value] = {}


class REnumerator(RObject):
    """`receiver.to_enum(name, *args)`: what each, map, each_slice … return without a block."""

    __slots__ = ("args", "buffer", "name", "position", "receiver")

    def __init__(self, cls: RClass, receiver: Value, name: str, args: list[Value]) -> None:
        super().__init__(cls)
        self.receiver = receiver
        self.name = name
        self.args = args
        self.buffer: list[Value] | None = None  # what next() reads, filled at the first call
        self.position = 0


class RHashObject(RHash):
    """An instance of a Ruby subclass of Hash."""

    __slots__ = ("cls", "ivars", "singleton")

    def __init__(self, cls: RClass) -> None:
        super().__init__()
        self.cls = cls
        self.ivars: dict[str, Value] = {}
        self.singleton: RClass | None = None


class RListObject(list[Any]):
    """An instance of a Ruby subclass of Array."""

    __slots__ = ("cls", "ivars", "singleton")

    def __init__(self, cls: RClass) -> None:
        super().__init__()
        self.cls = cls
        self.ivars: dict[str, Value] = {}
        self.singleton: RClass | None = None


class RStringObject(RString):
    """An instance of a Ruby subclass of String."""

    __slots__ = ("cls", "ivars", "singleton")

    def __init__(self, cls: RClass) -> None:
        super().__init__("")
        self.cls = cls
        self.ivars: dict[str, Value] = {}
        self.singleton: RClass | None = None


class RubyMethod:
    """A method defined in Ruby: `def`, or define_method with a block (then `proc`)."""

    __slots__ = ("block_param", "body", "lexical", "name", "owner", "params", "proc", "source_name")

    def __init__(
        self, name: str, params: tuple[Param, ...], body: Any, owner: RClass, lexical: tuple[RClass, ...]
    ) -> None:
        self.name = name
        self.params = params
        self.body = body
        self.owner = owner
        self.lexical = lexical  # the modules around the definition, innermost last, for constant lookup
        self.proc: RProc | None = None
        self.block_param = ""
        self.source_name = ""


class RProc:
    """A block, proc or lambda with the frame it closes over; or a native callable (Symbol#to_proc, method(:x))."""

    __slots__ = ("arity", "block", "frame", "is_lambda", "live", "method", "native", "self_value")

    def __init__(self, block: Block | None, frame: Any, self_value: Value, is_lambda: bool = False) -> None:
        self.block = block
        self.frame = frame
        self.self_value = self_value
        self.is_lambda = is_lambda
        self.native: Callable[[list[Value]], Value] | None = None
        self.arity = -1  # of a native proc
        self.live = False  # while the call that the literal block was given to runs: `break` can end it
        self.method: RubyMethod | None = None  # the method that define_method made of it


class RMethod:
    """A method object: bound, `method(:name)`, or not, `instance_method(:name)` (then `receiver` is the class)."""

    __slots__ = ("bound", "method", "name", "receiver")

    def __init__(self, receiver: Value, name: str, method: Any = None, bound: bool = True) -> None:
        self.receiver = receiver
        self.name = name
        self.method = method
        self.bound = bound


class RRegexp:
    """A regular expression: its Ruby source, its flags (a subset of "imx"), and the compiled `regex` pattern."""

    __slots__ = ("compiled", "flags", "source")

    def __init__(self, source: str, flags: str, compiled: Any) -> None:
        self.source = source
        self.flags = flags
        self.compiled = compiled


class RMatch:
    """A MatchData: the match of the `regex` library, the regexp, and the string matched."""

    __slots__ = ("match", "regexp", "string")

    def __init__(self, match: Any, regexp: RRegexp, string: RString) -> None:
        self.match = match
        self.regexp = regexp
        self.string = string


class RubyError(Exception):
    """A Ruby exception on its way up; `value` is the exception object.

    `backtrace` has the spans of the calls that led to it, the raising one first.
    """

    def __init__(self, value: RException) -> None:
        super().__init__(value)
        self.value = value

    @property
    def backtrace(self) -> tuple[Span, ...]:
        return self.value.backtrace
